"""Showing a graph: the view once, and the formats that only lay it out."""
