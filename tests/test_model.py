"""`rnngraph.Graph` as users meet it."""

from __future__ import annotations

import copy
import itertools
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import rnngraph as rg
from rnngraph.check import rules_by_code

SPECS = Path(__file__).resolve().parents[1] / "specs"


def tiny(units: int = 4) -> rg.Graph:
    return rg.Sequential("tiny", [rg.Input("x", (None, 3)), rg.LSTM(units)])


class TestEquality:
    def test_is_by_meaning(self) -> None:
        assert tiny() == tiny()
        assert hash(tiny()) == hash(tiny())
        assert tiny() != tiny(5)

    def test_does_not_ask_for_the_order_of_the_layers(self) -> None:
        a, b = rg.Input("a", (3,)), rg.Input("b", (3,))
        one, two = rg.Dense(2, name="one"), rg.Dense(2, name="two")
        first, second = one(a), two(b)
        forwards = rg.Graph("g", [a, b], [first, second])
        two, one = rg.Dense(2, name="two"), rg.Dense(2, name="one")
        second, first = two(b), one(a)
        assert forwards == rg.Graph("g", [a, b], [first, second])
        assert forwards != rg.Graph("g", [a, b], [second, first])

    def test_does_not_ask_for_descriptions(self) -> None:
        x = rg.Input("x", (3,))
        assert rg.Graph("g", x, rg.Dense(2, description="a")(x)) == rg.Graph("g", x, rg.Dense(2)(x), description="b")


class TestErrors:
    def test_a_wrong_field_fails_where_it_is_written_with_its_code(self) -> None:
        with pytest.raises(rg.InvalidSpec, match=r"RG\d+ .*units.*greater than or equal to 1"):
            rg.LSTM(0)

    def test_every_wrong_field_is_named(self) -> None:
        with pytest.raises(rg.InvalidSpec) as error:
            rg.LSTM(4, activation="rellu", unit=3)  # type: ignore[call-arg]
        assert "relu" in str(error.value)
        assert "unit" in str(error.value)

    def test_too_many_positional_arguments(self) -> None:
        with pytest.raises(TypeError, match="positional"):
            rg.Add(1)  # type: ignore[call-arg]

    def test_wrong_wiring_is_collected_with_the_users_line(self) -> None:
        x = rg.Input("x", (None, 3))
        wrong = rg.LSTM(4)(rg.LSTM(4)(x))
        (diagnostic,) = rg.Graph("g", x, wrong).check()
        assert diagnostic.path == __file__
        assert (
            diagnostic.line
            and "rg.LSTM(4)(rg.LSTM(4)(x))" in Path(__file__).read_text().splitlines()[diagnostic.line - 1]
        )

    def test_an_input_that_was_not_declared(self) -> None:
        x, y = rg.Input("x", (3,)), rg.Input("y", (3,))
        assert [each.layer for each in rg.Graph("g", [x], rg.Add()([x, y])).check()] == ["y"]

    def test_a_tensor_of_another_library_is_refused(self) -> None:
        with pytest.raises(TypeError, match="rnngraph"):
            rg.LSTM(4)([1.0, 2.0])  # type: ignore[list-item]

    def test_what_has_errors_does_not_compile(self) -> None:
        x = rg.Input("x", (None, 3))
        with pytest.raises(rg.InvalidSpec, match="RG"):
            rg.Graph("g", x, rg.LSTM(4)(rg.LSTM(4)(x))).compile()

    def test_errors_are_reported_before_tensorflow_is_imported(self) -> None:
        script = (
            "import sys\nimport rnngraph as rg\nx = rg.Input('x', (None, 3))\n"
            "try:\n    rg.Graph('g', x, rg.LSTM(4)(rg.LSTM(4)(x))).compile()\n"
            "except rg.InvalidSpec:\n    print([name for name in ('tensorflow', 'keras') if name in sys.modules])"
        )
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
        assert done.stdout == "[]\n"

    def test_a_missing_file_is_an_os_error(self) -> None:
        with pytest.raises(FileNotFoundError):
            rg.load("nowhere.json")

    def test_a_sequential_begins_with_an_input(self) -> None:
        with pytest.raises(TypeError, match="Input"):
            rg.Sequential("s", [rg.Dense(2)])


