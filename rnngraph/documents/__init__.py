"""Documents: from text to a graph and back. Nothing here knows a shape; nothing here runs anything."""
