"""Training, as far as a finished run on disk. TensorFlow is imported once the data are checked."""

from rnngraph.train.errors import DataError, NoData, RunError, TrainError
from rnngraph.train.loop import Run, train
from rnngraph.train.plan import Settings

__all__ = ["DataError", "NoData", "Run", "RunError", "Settings", "TrainError", "train"]
