"""From a graph to its diagnostics: every problem by its rule, each once, each with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from rnngraph.analysis import Analysis
from rnngraph.check.codes import rule_for, searching_rules
from rnngraph.check.diagnostic import Diagnostic, Fix
from rnngraph.check.instances import once
from rnngraph.check.rule import Context, Rule
from rnngraph.check.settings import Settings
from rnngraph.check.variants import in_both, merged, variants
from rnngraph.graph import MAX_MESSAGE, MAX_PLACED, MAX_PROBLEMS, CallSite, Graph, Origin, Place, Pointer, Problem
from rnngraph.problems import kinds
from rnngraph.problems.consequences import independent, left_open


def check(analysis: Analysis, settings: Settings | None = None) -> list[Diagnostic]:
    """Everything that the settings want said about a graph, in the order of the document."""
    graph, asked = analysis.graph, settings or Settings()
    context = Context(graph, analysis, asked.max_memory)
    found = [*analysis.problems, *_searched(context, asked)]
    rated = [(rule, problem) for problem in found if asked.wants(rule := rule_for(problem))]
    said = [
        replace(_diagnostic(rule, problem, context), severity=asked.severity_of(rule))
        for rule, problem in _limited(rated, asked)
    ]
    if len(found) < MAX_PROBLEMS:
        said += _hidden(context, found, asked)
    return sorted(_placed(once(dict.fromkeys(said), graph), graph), key=Diagnostic.sort_key)


def _hidden(context: Context, known: list[Problem], settings: Settings) -> Iterator[Diagnostic]:
    """What is wrong whatever the parts of the graph are that could not be read, or do not fit."""
    contexts = variants(context.analysis) if context.analysis else ()
    if not contexts:
        return
    found = tuple([*(each.analysis.problems if each.analysis else ()), *_searched(each, settings)] for each in contexts)
    for problem in independent(in_both(found, known), left_open(known)):
        rule = rule_for(problem)
        if settings.wants(rule):
            one, other = (_diagnostic(rule, problem, each) for each in contexts)
            said = merged(one, other, _diagnostic(rule, problem, context))
            yield replace(said, severity=settings.severity_of(rule))


def _searched(context: Context, settings: Settings) -> Iterator[Problem]:
    """What the rules find that search the graph, unless it may only follow from what is wrong already."""
    rules = searching_rules(trained=context.graph.training is not None)
    found = [problem for rule in rules if rule.find and settings.wants(rule) for problem in rule.find(context)]
    return independent(found, left_open(context.analysis.problems if context.analysis else ()))


def _limited(found: list[tuple[Rule, Problem]], settings: Settings) -> list[tuple[Rule, Problem]]:
    """As many problems as anybody reads, errors first if there are more, and a problem that counts the others."""
    if len(found) <= MAX_PROBLEMS:
        return found
    kept = sorted(found, key=lambda each: settings.severity_of(each[0]) != "error")[:MAX_PROBLEMS]
    more = kinds.wiring.TooManyProblems(found=len(found) - MAX_PROBLEMS, limit=MAX_PROBLEMS, origin=Pointer(""))
    return [*kept, (rule_for(more), more)]


def describe(problems: Iterable[Problem]) -> str:
    """Problems of something that is no graph yet, one a line: code and sentence."""
    context = Context(Graph(""))
    lines = [_diagnostic(rule_for(problem), problem, context) for problem in problems]
    return "\n".join(f"{each.code} {each.message}" for each in lines)


def _diagnostic(rule: Rule, problem: Problem, context: Context) -> Diagnostic:
    # A layer inside a block that another layer holds is none of the graph's nodes.
    about = replace(problem, node=f"{problem.node}/{problem.inner}") if problem.inner else problem
    said = rule.say(about, context)
    problem = replace(problem, field=_authored_field(problem, context))
    message, fix = said if isinstance(said, tuple) else (said, None)
    origin = _marked(problem.origin or _origin(problem, context), problem)
    message, fix = _clipped(message), fix and _clipped_titles(fix)
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


def _clipped_titles(fix: Fix) -> Fix:
    others = tuple(map(_clipped_titles, fix.alternatives))
    return replace(fix, title=_clipped(fix.title), alternatives=others)


def _origin(problem: Problem, context: Context) -> Origin | None:
    """The place of a problem found by name: that of its node, and inside it that of its field."""
    at = context.origins.get(problem.node) or context.graph.site
    if isinstance(at, CallSite):
        return at
    place = context.place(problem)
    return Pointer(place) if place is not None else None


def _marked(origin: Origin | None, problem: Problem) -> Origin | None:
    """The origin with the part that the problem marks: the key or the whole value."""
    if not isinstance(origin, Pointer) or (part := problem.marks()) == "inside":
        return origin
    return replace(origin, key=origin.key or part == "key", whole=part == "value")


def _placed(diagnostics: Iterable[Diagnostic], graph: Graph) -> Iterator[Diagnostic]:
    """Diagnostics with their lines and columns: looked up here only, since it costs a parse."""
    waiting = list(diagnostics)
    text = graph.source.text if graph.source else ""
    path = graph.source.path if graph.source else None
    positions = None
    most = MAX_PLACED * graph.source.limits.nodes if graph.source else 0
    if text.count(",") <= most and any(isinstance(each.origin, Pointer) for each in waiting):
        from rnngraph.documents.positions import Positions

        positions = Positions(text)
    for each in waiting:
        match each.origin:
            case CallSite(file, line):
                yield replace(each, path=file, line=line)
            case Place():
                yield _at(each, path, each.origin)
            case Pointer(at, within, key, whole) if positions:
                span = positions.key_span(at) if key else positions.span(at, whole=whole)
                yield _at(each, path, positions.within(at, within) if within else span)
            case _:
                yield replace(each, path=path)


def _at(each: Diagnostic, path: str | None, place: Place) -> Diagnostic:
    start, end = (place.line, place.column), (place.end_line, place.end_column)
    return replace(each, path=path, line=start[0], column=start[1], end_line=end[0], end_column=end[1])
