from __future__ import annotations

import rnngraph as rg
from rnngraph.problems import InvalidSpec, Rejected, kinds

WRONG = kinds.fields.WrongType("units", found="x" * 1_000_000, expected="an integer")


def test_a_rejection_is_short_whatever_was_found() -> None:
    assert str(Rejected(WRONG, WRONG)) == "WrongType, WrongType"


def test_a_rejection_seen_from_further_out() -> None:
    assert [each.field for each in Rejected(WRONG).inside("layer", 0).problems] == ["layer/0/units"]


def test_an_invalid_spec_says_what_check_would_say() -> None:
    error = InvalidSpec([WRONG])
    assert isinstance(error, Rejected)
    assert str(error).startswith("RG112 ")
    assert str(InvalidSpec([WRONG], "as given")) == "as given"


def test_the_public_name_is_the_same_exception() -> None:
    assert rg.InvalidSpec is InvalidSpec
