"""What a partnership is called in addresses."""

from string import ascii_lowercase

from django.utils.crypto import get_random_string
from django.utils.text import slugify

from partnerships.models import Partnership

LONGEST_SLUG = 60


def unguessable_slug(name: str) -> str:
    """An address made of the name that does not tell whether another partnership has that name."""
    ending = get_random_string(4, ascii_lowercase)
    return f"{slugify(name)[: LONGEST_SLUG - 10] or 'partnership'}-{ending}"


def free_slug(name: str) -> str:
    """An address made of the name that no partnership has yet."""
    stem = slugify(name)[: LONGEST_SLUG - 5] or "partnership"
    slug, number = stem, 1
    while Partnership.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{stem}-{number}"
    return slug
