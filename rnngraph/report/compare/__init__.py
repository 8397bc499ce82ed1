"""Reports of a comparison of two models, which `rnngraph.analysis.comparison` makes."""
