"""The summary's formats, read back: the numbers are the view's, and nothing of the author's text is markup."""

from __future__ import annotations

import csv
import io
import json
import re
from pkgutil import iter_modules
from typing import Any

import pytest

import rnngraph as rg
from rnngraph.report.model import summary
from rnngraph.report.model.summary.table import COLUMNS
from rnngraph.report.text import escape_markdown

NASTY = "<script>alert(1)</script> | `x` \x1b[31m"


def encoder_decoder() -> rg.Graph:
    source = rg.Input("source", (None,))
    target = rg.Input("target", (None,))
    encoder = rg.LSTM(64, name="encoder")(rg.Embedding(1000, 64)(source))
    decoder = rg.LSTM(64, name="decoder", cudnn="never")(rg.Embedding(2000, 64)(target), initial_state=encoder)
    return rg.Graph("translator", [source, target], rg.Dense(10)(decoder), description=NASTY)


class TestJson:
    def test_has_the_documented_keys(self) -> None:
        summary = json.loads(encoder_decoder().summary("json"))
        assert summary.keys() >= {"name", "total_params", "trainable_params", "non_trainable_params", "layers"}
        for layer in summary["layers"]:
            assert layer.keys() == {"name", "type", "params", "output_shape", "connected_to", "weights", "cudnn"}

    def test_lists_used_states_behind_the_main_output(self) -> None:
        summary = json.loads(encoder_decoder().summary("json"))
        rows = {row["name"]: row for row in summary["layers"]}
        assert rows["encoder"]["output_shape"] == [[None, 64], [None, 64], [None, 64]]
        assert rows["decoder"]["output_shape"] == [None, 64]
        assert rows["decoder"]["connected_to"] == ["embedding_1", "encoder.state_h", "encoder.state_c"]

    def test_tells_weights_and_verdicts(self) -> None:
        rows = {row["name"]: row for row in json.loads(encoder_decoder().summary("json"))["layers"]}
        assert rows["encoder"]["weights"] == [
            {"name": "kernel", "shape": [64, 256], "params": 16384, "trainable": True},
            {"name": "recurrent_kernel", "shape": [64, 256], "params": 16384, "trainable": True},
            {"name": "bias", "shape": [256], "params": 256, "trainable": True},
        ]
        assert rows["encoder"]["cudnn"] == {"eligible": True, "reasons": []}
        assert rows["decoder"]["cudnn"] == {"eligible": False, "reasons": ['cudnn is "never"']}
        assert rows["dense"]["cudnn"] is None

    def test_calls_inputs_input_layers_ahead_of_their_readers(self) -> None:
        names = [(row["name"], row["type"]) for row in json.loads(encoder_decoder().summary("json"))["layers"]]
        assert names[:2] == [("source", "InputLayer"), ("embedding", "Embedding")]
        assert ("target", "InputLayer") in names

    def test_a_shared_layer_counts_once(self) -> None:
        x, y = rg.Input("x", (4,)), rg.Input("y", (4,))
        dense = rg.Dense(3, name="first")
        graph = rg.Graph("twins", [x, y], [dense(x), dense(y)])
        summary = json.loads(graph.summary("json"))
        rows = {row["name"]: row for row in summary["layers"]}
        assert summary["total_params"] == 15
        assert (rows["first"]["params"], rows["dense"]["params"], rows["dense"]["shares"]) == (15, 0, "first")

    def test_a_fixed_batch_stands_in_the_shapes(self) -> None:
        graph = rg.Sequential("g", [rg.Input("x", (10, 8)), rg.GRU(4, stateful=True)], batch_size=20)
        assert json.loads(graph.summary("json"))["layers"][1]["output_shape"] == [20, 4]


class TestText:
    def test_has_the_guides_columns_and_totals(self) -> None:
        text = encoder_decoder().summary()
        for words in (
            "Layer (type)",
            "Output shape",
            "Params",
            "cuDNN",
            "Connected to",
            "Total params: 258,698 (1,010.54 KiB)",
        ):
            assert words in text
        assert re.search(r"encoder \(LSTM\)\s+\(None, 64\)\s+33,024\s+yes\s+embedding", text)
        assert 'decoder: cudnn is "never"' in text

    def test_is_plain_unless_colour_is_asked_for(self) -> None:
        assert "\x1b" not in encoder_decoder().summary()
        assert "\x1b" in encoder_decoder().summary(colour=True)

    @pytest.mark.parametrize("width", [40, 43, 44, 50, 60])
    def test_folds_cells_and_no_word_of_the_heads(self, width: int) -> None:
        head = encoder_decoder().summary(width=width).partition("─")[0].split()
        assert {word for column in COLUMNS for word in column.split()} <= set(head)

    @pytest.mark.parametrize("width", [20, 30, 40, 43, 44, 80, 200])
    def test_keeps_to_the_width(self, width: int) -> None:
        lines = encoder_decoder().summary(width=width).splitlines()
        table = lines[: next(index for index, line in enumerate(lines) if line.startswith("Total"))]
        assert max(map(len, table)) <= width

    def test_is_never_cut_in_a_pipe(self) -> None:
        name = "a" * 64
        graph = rg.Sequential("g", [rg.Input("x", (10, 8)), rg.Bidirectional(rg.LSTM(4), name=name)])
        assert any(f"{name} (Bidirectional(LSTM))" in line for line in graph.summary().splitlines())


