"""Why a picture can't be drawn."""

from __future__ import annotations


class NoPicture(ValueError):
    """The picture that was asked for can't be drawn; the message says why."""
