"""Training, as far as a finished run on disk. Importing this imports TensorFlow."""

from rnngraph.train.arrays import DataError, NoData
from rnngraph.train.loop import Run, TrainError, train
from rnngraph.train.plan import Settings
from rnngraph.train.runs import RunError

__all__ = ["DataError", "NoData", "Run", "RunError", "Settings", "TrainError", "train"]
