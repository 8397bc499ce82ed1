"""`make fuzz-reader`: texts that atheris makes from the specs, led by the code that they reach, by every light way in.

Linux only, as atheris is. What fails is written to a file `crash-...`, as libFuzzer does; give it that file to see it
again.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["rnngraph"]):
    import rnngraph
    from rnngraph.analysis import analyse, run  # noqa: F401 - what is to be led by is imported here
    from rnngraph.check import codes  # noqa: F401
    from rnngraph.documents import json_recovery, load, positions, read  # noqa: F401
    from rnngraph.report import diagram  # noqa: F401
    from rnngraph.report.model.summary import html, json  # noqa: F401

from tests.hostile.test_reader import read as every_way_in
from tests.hostile.texts import KEYS, TEXTS

SPECS = Path(__file__).parents[2] / "specs"
LONGEST = 8_000
"""Bytes of a text: what is wrong with documents is seldom their length, and those are in tests/hostile."""


def main() -> None:
    """Starts libFuzzer on the specs, with the words of the language."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("crash", nargs="*", help="files to run again")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder, "corpus")
        corpus.mkdir()
        for path in SPECS.glob("*.json"):
            if path.stat().st_size <= LONGEST:
                (corpus / path.name).write_bytes(path.read_bytes())
        words = Path(folder, "words")
        words.write_text("".join(f'"{quoted(word)}"\n' for word in (*KEYS, *TEXTS) if word), encoding="ascii")
        limits = ["-timeout=5", "-rss_limit_mb=1000", f"-max_len={LONGEST}", f"-max_total_time={given.seconds}"]
        where = given.crash or [str(corpus)]
        atheris.Setup([sys.argv[0], *limits, f"-dict={words}", *where], every_way_in)
        atheris.Fuzz()


def quoted(word: str) -> str:
    """A word as libFuzzer's dictionaries have it: ASCII, other bytes escaped."""
    data = word.encode("utf-8", errors="surrogatepass")
    return "".join(chr(each) if 32 < each < 127 and chr(each) not in '"\\' else f"\\x{each:02x}" for each in data)


if __name__ == "__main__":
    assert rnngraph.Limits
    main()
