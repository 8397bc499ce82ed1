"""A model over time steps in words: the text alternative to its picture."""

from __future__ import annotations

from collections.abc import Iterator

from rnngraph.analysis.time_axes import returns_sequence
from rnngraph.report.model.rows import Row
from rnngraph.report.text import state_text
from rnngraph.report.unrolled.timed_model import TimedModel


def sentences(model: TimedModel) -> Iterator[str]:
    """The title, then one sentence for each row."""
    yield f"{model.view.name} over {model.steps} time step{'s'[: model.steps - 1]}."
    for row in model.view.rows:
        reads = dict.fromkeys(edge.source for edge in model.reads[row.name] if edge.kind == "data")
        what = f"{row.name} ({row.title})"
        read = f"{', '.join(reads) or 'nothing'}"
        if row.is_input:
            each = "a value for each step" if model.mode(row.name) == "step" else "given once"
            yield f"{row.name} is an input, {each}."
        elif row.name in model.lanes:
            yield _recurrent(model, row, what, read)
        elif model.mode(row.name) == "step":
            yield f"{what} is applied at each step to {read}."
        elif model.mode(row.name) == "span":
            gives = ", and gives a sequence" if row.name in model.time.sequences else ""
            yield f"{what} takes all steps of {read}{gives}."
        else:
            yield f"{what} is applied once, to {read}."


def _recurrent(model: TimedModel, row: Row, what: str, read: str) -> str:
    ways = dict.fromkeys("backward" if lane.backwards else "forward" for lane in model.lanes[row.name])
    states = ", ".join(state_text(state) for lane in model.lanes[row.name] for state in lane.states)
    starts = dict.fromkeys(edge.source for edge in model.reads[row.name] if edge.kind == "state")
    begun = f", starting from the states of {', '.join(starts)}" if starts else ""
    begun = ", going on from the batch before" if model.keeps(row.name) else begun
    when = "at each step" if returns_sequence(model.layers[row.name]) else "after the last step"
    return (
        f"{what} runs {' and '.join(ways)} over the steps of {read}{begun}, hands {states} from step to step "
        f"and gives its output {when}."
    )
