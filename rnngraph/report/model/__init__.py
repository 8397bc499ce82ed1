"""Reports of a whole model: the view, made once from the analysis, and the formats that only lay it out."""
