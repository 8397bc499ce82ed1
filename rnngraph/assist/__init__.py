"""What an editor is told of the text being written: what may stand at the cursor, and what the thing under it is.

Offsets count characters. The language server and the web editor say it in their own ways.
"""

from rnngraph.assist.complete import Completion, Suggestion, complete
from rnngraph.assist.document import Document
from rnngraph.assist.hover import hover

__all__ = ["Completion", "Document", "Suggestion", "complete", "hover"]
