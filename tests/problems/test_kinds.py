"""A walk over every kind of problem: it is frozen data, has one rule, and the rule can make a sentence of it."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest

import rnngraph as rg
from rnngraph.check import rules_by_code
from rnngraph.check.codes import SEARCHING, family, rule_for
from rnngraph.check.rules.reading import FLAWS
from rnngraph.graph import Problem, Reason, TensorType, TextEdit
from rnngraph.problems import kinds

SAMPLES: dict[Any, Any] = {
    str: "some words here",
    int: 3,
    float: 0.5,
    bool: True,
    object: {"any": "value"},
    Reason: Reason("activation", "its activation is relu", "tanh"),
    TensorType: TensorType((2, 4), "float32"),
    TextEdit: TextEdit(0, 1, "x"),
}
OWN_WORDS = {
    ("NotJson", "flaw"): "missing_comma",
    ("InvalidEquation", "wrong"): "twice",
}
"""Fields whose words are a table's keys."""


def every_kind() -> list[type[Problem]]:
    """The final classes of all families; a class that others extend is no kind by itself."""
    found = []
    for name in kinds.FAMILIES:
        module = import_module(f"rnngraph.problems.kinds.{name}")
        classes = [each for each in vars(module).values() if isinstance(each, type) and issubclass(each, Problem)]
        found += [each for each in classes if each.__module__ == module.__name__ and not each.__subclasses__()]
    return found


def sample(annotation: Any) -> Any:
    """A value of a type."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return inner[0]
    if origin in (Union, UnionType):
        return sample(next(each for each in inner if each is not type(None)))
    if origin is tuple:
        return tuple(sample(each) for each in inner if each is not Ellipsis) * (2 if Ellipsis in inner else 1)
    return SAMPLES[annotation]


def variants(kind: type[Problem]) -> Iterator[Problem]:
    """A problem with every field given, and one with the required ones alone."""
    hints = get_type_hints(kind)
    place = {"node": "lstm", "origin": None, "block": None, "inner": None, "field": "units"}
    own = [each for each in dataclasses.fields(kind) if each.name not in place]
    values = {each.name: OWN_WORDS.get((kind.__name__, each.name)) or sample(hints[each.name]) for each in own}
    yield kind(**place, **values)
    yield kind("units", **{each.name: values[each.name] for each in own if each.default is dataclasses.MISSING})
    for each in own:
        choices = get_args(hints[each.name]) if get_origin(hints[each.name]) is Literal else ()
        yield from (kind("units", **{**values, each.name: word}) for word in choices)


ALL = every_kind()


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.__name__)
class TestKind:
    def test_is_frozen_data_with_a_docstring(self, kind: type[Problem]) -> None:
        problem = next(variants(kind))
        with pytest.raises(dataclasses.FrozenInstanceError):
            problem.field = "other"  # type: ignore[misc]
        assert dataclasses.is_dataclass(kind)
        assert len((kind.__doc__ or "").split()) > 3
        assert not (kind.__doc__ or "").startswith(f"{kind.__name__}(")

    def test_has_a_rule_that_makes_its_message(self, kind: type[Problem]) -> None:
        for problem in variants(kind):
            message = str(rg.InvalidSpec([problem]))
            code, _, sentence = message.partition(" ")
            assert code == rule_for(problem).code
            assert len(sentence.split()) > 2, message

    def test_says_all_that_it_is_given(self, kind: type[Problem]) -> None:
        assert "None" not in str(rg.InvalidSpec([next(variants(kind))]))

    def test_may_be_seen_from_further_out(self, kind: type[Problem]) -> None:
        problem = next(variants(kind))
        assert problem.inside("layer").field == "layer/units"
        assert type(problem.inside("a/b", 0)) is kind

    def test_does_not_explain_itself(self, kind: type[Problem]) -> None:
        assert not any(each.explains(each) for each in variants(kind))


def test_every_rule_has_its_kind_and_the_reverse() -> None:
    rules = rules_by_code().values()
    assert len({rule.kind for rule in rules}) == len(rules)
    assert {rule.kind for rule in rules} == set(ALL)
    assert [rule.code for rule in rules] == sorted(rule.code for rule in rules)
    assert len({rule.name for rule in rules}) == len(rules)


def test_the_families_that_search_are_those_with_rules_that_search() -> None:
    assert {name for name in kinds.FAMILIES if any(rule.find for rule in family(name))} == set(SEARCHING)


def test_the_sentences_of_flaws_find_their_words() -> None:
    for flaw in FLAWS:
        problem = kinds.reading.NotJson(
            flaw=flaw, found="x", right="y", key="k", name="n", mark="m", line=3, edits=(TextEdit(0, 1, "y"),)
        )
        assert str(rg.InvalidSpec([problem])).startswith("RG101 ")


def test_a_cell_in_place_of_a_layer_is_reported_in_python() -> None:
    x = rg.Input("x", (8,))
    (found,) = rg.Graph("m", [x], rg.LSTMCell(4)(x)).check()
    assert (found.code, found.layer) == ("RG118", "lstm_cell")
    assert "LSTM" in rg.explain(found)


def test_a_document_without_problems_loads_no_family() -> None:
    script = (
        "import sys, rnngraph as rg\n"
        "graph = rg.Graph('m', [x := rg.Input('x', (None, 8))], rg.LSTM(4)(x))\n"
        "graph.analysis\n"
        "print(*(name for name in sys.modules if name.startswith('rnngraph.problems.kinds.')))"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.split() == []
