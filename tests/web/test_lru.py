"""What is kept, and what goes."""

from __future__ import annotations

from rnngraph_web.lru import Lru


def of(most: int, *values: str) -> Lru[str, str]:
    kept: Lru[str, str] = Lru(most, lambda key, value: len(value))
    for value in values:
        kept.put(value[0], value)
    return kept


def test_the_one_asked_for_longest_ago_goes_first() -> None:
    kept = of(6, "aa", "bb", "cc")
    assert kept.get("a") == "aa"
    kept.put("d", "dd")
    assert [kept.get(key) for key in "abcd"] == ["aa", None, "cc", "dd"]


def test_the_last_stays_however_much_it_weighs() -> None:
    kept = of(6, "aa", "b" * 100)
    assert [kept.get(key) for key in "ab"] == [None, "b" * 100]
    kept.put("c", "cc")
    assert [kept.get(key) for key in "bc"] == [None, "cc"]


def test_another_value_of_a_key_takes_the_place_of_the_first() -> None:
    kept = of(6, "aa", "bb")
    kept.put("a", "a" * 4)
    assert [kept.get(key) for key in "ab"] == ["a" * 4, "bb"]
    assert len(kept) == 2
