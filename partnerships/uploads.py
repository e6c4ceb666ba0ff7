"""Files that people upload: never on the disk, and carried along while they look at a preview."""

import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from io import BytesIO
from typing import Any

from django import forms
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.core.signing import BadSignature, TimestampSigner

from partnerships.tables import LARGEST_FILE

LONGEST_LOOK = 12 * 60 * 60
"""Seconds for which a preview can be confirmed."""


class BoundedUploadHandler(FileUploadHandler):
    """Keeps a file in memory; of one that is too large only so much that this shows."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.content = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.content.write(raw_data[: max(0, LARGEST_FILE + 1 - start)])

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        size = self.content.tell()
        self.content.seek(0)
        return InMemoryUploadedFile(
            self.content, self.field_name, self.file_name, self.content_type, size, self.charset
        )


class UploadField(forms.FileField):
    """A file as its bytes; whoever reads them says what is wrong with them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_empty_file=True, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> bytes:
        file = super().clean(data, initial)
        content: bytes = file.read() if file else b""
        return content


def carry_upload(content: bytes, *scope: object) -> str:
    """The bytes as a text that only this installation can have made, for this scope alone."""
    return _signer(scope).sign(urlsafe_b64encode(zlib.compress(content)).decode())


def carried_upload(text: str, *scope: object) -> bytes | None:
    """What `carry_upload` was given; None for a text that is not ours, of another scope or old."""
    try:
        value = _signer(scope).unsign(text, max_age=LONGEST_LOOK)
    except BadSignature:
        return None
    return zlib.decompress(urlsafe_b64decode(value))


def _signer(scope: tuple[object, ...]) -> TimestampSigner:
    return TimestampSigner(salt="|".join(["upload", *map(str, scope)]))
