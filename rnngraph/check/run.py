"""From a graph to its diagnostics: every problem by its rule, each once, each with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from rnngraph.analysis import Analysis
from rnngraph.check.codes import BY_CODE, BY_KIND, RULES
from rnngraph.check.diagnostic import Diagnostic, Severity
from rnngraph.check.instances import once
from rnngraph.check.rule import Context, Rule
from rnngraph.check.settings import Settings
from rnngraph.graph import MAX_MESSAGE, MAX_PLACED, MAX_PROBLEMS, CallSite, Graph, Place, Pointer, Problem

KEY_KINDS = frozenset({"unknown_field", "inner_node_field", "field_of_shared", "unknown_argument"})
"""Problems of a field's name rather than its value."""
VALUE_KINDS = frozenset({"wrong_type", "out_of_range", "unknown_choice", "argument_type", "version"})
"""Problems of a value as a whole, whatever it holds."""


def check(analysis: Analysis, settings: Settings | None = None) -> list[Diagnostic]:
    """Everything that the settings want said about a graph, in the order of the document."""
    graph, asked = analysis.graph, settings or Settings()
    context = Context(graph, analysis)
    rules = [rule for rule in RULES if asked.wants(rule)]
    found = [(BY_KIND[problem.kind], problem) for problem in analysis.problems]
    found += [(rule, problem) for rule in rules if rule.find for problem in rule.find(context)]
    severities = {rule.code: asked.severity_of(rule) for rule in rules}
    wanted = [each for each in found if each[0].code in severities]
    said = (_diagnostic(rule, problem, context) for rule, problem in _told(wanted, severities))
    rated = dict.fromkeys(replace(each, severity=severities.get(each.code, each.severity)) for each in said)
    diagnostics = once(rated, graph)
    return sorted(_placed(diagnostics, graph), key=Diagnostic.sort_key)


def _told(found: list[tuple[Rule, Problem]], severities: Mapping[str, Severity]) -> list[tuple[Rule, Problem]]:
    """As many problems as anybody reads, errors first where there are more, and how many there are besides."""
    if len(found) <= MAX_PROBLEMS:
        return found
    kept = sorted(found, key=lambda each: severities[each[0].code] != "error")[:MAX_PROBLEMS]
    values = {"found": len(found) - MAX_PROBLEMS, "limit": MAX_PROBLEMS}
    return [*kept, (BY_KIND["too_many_problems"], Problem("too_many_problems", values=values, origin=Pointer("")))]


def describe(problems: Iterable[Problem]) -> str:
    """Problems of something that is no graph yet, one a line: code and sentence."""
    context = Context(Graph(""))
    lines = [_diagnostic(BY_KIND[problem.kind], problem, context) for problem in problems]
    return "\n".join(f"{each.code} {each.message}" for each in lines)


def _diagnostic(rule: Rule, problem: Problem, context: Context) -> Diagnostic:
    # A layer inside a block that another layer holds is none of the graph's nodes.
    about = replace(problem, node=f"{problem.node}/{problem.inner}") if problem.inner else problem
    said = rule.say(about, context)
    problem = replace(problem, field=_authored_field(problem, context))
    message, fix = said if isinstance(said, tuple) else (said, None)
    origin = problem.origin or _origin(problem, context)
    message, fix = _clipped(message), fix and replace(fix, title=_clipped(fix.title))
    return Diagnostic(rule.code, rule.severity, message, problem.node, problem.field, fix=fix, origin=origin)


def _authored_field(problem: Problem, context: Context) -> str | None:
    """The field of a problem as the author wrote it: an input that was given by name under that name."""
    node = context.nodes.get(problem.node)
    field, _, rest = (problem.field or "").partition("/")
    index, slash, deeper = rest.partition("/")
    if field == "inputs" and node and node.given_keys and index.isdecimal() and int(index) < len(node.given_keys):
        return f"inputs/{node.given_keys[int(index)]}{slash}{deeper}"
    return problem.field


def _clipped(text: str) -> str:
    """A sentence of bearable length, whatever the document put into it."""
    return text if len(text) <= MAX_MESSAGE else f"{text[: MAX_MESSAGE - 50]} ... {text[-45:]}"


def _origin(problem: Problem, context: Context) -> CallSite | Place | Pointer | None:
    """The place of a problem found by name: that of its node, and inside it that of its field."""
    at = context.origins.get(problem.node) or context.graph.site
    if isinstance(at, CallSite):
        return at
    place = context.place(problem)
    return Pointer(place, key=bool(problem.values.get("key"))) if place is not None else None


def _placed(diagnostics: Iterable[Diagnostic], graph: Graph) -> Iterator[Diagnostic]:
    """Diagnostics with their lines and columns: looked up here only, since it costs a parse."""
    waiting = list(diagnostics)
    text = graph.source.text if graph.source else ""
    path = graph.source.path if graph.source else None
    positions = None
    most = MAX_PLACED * graph.source.limits.nodes if graph.source else 0
    if text.count(",") <= most and any(isinstance(each.origin, Pointer) for each in waiting):
        from rnngraph.spec.positions import Positions

        positions = Positions(text)
    for each in waiting:
        match each.origin:
            case CallSite(file, line):
                yield replace(each, path=file, line=line)
            case Place():
                yield _at(each, path, each.origin)
            case Pointer(at, within, key) if positions:
                kind = BY_CODE[each.code].kind
                by_key = key or kind in KEY_KINDS
                span = positions.key_span(at) if by_key else positions.span(at, whole=kind in VALUE_KINDS)
                yield _at(each, path, positions.within(at, within) if within else span)
            case _:
                yield replace(each, path=path)


def _at(each: Diagnostic, path: str | None, place: Place) -> Diagnostic:
    start, end = (place.line, place.column), (place.end_line, place.end_column)
    return replace(each, path=path, line=start[0], column=start[1], end_line=end[0], end_column=end[1])
