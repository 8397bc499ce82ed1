from __future__ import annotations

import sys
from threading import Event, Thread

import pytest

pytest.importorskip("keras")

from rnngraph.keras.recursion import recursing

pytestmark = pytest.mark.keras


def test_the_limit_is_raised_and_brought_back() -> None:
    before = sys.getrecursionlimit()
    with recursing(400), recursing(100):
        assert sys.getrecursionlimit() == before + 400
    assert sys.getrecursionlimit() == before


def test_a_thread_that_ends_takes_nothing_from_another() -> None:
    before = sys.getrecursionlimit()
    inside, end = Event(), Event()

    def long() -> None:
        with recursing(400):
            inside.set()
            end.wait(10)

    thread = Thread(target=long)
    with recursing(700):
        thread.start()
        assert inside.wait(10)
    assert sys.getrecursionlimit() == before + 400
    end.set()
    thread.join()
    assert sys.getrecursionlimit() == before
