"""Random documents over the whole catalogue, drawn by hypothesis, so that what fails is shrunk to its bare bones."""

from tests.differential.graphs.documents import Entry, documents, types_in

__all__ = ["Entry", "documents", "types_in"]
