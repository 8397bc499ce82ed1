"""A language server for specs: what an editor asks of a document while it is written. `rnngraph lsp` runs it."""
