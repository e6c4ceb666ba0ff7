"""The code for signing in: mailed in clear, kept as a digest."""

from django.utils.crypto import constant_time_compare, salted_hmac


class SignInCode(str):
    """What a session keeps of a code: its digest under the secret of this site.

    `digits`, for the mail, are gone with the request.
    """

    __slots__ = ("digits",)
    digits: str

    @classmethod
    def of(cls, digits: str) -> "SignInCode":
        code = cls(digest_of(digits))
        code.digits = digits
        return code


def digest_of(digits: str) -> str:
    """64 hexadecimal digits."""
    return salted_hmac("sign-in code", digits, algorithm="sha256").hexdigest()


def is_code(entered: str, kept: str) -> bool:
    """Whether these are the digits of the kept code, however they were grouped.

    Where no code was sent, `kept` is empty and no digits are right; the work is the same.
    """
    digits = "".join(filter(str.isdecimal, entered))
    return constant_time_compare(digest_of(digits), kept)
