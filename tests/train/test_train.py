"""Training from a spec and a source to a run on disk."""

from __future__ import annotations

import errno
import json
import resource
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import rnngraph as rg

pytestmark = pytest.mark.keras
keras = pytest.importorskip("keras")
np = pytest.importorskip("numpy")

from rnngraph.runs import Progress  # noqa: E402
from rnngraph.train import DataError, Run, RunError, Settings, TrainError, train  # noqa: E402 - needs Keras
from rnngraph.train.loop import not_finite  # noqa: E402

FILES = {"model.keras", "model.weights.h5", "spec.json", "history.json", "progress.jsonl", "curves.png", "curves.svg"}
QUIET = {"verbose": 0}


def classifier(training: Mapping[str, Any] | None = None, units: int = 10, **dense: Any) -> rg.Graph:
    layers = [rg.Input("rows", (8, 8)), rg.Flatten(), rg.Dense(units, name="logits", **dense)]
    return rg.Sequential("small", layers, training=training)


def stateful(path: Path, samples: int = 12) -> rg.Graph:
    np.savez(path / "data.npz", x=np.random.default_rng(0).normal(size=(samples, 5, 3)), y=np.ones((samples, 4)))
    cells = [rg.LSTMCell(3), rg.GRUCell(4)]
    layers = [rg.Input("x", (5, 3)), rg.RNN(cells, stateful=True, name="y")]
    return rg.Sequential("stateful", layers, batch_size=4, training={"loss": "mse"})


def run(graph: rg.Graph, source: str, out: Path, said: list[str] | None = None, **settings: Any) -> Run:
    log = (lambda line: None) if said is None else said.append
    return train(graph.analysis, source, out, Settings(**{**QUIET, **settings}), log)


@pytest.mark.filterwarnings("ignore:Skipping variable loading for optimizer")  # the weights come without its slots
def test_a_run_has_all_its_files(tmp_path: Path) -> None:
    text = Path(__file__).parents[2].joinpath("specs/digits.json").read_text(encoding="utf-8")
    graph = rg.loads(text)
    said: list[str] = []
    done = run(graph, "digits", tmp_path / "runs" / "digits", said, epochs=2, batch_size=256)
    assert {path.name for path in done.folder.iterdir()} == FILES
    assert (done.folder / "spec.json").read_text(encoding="utf-8") == text
    record = json.loads((done.folder / "history.json").read_text(encoding="utf-8"))
    assert record == done.record
    assert (record["model"], record["params"], len(record["epochs"])) == ("digits", graph.params, 2)
    assert record["samples"] == {"training": 1294, "validation": 143, "held_out": 360}
    assert set(record["epochs"][0]) == {"epoch", "loss", "accuracy", "val_loss", "val_accuracy"}
    assert said == ["digits: 1,294 samples to train on, 143 samples to validate on, 360 samples held out"]
    assert not list(done.folder.parent.glob(".*"))
    model = keras.models.load_model(done.folder / "model.keras")
    again = graph.compile()
    again.load_weights(done.folder / "model.weights.h5")
    data = np.ones((2, 8, 8), "float32")
    np.testing.assert_allclose(model(data), again(data), atol=1e-6)
    assert (done.folder / "curves.png").read_bytes().startswith(b"\x89PNG")
    drawn = (done.folder / "curves.svg").read_text(encoding="utf-8")
    assert all(word in drawn for word in ("accuracy", "loss", "epoch", "training", "validation", "held out"))


def test_the_same_seed_gives_the_same_run(tmp_path: Path) -> None:
    graph = classifier({"loss": {"type": "SparseCategoricalCrossentropy", "from_logits": True}, "epochs": 1})
    losses = [
        run(graph, "digits", tmp_path / str(seed), seed=seed, batch_size=512).record["epochs"][0]["loss"]
        for seed in (1, 1, 2)
    ]
    assert losses[0] == losses[1] != losses[2]