class TestTensors:
    def test_unpacks_as_keras_does(self) -> None:
        x = rg.Input("x", (None, 3))
        output, h, c = rg.LSTM(4, return_state=True)(x)
        assert (output.port, h.port, c.port) == (None, "state_h", "state_c")
        forward, backward = rg.Bidirectional(rg.GRU(4), merge_mode=None)(x)
        assert (forward.port, backward.port) == (None, "backward")

    def test_one_tensor_does_not_unpack(self) -> None:
        x = rg.Input("x", (None, 3))
        encoder = rg.LSTM(4, return_state=True, name="encoder")(x)
        attended = rg.MultiHeadAttention(2, 3, name="attend")([x, x])
        for tensor, message in (
            (
                rg.GRU(4, name="gru")(x),
                "gru is one tensor, so it can't be unpacked; set return_state=True on the recurr",
            ),
            (attended, "attend is one tensor, so it can't be unpacked; call the layer with return_attention_scores=Tr"),
            (rg.Dense(4)(x), "Dense is one tensor, so it can't be unpacked$"),
            (encoder.state_h, "encoder.state_h is one tensor, so it can't be unpacked$"),
            (x, "x is one tensor, so it can't be unpacked$"),
        ):
            with pytest.raises(TypeError, match=message):
                _, _ = tensor

    def test_a_wrong_number_of_variables_is_answered_with_the_tensors(self) -> None:
        x = rg.Input("x", (None, 3))
        encoder = rg.LSTM(4, return_state=True, name="encoder")
        returned = r"encoder returns 3 tensors \(output, state_h, state_c\), but the assignment has "
        fix = r"; write: output, state_h, state_c = \.\.\."
        with pytest.raises(ValueError, match=f"{returned}2 variables{fix}"):
            _, _ = encoder(x)
        with pytest.raises(ValueError, match=f"{returned}4 variables{fix}"):
            _, _, _, _ = encoder(x)
        with pytest.raises(ValueError, match=f"{returned}at least 4 variables{fix}"):
            _, *_, _, _, _ = encoder(x)
        with pytest.raises(ValueError, match=f"{returned}1 variables?{fix}"):
            (_,) = encoder(x)
        with pytest.raises(ValueError, match=f"{returned}300 variables{fix}"):
            exec(f"{', '.join(f'v{index}' for index in range(300))} = made", {"made": encoder(x)})
        with pytest.raises(ValueError, match=r"Bidirectional returns 2 tensors \(forward, backward\)"):
            _, _, _ = rg.Bidirectional(rg.GRU(4), merge_mode=None)(x)

    def test_only_an_assignment_asks_for_a_number_of_tensors(self) -> None:
        x = rg.Input("x", (None, 3))
        made = rg.LSTM(4, return_state=True, name="encoder")(x)
        ports = [None, "state_h", "state_c"]
        output, *states = made
        assert [each.port for each in (output, *states)] == ports
        *_, cell_state = made
        assert cell_state.port == "state_c"
        assert [each.port for each in made] == ports
        assert [each.port for each in list(made)] == ports
        assert [port for port, _ in zip(made, range(2), strict=False)]
        first, second = itertools.islice(made, 2)
        assert (first.port, second.port) == (None, "state_h")

        def unpacked() -> tuple[rg.Tensor, rg.Tensor, rg.Tensor]:
            output, hidden, cell_state = made
            return output, hidden, cell_state

        for _ in range(100):  # Python rewrites the bytecode of a function that is called often
            assert [each.port for each in unpacked()] == ports

    def test_ports_are_attributes(self) -> None:
        encoder = rg.LSTM(4)(rg.Input("x", (None, 3)))
        assert encoder.state_h.port == "state_h"
        assert [each.port for each in encoder.states] == ["state_h", "state_c"]
        with pytest.raises(AttributeError, match="state_h, state_c"):
            _ = encoder.state_x

    def test_calling_a_layer_twice_shares_its_weights(self) -> None:
        x, y = rg.Input("x", (None, 3)), rg.Input("y", (None, 3))
        lstm = rg.LSTM(4)
        graph = rg.Graph("siamese", [x, y], rg.Concatenate()([lstm(x), lstm(y)]))
        assert graph.params == rg.Sequential("one", [x, rg.LSTM(4)]).params
        assert rg.loads(graph.to_json()) == graph

    @pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda tensor: pickle.loads(pickle.dumps(tensor))])
    def test_a_tensor_can_be_copied(self, copied: Callable[[rg.Tensor], rg.Tensor]) -> None:
        x = rg.Input("x", (None, 3))
        for tensor in (x, rg.LSTM(4)(x), rg.LSTM(4, name="encoder")(x).state_h):
            assert repr(copied(tensor)) == repr(tensor)


