"""Reports of a graph. Each sub-package has a view first, which is plain data, then the formats that only lay it out."""
