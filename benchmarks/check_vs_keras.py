"""`rnngraph check` as a process, beside a script that builds the same model in Keras and prints its summary.

python benchmarks/check_vs_keras.py

Both are whole processes, in turn, after one run of each that is not counted, on one machine: read the ratio, not the
seconds.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RUNS = 5
TARGET = 0.1

KERAS = """
import keras
source = keras.Input((None,), dtype="int32", name="source")
target = keras.Input((None,), dtype="int32", name="target")
_, h, c = keras.layers.LSTM(64, return_state=True, name="encoder")(keras.layers.Embedding(1000, 64)(source))
embedded = keras.layers.Embedding(2000, 64)(target)
decoder = keras.layers.LSTM(64, name="decoder")(embedded, initial_state=[h, c])
model = keras.Model([source, target], keras.layers.Dense(10, name="logits")(decoder))
assert model.count_params() == 258698
model.summary()
"""


def seconds(command: list[str]) -> float:
    """Wall time of a command, from start to exit, which has to be 0."""
    quiet = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT, env=quiet)
    return time.perf_counter() - start


def main() -> int:
    """Prints both medians and their ratio; 1 if it is over the target."""
    ours = [sys.executable, "-m", "rnngraph", "check", "specs/encoder_decoder.json"]
    theirs = [sys.executable, "-c", KERAS]
    seconds(ours), seconds(theirs)
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(RUNS)]
    ratio = statistics.median(one / other for one, other in pairs)
    print(f"rnngraph check specs/encoder_decoder.json   {statistics.median(one for one, _ in pairs):6.3f} s")
    print(f"the same model in Keras, and its summary    {statistics.median(other for _, other in pairs):6.3f} s")
    print(f"ratio                                       {ratio:6.3f}   (at most {TARGET})")
    return int(ratio > TARGET)


if __name__ == "__main__":
    sys.exit(main())
