"""Each word from elsewhere, used in a document, is answered with what to write here."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

import rnngraph as rg
from rnngraph.build.sections import Document
from rnngraph.build.training import Training
from rnngraph.documents.typo_hints import ENTRY_FIELDS
from rnngraph.layers import CELLS, LAYERS
from rnngraph.layers.aliases import ALIASES
from rnngraph.objects import OPTIMIZERS
from rnngraph.problems.words import FIELDS, MISSING_LAYERS, MISSING_OBJECTS, OBJECTS, TYPES, Word

KINDS = {kind.__name__: kind for kind in LAYERS}
NAMES = {*KINDS, *(kind.__name__ for kind in CELLS)}
KNOWN = {
    *(name for kind in LAYERS for name in kind.model_fields),
    *ENTRY_FIELDS,
    *Training.model_fields,
    *Document.model_fields,
    *(name for arguments in OPTIMIZERS.classes.values() for name in arguments),
}
OBJECT_PLACES: dict[str, Any] = {
    "loss": lambda name: {"training": {"loss": name}},
    "metric": lambda name: {"training": {"loss": "mse", "metrics": [name]}},
    "optimizer": lambda name: {"training": {"loss": "mse", "optimizer": name}},
    "initializer": lambda name: {"layers": [{"type": "Dense", "units": 2, "kernel_initializer": name}]},
    "activation": lambda name: {"layers": [{"type": "Dense", "units": 2, "activation": name}]},
}


def spec(**sections: Any) -> str:
    layers = [{"type": "Dense", "units": 2}]
    return json.dumps(
        {"rnngraph": 1, "name": "w", "inputs": [{"name": "x", "shape": [5, 8]}], "layers": layers, **sections}
    )


def said(text: str, code: str, field: str) -> str:
    """The message of the one finding of a code whose field ends in the word that was used."""
    found = [each for each in rg.loads(text).check() if each.code == code and (each.field or "").endswith(field)]
    assert len(found) == 1, text
    return found[0].message


def use(word: str, meaning: Word) -> tuple[str, str, str | None]:
    """A document with the word as a field, the code of the finding, and the word here that the object has for it."""
    if meaning.meant([*Training.model_fields]):
        return spec(training={word: 1}), "RG110", meaning.meant([*Training.model_fields])
    for name, kind in KINDS.items():
        fields = [*kind.model_fields, *kind.takes, "initial_state", "name", "type", "shares"]
        if word in fields or (meaning.here and not meaning.meant(fields)):
            continue
        entry = {word: 1} if meaning.meant(fields) in ("type", "shares") else {"type": name, word: 1}
        return spec(layers=[entry]), "RG110", meaning.meant(fields)
    optimizer = {"type": "Adam", word: 1}
    return spec(training={"loss": "mse", "optimizer": optimizer}), "RG122", meaning.meant([*OPTIMIZERS.classes["Adam"]])


@pytest.mark.parametrize("word", FIELDS)
def test_a_field(word: str) -> None:
    meaning = FIELDS[word]
    text, code, meant = use(word, meaning)
    assert bool(meaning.advice) != bool(meant)
    message = said(text, code, word)
    assert meaning.advice in message if meaning.advice else f"`{meant}`" in message or f'"{meant}"' in message


def test_a_document_without_problems_needs_no_words() -> None:
    script = f"import sys, rnngraph as rg; assert rg.loads({spec()!r}).check() == []; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert not [
        name for name in run.stdout.split() if name.startswith(("rnngraph.problems.words", "rnngraph.check.ranks"))
    ]


@pytest.mark.parametrize("word", FIELDS)
def test_a_word_means_something_that_there_is(word: str) -> None:
    assert set(FIELDS[word].here) <= KNOWN


@pytest.mark.parametrize("word", TYPES)
@pytest.mark.parametrize("prefix", ["", "nn."])
def test_a_type(word: str, prefix: str) -> None:
    meaning = TYPES[word]
    layer = {"type": f"{prefix}{word}"}
    assert set(meaning.here) <= NAMES
    # A cell is looked for where one may be.
    is_cell = bool(meaning.here) and meaning.here[0] not in KINDS
    message = said(spec(layers=[{"type": "RNN", "cell": layer} if is_cell else layer]), "RG117", "type")
    assert (meaning.advice or meaning.here[0]) in message


@pytest.mark.parametrize("word", [word for word, meaning in TYPES.items() if meaning.source and meaning.here])
def test_a_type_that_means_the_same_is_written_unseen(word: str) -> None:
    meaning = TYPES[word]
    layer = {"type": word}
    is_cell = meaning.here[0] not in KINDS
    fixed = json.loads(rg.fix(spec(layers=[{"type": "RNN", "cell": layer} if is_cell else layer])).text)["layers"][0]
    assert ((fixed["cell"] if is_cell else fixed)["type"] == meaning.here[0]) is meaning.exact


@pytest.mark.parametrize(("family", "word"), [(family, word) for family, words in OBJECTS.items() for word in words])
def test_an_object(family: str, word: str) -> None:
    meaning = OBJECTS[family][word]
    (found,) = [each for each in rg.loads(spec(**OBJECT_PLACES[family](word))).check() if each.code == "RG121"]
    assert (meaning.advice or meaning.here[0]) in found.message


@pytest.mark.parametrize("name", [*MISSING_LAYERS, *(alias for alias, name in ALIASES.items() if name not in NAMES)])
def test_a_layer_that_keras_has(name: str) -> None:
    message = said(spec(layers=[{"type": name}]), "RG117", "type")
    own = ALIASES.get(name, name)
    assert f"Keras has {own}, rnngraph does not yet" in message
    assert MISSING_LAYERS[own] in message
    assert "did you mean" not in message


@pytest.mark.parametrize(
    ("family", "name"), [(family, name) for family, names in MISSING_OBJECTS.items() for name in names]
)
def test_an_object_that_keras_has(family: str, name: str) -> None:
    (found,) = [each for each in rg.loads(spec(**OBJECT_PLACES[family](name))).check() if each.code == "RG121"]
    assert f"Keras has {name}, rnngraph does not yet" in found.message
    assert MISSING_OBJECTS[family][name] in found.message


@pytest.mark.parametrize("alias", [alias for alias, name in ALIASES.items() if name in NAMES])
@pytest.mark.parametrize("around", [False, True])
def test_an_alias_is_read_as_what_it_is(alias: str, around: bool) -> None:
    needs = {"filters": 2, "kernel_size": 2} if "onvolution" in alias else {}
    needs |= {"pool_size": 2} if alias.startswith("AvgPool") else {}
    shape = [*[6] * (int(alias[-2]) + around), 3]
    read = []
    for name in (alias, ALIASES[alias]):
        layer: dict[str, Any] = {"type": name, **needs}
        entry = {"name": "a", "type": "TimeDistributed", "layer": layer} if around else {"name": "a", **layer}
        read.append(rg.loads(spec(inputs=[{"name": "x", "shape": shape}], layers=[entry])))
    assert read[0].check() == read[1].check() == []
    assert read[0] == read[1]
    layer_read: Any = read[0].analysis.graph.nodes[0].layer
    assert (layer_read.layer if around else layer_read).type == ALIASES[alias]
