"""What a training leaves in its folder, while it runs and after: written by `train`, read by who shows it.

Nothing here knows Keras. `history.json` is the record of a finished run. `progress.jsonl` is the log of the last one, a
line a step; whoever writes it holds a lock on it, so that a run that was killed is told from one that goes on.
"""

from rnngraph.runs.progress import Busy, Progress
from rnngraph.runs.reading import Run, find_runs, read_run

__all__ = ["Busy", "Progress", "Run", "find_runs", "read_run"]
