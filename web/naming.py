"""Which names of files and folders the app shows, and lets be written."""

from __future__ import annotations

import unicodedata

UNSAID = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Controls, halves of surrogate pairs (bytes that are no UTF-8), separators of lines and paragraphs."""
MOST_BYTES = 200
"""Of a new file's name, so that one beside it, while it is written, has room for its own."""


def can_be_said(name: str) -> bool:
    """Whether a name can stand in an address, a header and a page, and be found again by it."""
    return (name.isascii() and name.isprintable()) or not any(unicodedata.category(each) in UNSAID for each in name)


def can_be_new(name: str) -> bool:
    """Whether a file can be given that name everywhere."""
    return can_be_said(name) and "\\" not in name and len(name.encode()) <= MOST_BYTES
