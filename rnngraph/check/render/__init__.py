"""One renderer a format: pure functions of the diagnostics."""
