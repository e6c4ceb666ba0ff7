"""The code for signing in: mailed in clear, kept as a digest."""

from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac

SALT = 22


class SignInCode(str):
    """What a session keeps of a code: its digest under the secret of this site, after a random
    salt, without which whoever has read the digests of codes of their own would know another's.

    `digits`, for the mail, are gone with the request.
    """

    __slots__ = ("digits",)
    digits: str

    @classmethod
    def of(cls, digits: str) -> "SignInCode":
        salt = get_random_string(SALT)
        code = cls(salt + _digest(salt, digits))
        code.digits = digits
        return code


def _digest(salt: str, digits: str) -> str:
    """64 hexadecimal digits."""
    return salted_hmac("sign-in code", salt + digits, algorithm="sha256").hexdigest()


def is_code(entered: str, kept: str) -> bool:
    """Whether these are the digits of the kept code, however they were grouped.

    Where no code was sent, `kept` is empty and no digits are right; the work is the same.
    """
    digits = "".join(filter(str.isdecimal, entered))
    return constant_time_compare(_digest(kept[:SALT], digits), kept[SALT:])
