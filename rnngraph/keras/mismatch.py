"""What is raised where Keras and the analysis disagree."""

from __future__ import annotations


class Mismatch(Exception):
    """Keras built something else than the analysis said: a fault of rnngraph, or another version of Keras.

    `node` is the layer, `what` its part in question, `keras` what Keras made of it, `analysis` what was said.
    """

    def __init__(self, node: str, what: str, keras: object, analysis: object) -> None:
        super().__init__(f"{node}: {what}: Keras built {keras}, the analysis said {analysis}")
        self.node = node
        self.what = what
        self.keras = keras
        self.analysis = analysis