class TestSaving:
    def test_a_graph_is_read_back_equal(self, tmp_path: Path) -> None:
        graph = tiny()
        graph.save(tmp_path / "tiny.json")
        assert rg.load(tmp_path / "tiny.json") == graph

    def test_the_authors_text_is_kept(self, tmp_path: Path) -> None:
        text = (SPECS / "encoder_decoder.json").read_text(encoding="utf-8")
        rg.load(SPECS / "encoder_decoder.json").save(tmp_path / "copy.json")
        assert (tmp_path / "copy.json").read_text(encoding="utf-8") == text

    def test_a_text_that_utf8_cannot_say_is_saved_as_far_as_it_can(self, tmp_path: Path) -> None:
        x = rg.Input("x", (3,))
        rg.Graph("g", x, rg.Dense(2, description="half \ud800")(x)).save(tmp_path / "g.json")
        assert rg.load(tmp_path / "g.json").check() == []
        assert "half ?" in (tmp_path / "g.json").read_text(encoding="utf-8")

    def test_a_failure_leaves_the_old_file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = tmp_path / "tiny.json"
        tiny().save(path)
        path.chmod(0o640)

        def full(_: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        for write in (tiny(5).save, tiny(5).diagram):
            with pytest.raises(OSError, match="No space left"):
                write(path)
        assert rg.load(path) == tiny()
        monkeypatch.undo()
        tiny(5).save(path)
        assert rg.load(path) == tiny(5)
        assert path.stat().st_mode & 0o777 == 0o640
        assert list(tmp_path.iterdir()) == [path]


def test_shows_itself_in_a_notebook() -> None:
    html = tiny()._repr_html_()
    assert html.startswith("<svg")
    assert "<table" in html


def test_an_analysis_is_shown_briefly() -> None:
    assert repr(tiny().analysis) == "<Analysis tiny: 1 layer, 128 parameters>"
    x = rg.Input("x", (None, 3))
    wrong = rg.Graph("wrong", x, rg.LSTM(4)(rg.LSTM(4)(x)))
    assert repr(wrong.analysis) == "<Analysis wrong: 2 layers, 272 parameters, 1 problem>"


def test_the_connection_graph_has_shapes_and_marks_states() -> None:
    connections = rg.load(SPECS / "encoder_decoder.json").to_networkx()
    links = [data for _, _, data in connections.edges(data=True) if data["kind"] == "state"]
    assert {(link["port"], link["role"], link["shape"]) for link in links} == {
        ("state_h", "state_h", (None, 64)),
        ("state_c", "state_c", (None, 64)),
    }
    assert connections.edges["source", "source_embedding", 0]["shape"] == (None, None)
    assert list(connections.nodes) == [row.name for row in rg.load(SPECS / "encoder_decoder.json").view.rows]


class TestDiagrams:
    def test_a_path_without_a_suffix_is_svg(self, tmp_path: Path) -> None:
        tiny().diagram(tmp_path / "model")
        assert b"<svg" in (tmp_path / "model").read_bytes()

    @pytest.mark.parametrize("options", [{"layout": "up"}, {"hide": ["nope"]}, {"format": "bmp"}])
    def test_what_there_is_not_is_refused(self, options: dict[str, Any]) -> None:
        with pytest.raises(ValueError, match=r"not '?(up|nope|bmp)"):
            tiny().diagram(**options)

    def test_a_suffix_in_capitals_is_one(self, tmp_path: Path) -> None:
        tiny().diagram(tmp_path / "model.SVG")
        assert b"<svg" in (tmp_path / "model.SVG").read_bytes()

    def test_what_to_hide_may_be_one_name(self) -> None:
        assert tiny().diagram(hide="shapes", format="dot") == tiny().diagram(hide=["shapes"], format="dot")
        assert tiny().diagram(hide="shapes", format="dot") != tiny().diagram(format="dot")
        with pytest.raises(ValueError, match="not 'nope'"):
            tiny().diagram(hide="nope")  # type: ignore[arg-type]


class TestLayers:
    def test_show_what_was_given(self) -> None:
        assert repr(rg.LSTM(4, name="encoder")) == "LSTM(units=4, name='encoder')"
        assert str(rg.Bidirectional(rg.GRU(4, reset_after=False))) == (
            "Bidirectional(layer=GRU(units=4, reset_after=False))"
        )
        assert repr(rg.Block(tiny(), repeat=2)) == "Block(block=tiny, repeat=2)"

    def test_equal_ones_have_one_hash(self) -> None:
        one = rg.RNN([rg.LSTMCell(3, name="a"), rg.GRUCell(3, kernel_initializer={"type": "Zeros"})])  # type: ignore[arg-type]
        other = rg.RNN([rg.LSTMCell(3), rg.GRUCell(3, kernel_initializer={"type": "Zeros"})])  # type: ignore[arg-type]
        assert (one, hash(one)) == (other, hash(other))


def test_a_rule_is_explained_by_code_or_name() -> None:
    assert rg.explain("rg401") == rg.explain("state-count")
    assert rg.explain("RG401").startswith("RG401 state-count (error)\n\n")
    with pytest.raises(ValueError, match="no rule 'state-cuont'; did you mean RG401 state-count"):
        rg.explain("state-cuont")


@pytest.mark.parametrize(
    ("unknown", "code"),
    [("RG4", "RG401"), ("rg499", "RG435"), ("RG4011", "RG401"), ("RG999", "RG903"), ("state-cuont", "RG401")],
)
def test_an_unknown_code_means_the_nearest_of_its_family(unknown: str, code: str) -> None:
    near = rg.nearest_rule(unknown)
    assert near is not None
    assert near.code == code


@pytest.mark.parametrize("unknown", ["", "RG", "RG000", "xyz", "RG" + "9" * 10_000 + "x"])
def test_some_codes_are_like_none(unknown: str) -> None:
    assert rg.nearest_rule(unknown) is None


def test_families_have_every_rule_once() -> None:
    families = rg.rule_families()
    assert [rule.code for family in families for rule in family.rules] == list(rules_by_code())
    assert all(rule.code.startswith(family.code) for family in families for rule in family.rules)


def test_several_tensors_are_one_list() -> None:
    x = rg.Input("x", (None, 4))
    with pytest.raises(
        TypeError, match=r"takes its tensors as one list: MultiHeadAttention\(...\)\(\[first, second\]\)"
    ):
        rg.MultiHeadAttention(2, 3)(x, x)