class TestOut:
    def test_a_run_may_be_done_again_beside_other_files(self, tmp_path: Path) -> None:
        for _ in range(2):
            run(classifier(), "digits", tmp_path / "run", batch_size=512)
            (tmp_path / "run" / "notes.txt").write_text("mine")
        assert {path.name for path in (tmp_path / "run").iterdir()} == {*FILES, "notes.txt"}

    def test_a_folder_of_something_else_is_left_alone(self, tmp_path: Path) -> None:
        (tmp_path / "photo.jpg").write_bytes(b"")
        with pytest.raises(RunError, match="exists, and is not the folder of a run"):
            run(classifier(), "digits", tmp_path)
        (tmp_path / "history.json").write_text("[]")
        with pytest.raises(RunError, match="is not the folder of a run"):
            run(classifier(), "digits", tmp_path)

    def test_the_run_of_another_model_is_left_alone(self, tmp_path: Path) -> None:
        (tmp_path / "history.json").write_text('{"model": "other"}')
        with pytest.raises(RunError, match="holds a run of other, not of small"):
            run(classifier(), "digits", tmp_path)

    def test_a_file_is_no_folder(self, tmp_path: Path) -> None:
        (tmp_path / "run").write_text("")
        with pytest.raises(RunError, match="run is not a folder"):
            run(classifier(), "digits", tmp_path / "run")
        with pytest.raises(RunError, match=r"run/below: .*/run is not a folder"):
            run(classifier(), "digits", tmp_path / "run" / "below")

    def test_a_folder_that_cannot_be_made_is_said(self, tmp_path: Path) -> None:
        with pytest.raises(RunError, match=r"File name too long"):
            run(classifier(), "digits", tmp_path / ("x" * 300))

    def test_a_folder_that_another_training_writes_into_is_left_alone(self, tmp_path: Path) -> None:
        with Progress(tmp_path / "run", {"model": "small"}), pytest.raises(RunError, match="another training writes"):
            run(classifier(), "digits", tmp_path / "run")

    def test_a_run_that_fails_leaves_nothing(self, tmp_path: Path) -> None:
        with pytest.raises(DataError):
            run(classifier(units=5), "digits", tmp_path / "run")
        assert not list(tmp_path.iterdir())


class TestWithoutALoss:
    def test_digits_are_a_classification(self, tmp_path: Path) -> None:
        said: list[str] = []
        done = run(classifier({"optimizer": "sgd"}), "digits", tmp_path / "run", said, batch_size=512)
        loss = {"type": "SparseCategoricalCrossentropy", "from_logits": True}
        assert done.record["settings"]["training"] == {"optimizer": "sgd", "loss": loss, "metrics": ["accuracy"]}
        assert said[0] == "the spec names no loss: taking the crossentropy of 10 classes, from logits"

    def test_a_softmax_gives_probabilities(self, tmp_path: Path) -> None:
        said: list[str] = []
        run(classifier(activation="softmax"), "digits", tmp_path / "run", said, batch_size=512)
        assert said[0].endswith("from probabilities")

    def test_too_few_outputs_are_said(self, tmp_path: Path) -> None:
        with pytest.raises(DataError, match=r"logits: digits has 10 classes, the spec gives \(batch, 5\)"):
            run(classifier(units=5), "digits", tmp_path / "run")

    def test_other_data_need_one(self, tmp_path: Path) -> None:
        np.savez(tmp_path / "data.npz", rows=np.zeros((6, 8, 8)), logits=np.zeros(6))
        with pytest.raises(DataError, match="does not say what to train for: give it a loss"):
            run(classifier(), str(tmp_path / "data.npz"), tmp_path / "run")


