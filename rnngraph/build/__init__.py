"""Building a graph: names, references, sharing, wiring and blocks, for documents, Python calls and imports alike."""
