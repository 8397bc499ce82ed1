"""Words from elsewhere, and what to write for each: one table of each kind, which messages, fixes and tests read."""

from rnngraph.problems.words.fields import FIELDS
from rnngraph.problems.words.keras import MISSING_LAYERS, MISSING_OBJECTS
from rnngraph.problems.words.objects import OBJECTS
from rnngraph.problems.words.types import TYPES
from rnngraph.problems.words.word import Word, Words

__all__ = ["FIELDS", "MISSING_LAYERS", "MISSING_OBJECTS", "OBJECTS", "TYPES", "Word", "Words"]