class TestAFixedBatch:
    def test_a_stateful_model_trains_in_order_from_zero(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        given: dict[str, Any] = {}
        fit = keras.Model.fit

        def spy(model: Any, *args: Any, **kwargs: Any) -> Any:
            given.update(kwargs)
            return fit(model, *args, **kwargs)

        monkeypatch.setattr(keras.Model, "fit", spy)
        done = run(stateful(tmp_path), str(tmp_path / "data.npz"), tmp_path / "run", validation_split=0.5, epochs=2)
        assert (given["batch_size"], given["shuffle"]) == (4, False)
        assert done.record["samples"] == {"training": 8, "validation": 4}
        assert done.record["held_out"] is None

    def test_states_are_zero_before_each_pass(self, tmp_path: Path) -> None:
        from rnngraph.train.fitting import ResetStates

        model = stateful(tmp_path).compile()
        model(np.ones((4, 5, 3), "float32"))
        reset = ResetStates()
        reset.set_model(model)
        assert len(rg.states(model)) == 3
        assert all(np.any(state) for state in rg.states(model).values())
        reset.on_epoch_begin(0)
        assert not any(np.any(state) for state in rg.states(model).values())

    def test_it_must_divide_the_data(self, tmp_path: Path) -> None:
        with pytest.raises(DataError, match="batch_size 4, which does not divide 10 samples for training"):
            run(stateful(tmp_path, samples=10), str(tmp_path / "data.npz"), tmp_path / "run", validation_split=0)

    def test_no_other_may_be_asked_for(self, tmp_path: Path) -> None:
        with pytest.raises(DataError, match="fixes batch_size 4, training is asked for batches of 5"):
            run(stateful(tmp_path), str(tmp_path / "data.npz"), tmp_path / "run", batch_size=5)


def test_several_outputs_each_have_their_loss(tmp_path: Path) -> None:
    x = rg.Input("x", (3,))
    a, b = rg.Dense(2, name="a")(x), rg.Dense(1, name="b")(x)
    training = {"loss": {"b": "mse", "a": "mae"}, "loss_weights": {"a": 1, "b": 0.5}, "metrics": {"b": ["mse", "mae"]}}
    np.savez(tmp_path / "data.npz", x=np.zeros((8, 3)), a=np.zeros((8, 2)), b=np.zeros((8, 1)))
    for name, outputs in (("listed", [a, b]), ("named", {"a": a, "b": b})):
        graph = rg.Graph(name, x, outputs, training=training)
        done = run(graph, str(tmp_path / "data.npz"), tmp_path / name, validation_split=0)
        (epoch,) = done.record["epochs"]
        assert {"loss", "a_loss", "b_loss"} <= set(epoch)
        assert len([key for key in epoch if key.startswith("b_mean") or key in ("b_mse", "b_mae")]) == 2


def test_a_loss_that_is_no_number_is_said(tmp_path: Path) -> None:
    x = rg.Input("x", (3,))
    training = {"loss": "mse", "optimizer": {"type": "SGD", "learning_rate": 1e30}, "epochs": 9}
    graph = rg.Graph("model", x, rg.Dense(1, name="y")(x), training=training)
    np.savez(tmp_path / "data.npz", x=np.ones((8, 3)), y=np.ones((8, 1)))
    with pytest.raises(TrainError) as error:
        run(graph, str(tmp_path / "data.npz"), tmp_path / "run")
    assert str(error.value) == (
        "Loss became infinite in epoch 2, batch 1. The data are finite, so it can be: a learning rate that is too high "
        '(1e+30, SGD); gradients that grow too large (limit them with "clipnorm": 1.0 in the optimizer).'
    )
    assert {path.name for path in (tmp_path / "run").iterdir()} == {"progress.jsonl"}
    kept = rg.read_run(tmp_path / "run")
    assert kept is not None
    assert kept.status == "failed"


def test_targets_that_keras_refuses_are_said_before_there_is_a_folder(tmp_path: Path) -> None:
    np.savez(tmp_path / "data.npz", rows=np.zeros((8, 8, 8)), logits=np.zeros((8, 3)))
    graph = classifier({"loss": {"type": "CategoricalCrossentropy"}})
    with pytest.raises(DataError, match=r"logits: expected shape \(batch, 10\) for CategoricalCrossentropy"):
        run(graph, str(tmp_path / "data.npz"), tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_an_error_of_tensorflow_is_said_without_its_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A label outside the classes, which the check would find: its error has 57 lines."""
    monkeypatch.setattr("rnngraph.train.loop.check_data", lambda *arguments: None)
    np.savez(tmp_path / "data.npz", rows=np.zeros((8, 8, 8)), logits=np.full(8, 12))
    graph = classifier({"loss": {"type": "SparseCategoricalCrossentropy", "from_logits": True}})
    with pytest.raises(TrainError) as error:
        run(graph, str(tmp_path / "data.npz"), tmp_path / "run")
    assert str(error.value).startswith("Training failed in Keras: Received a label value of 12 which is outside")
    assert len(str(error.value).splitlines()) == 1


def strict(text: str) -> Any:
    """JSON without NaN and Infinity, which Python's reader takes and others don't."""

    def refuse(name: str) -> None:
        raise ValueError(name)

    return json.loads(text, parse_constant=refuse)


def test_a_number_that_is_not_finite_is_null_and_the_run_says_so(tmp_path: Path) -> None:
    graph = stateful(tmp_path)
    y = np.ones((12, 4))
    y[8:] = 1e30  # finite, and its square is not
    np.savez(tmp_path / "data.npz", x=np.zeros((12, 5, 3)), y=y)
    said: list[str] = []
    out = tmp_path / "run"
    done = run(graph, str(tmp_path / "data.npz"), out, said, validation_split=0.4, epochs=2, verbose=2)
    record = strict((out / "history.json").read_text(encoding="utf-8"))
    assert record == done.record
    assert [each["val_loss"] for each in record["epochs"]] == [None, None]
    assert all(each["loss"] is not None for each in record["epochs"])
    lines = [strict(each) for each in (out / "progress.jsonl").read_text(encoding="utf-8").splitlines()]
    message = "val_loss was NaN or infinite in 2 epochs, first in epoch 1"
    assert lines[-1] == {"ended": "finished", "message": message}
    kept = rg.read_run(out)
    assert kept is not None
    assert (kept.status, kept.message) == ("finished", message)
    assert said[1].startswith("epoch 1/2: loss ")
    assert ", val_loss inf (" in said[1]


def test_held_out_data_whose_loss_is_not_finite_are_named() -> None:
    epochs = [{"epoch": 1, "loss": 1.0, "mae": None}, {"epoch": 2, "loss": 1.0, "mae": 1.0}]
    found = not_finite({"epochs": epochs, "held_out": {"loss": None, "mae": 2.0}})
    assert found == "mae was NaN or infinite in epoch 1; loss of the held-out data was NaN or infinite"
    assert not_finite({"epochs": [{"epoch": 1, "loss": 1.0}], "held_out": None}) == ""


class TestAFullDisk:
    """The system refuses to let a file grow, as it does on a full disk, wherever the training is."""

    @pytest.mark.parametrize("limit", [100, 800, 3_000, 30_000])
    def test_it_ends_in_one_sentence(self, tmp_path: Path, limit: int) -> None:
        out = tmp_path / "run"
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
        try:
            with pytest.raises(RunError) as error:
                run(classifier(), "digits", out, epochs=9, batch_size=512)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert str(error.value) == f"{out}: File too large"
        assert {path.name for path in out.iterdir()} == {"progress.jsonl"}

    def test_an_earlier_run_in_the_folder_stays_whole(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        out = tmp_path / "run"
        run(classifier(), "digits", out, batch_size=512)
        before = {path.name: path.read_bytes() for path in out.iterdir()}

        def full(*arguments: Any) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr("rnngraph.train.curves.draw", full)
        with pytest.raises(RunError, match="No space left on device"):
            run(classifier(), "digits", out, batch_size=512, seed=1)
        after = {path.name: path.read_bytes() for path in out.iterdir()}
        assert before.pop("progress.jsonl") != after.pop("progress.jsonl")
        assert before == after


@pytest.mark.parametrize("wrong", [{"epochs": 0}, {"batch_size": 0}, {"validation_split": 1}, {"seed": -1}])
def test_settings_out_of_range_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Settings(**wrong)