class TestWithErrors:
    """The table of what is known, with what is wrong below it."""

    @pytest.fixture
    def graph(self) -> rg.Graph:
        layers = [rg.Input("x", (4, 5, 8)), rg.Dense(2), rg.LSTM(4), rg.Dense(3)]
        return rg.Sequential("g", layers)

    def test_the_total_is_not_claimed(self, graph: rg.Graph) -> None:
        lines = graph.summary().splitlines()
        assert "Total params: at least 18" in lines
        assert not any(line.startswith("Trainable") for line in lines)

    def test_nor_in_json(self, graph: rg.Graph) -> None:
        told = json.loads(graph.summary("json"))
        totals = ("total_params", "trainable_params", "non_trainable_params", "size_bytes")
        assert [told[each] for each in totals] == [None] * 4
        assert [each["params"] for each in told["layers"]] == [0, 18, None, None]

    @pytest.mark.parametrize("format", ["text", "markdown", "html"])
    def test_they_are_told(self, graph: rg.Graph, format: Any) -> None:
        (error,) = graph.check()
        said = f"{error.code} {error.message}"
        assert (escape_markdown(said) if format == "markdown" else said) in graph.summary(format)

    def test_of_many_the_first(self) -> None:
        x = rg.Input("x", (8,))
        graph = rg.Graph("g", x, [rg.LSTM(4)(x) for _ in range(12)])
        told = graph.summary().partition("Errors:")[2]
        assert (told.count("RG301"), told.rstrip().endswith("and 2 more")) == (10, True)

    def test_repr_counts_them(self, graph: rg.Graph) -> None:
        assert repr(graph) == "<Graph g: 3 layers, 18 parameters, 1 error>"


class TestCsv:
    HEAD = b"name,type,output_shape,params,trainable_params,connected_to,cudnn\r\n"

    def test_has_a_row_for_each_layer(self) -> None:
        assert encoder_decoder().summary("csv").encode() == self.HEAD + (
            b'source,InputLayer,"(None, None)",0,0,,\r\n'
            b'embedding,Embedding,"(None, None, 64)",64000,64000,source,\r\n'
            b'encoder,LSTM,"(None, 64); (None, 64); (None, 64)",33024,33024,embedding,yes\r\n'
            b'target,InputLayer,"(None, None)",0,0,,\r\n'
            b'embedding_1,Embedding,"(None, None, 64)",128000,128000,target,\r\n'
            b'decoder,LSTM,"(None, 64)",33024,33024,embedding_1; encoder.state_h; encoder.state_c,no\r\n'
            b'dense,Dense,"(None, 10)",650,650,decoder,\r\n'
        )

    def test_counts_trainable_parameters_by_themselves(self) -> None:
        layers = [rg.Input("x", (4,)), rg.Dense(3, trainable=False), rg.BatchNormalization()]
        assert rg.Sequential("g", layers).summary("csv").encode() == self.HEAD + (
            b'x,InputLayer,"(None, 4)",0,0,,\r\n'
            b'dense,Dense,"(None, 3)",15,0,x,\r\n'
            b'batch_normalization,BatchNormalization,"(None, 3)",12,6,dense,\r\n'
        )

    def test_leaves_unknown_numbers_empty(self) -> None:
        graph = rg.Sequential("g", [rg.Input("x", (4, 5, 8)), rg.LSTM(4), rg.Dense(3)])
        assert graph.summary("csv").encode() == self.HEAD + (
            b'x,InputLayer,"(None, 4, 5, 8)",0,0,,\r\n'  # unknown from here on
            b"lstm,LSTM,?,,,x,yes\r\n"
            b"dense,Dense,?,,,lstm,\r\n"
        )

    def test_a_shared_layer_counts_once(self) -> None:
        x, y = rg.Input("x", (4,)), rg.Input("y", (4,))
        dense = rg.Dense(3, name="first")
        lines = rg.Graph("twins", [x, y], [dense(x), dense(y)]).summary("csv").splitlines()
        assert {'first,Dense,"(None, 3)",15,15,x,', 'dense,Dense,"(None, 3)",0,0,y,'} <= {*lines}

    def test_reads_back_with_the_numbers_of_the_view(self) -> None:
        graph = encoder_decoder()
        rows = list(csv.DictReader(io.StringIO(graph.summary("csv"), newline="")))
        assert sum(int(row["params"]) for row in rows) == graph.view.total
        assert [row["output_shape"] for row in rows if row["name"] == "decoder"] == ["(None, 64)"]


def test_every_format_is_the_module_of_its_name() -> None:
    modules = {module.name for module in iter_modules(summary.__path__)}
    assert modules - {"table"} == {*summary.FORMATS}


class TestMarkup:
    def test_markdown_is_a_table_and_escapes(self) -> None:
        text = encoder_decoder().summary("markdown")
        rows = [line for line in text.splitlines() if line.startswith("|")]
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in rows}) == 1
        assert "<script>" not in text.replace("\\<script\\>", "")

    def test_html_escapes(self) -> None:
        html = encoder_decoder().summary("html")
        assert html.count("<tr>") == 1 + 7 + 3
        assert "<script" not in html

    def test_another_format_is_refused(self) -> None:
        with pytest.raises(ValueError, match="a summary is text, json, "):
            encoder_decoder().summary("xml")  # type: ignore[arg-type]
