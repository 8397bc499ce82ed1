"""Shapes of formulas: what free names take, what fits, and what does not; that they are true, test_formulas.py says."""

from __future__ import annotations

import pytest

from rnngraph.expressions import ExpressionError, Unifier, Value, infer, parse_size, read

SHAPES = {"x": ["i"], "y": ["j"], "h": ["units"], "w": ["i", "units"], "u": ["units", "units"], "v": ["k", "units"]}
OWN = ("x", "y", "h")


def names() -> dict[str, Value]:
    return {name: Value(tuple(map(parse_size, shape)), name in OWN) for name, shape in SHAPES.items()}


def shape(text: str, free: str = "i j k") -> tuple[list[str], dict[str, str]]:
    unifier = Unifier(frozenset(free.split()), frozenset({"i", "j"}))
    made = infer(read(text), names(), unifier).value
    return [str(unifier.settled(size)) for size in made.shape], {
        name: str(size) for name, size in unifier.bound.items()
    }


@pytest.mark.parametrize(
    ("text", "wanted", "bound"),
    [
        ("x @ w", ["units"], {}),
        ("x @ v", ["units"], {"k": "i"}),
        ("concat(x, y) @ v", ["units"], {"k": "i + j"}),
        ("x + h", ["units"], {"i": "units"}),
        ("x + y", ["j"], {"i": "j"}),
        ("reshape(h, [2, k])", ["2", "units / 2"], {"k": "units / 2"}),
        ("concat(h, h, 2 * h)", ["3 * units"], {}),
        ("sum(w, axis=0) * h", ["units"], {}),
        ("h * 2 + 1", ["units"], {}),
        ("einsum('bi,ij->bj', h, u)", ["units"], {}),
    ],
)
def test_free_names_take_what_they_meet(text: str, wanted: list[str], bound: dict[str, str]) -> None:
    assert shape(text) == (wanted, bound)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("h @ w + concat(h, h)", "h @ w + concat(h, h)"),
        ("1 + (concat(h, h) @ u)", "concat(h, h) @ u"),
        ("tanh(q)", "q"),
        ("h + split(h, 2)", "split(h, 2)"),
        ("where(h, h, h)", "h"),
        ("1 + (h < 2)", "h < 2"),
        ("sum(h, axis=1)", "sum(h, axis=1)"),
        ("transpose(h)", "transpose(h)"),
        ("2 * reshape(h, [3])", "reshape(h, [3])"),
        ("einsum('bi,ij->bk', h, u)", "einsum('bi,ij->bk', h, u)"),
        ("einsum('bi,bj->ij', h, x)", "einsum('bi,bj->ij', h, x)"),
        ("einsum('ii->i', u)", "einsum('ii->i', u)"),
        ("einsum('bi->bi', h, h)", "einsum('bi->bi', h, h)"),
        ("einsum('bi...', h)", "einsum('bi...', h)"),
        ("layer_norm(h, h, h)", "layer_norm(h, h, h)"),
        ("1 @ h", "1 @ h"),
        ("h + (x * 1) @ u", "(x * 1) @ u"),
    ],
)
def test_what_does_not_fit_is_pointed_at(text: str, part: str) -> None:
    with pytest.raises(ExpressionError) as error:
        shape(text, free="" if "u" in part else "i j k")
    start, end = error.value.start, error.value.end
    assert text[start:end].strip("()") == part.strip("()")
    assert error.value.message


def test_what_only_numbers_can_tell_is_demanded() -> None:
    unifier = Unifier(frozenset({"i", "j"}), frozenset({"i", "j"}))
    infer(read("reshape(concat(x, y), [2, i])"), names(), unifier)
    assert unifier.bound == {}
    assert [(str(each.left), str(each.right)) for each in unifier.demands] == [("i + j", "2 * i")]
