"""RG10: reading the document as a text."""

from __future__ import annotations

from dataclasses import asdict

from rnngraph.build.sections import VERSION
from rnngraph.check.diagnostic import Fix
from rnngraph.check.repairs import set_at
from rnngraph.check.rule import Context, Said, rule, shown
from rnngraph.problems import kinds

FLAWS = {
    "byte_order_mark": ("a byte order mark stands before the document", "take it out"),
    "comment": ("JSON has no comments; what a reader should know goes into a `description`", "take it out"),
    "control": ("{found} stands in a string as {right} only", "write {right}"),
    "empty": ("the document is empty", ""),
    "equals": ("a colon stands between a key and its value, not =", "put a colon"),
    "escape": ("{found} is no escape that JSON has; a backslash itself is \\\\", "write {right}"),
    "extra_colon": ("this colon is one too many", "take it out"),
    "extra_comma": ("this comma has nothing before it", "take it out"),
    "extra_text": ("the document has ended before this", ""),
    "line_break": ("a string ends on the line where it begins; a line break in it is \\n", "write \\n"),
    "list_key": ("a list has no keys: this colon is for an object, in {{ }}", ""),
    "missing_colon": ("a colon is missing after {key}", "put a colon after it"),
    "missing_comma": ("a comma is missing after this", "put a comma after it"),
    "missing_value": ("{key} has no value", ""),
    "no_key": ("a key should stand here: a name in double quotes, and a colon", ""),
    "quotes": ("a string stands in double quotes", "write {right}"),
    "space": ("{name} is no space to JSON, whatever it looks like", "put a plain space"),
    "stray": ("{found} has no meaning here", "take it out"),
    "trailing_comma": ("a comma stands between two things, not behind the last", "take it out"),
    "unclosed": ("this {mark} is not closed{where}", "close it"),
    "unclosed_string": ("this string has no closing quote", "close it"),
    "unopened_string": ("this string has no opening quote", "open it"),
    "unquoted": ("{found} is no value and no key of JSON without double quotes", "write {right}"),
    "word": ("{found} is written {right} in JSON", "write {right}"),
    "round_bracket": ("a list has square brackets in JSON", "write them"),
    "wrong_bracket": ("this {found} closes nothing; {right} would", "write {right}"),
}
"""What keeps a text from being JSON: the sentence, and what its fix does."""


@rule("RG101", kinds.reading.NotJson)
def syntax(problem: kinds.reading.NotJson, context: Context) -> Said:
    """A document is JSON.

    Strict JSON in UTF-8: no comments, no trailing commas, double quotes only.

    Bad:

    ```text
    {"rnngraph": 1, "name": "bad",
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good",
     "inputs": [{"name": "x", "shape": [8]}], "layers": [{"type": "Dense", "units": 2}]}
    ```
    """
    if not problem.flaw:
        return f"this is no JSON: {problem.message[:1].lower()}{problem.message[1:]}"
    sentence, remedy = FLAWS[problem.flaw]
    known = {**asdict(problem), "where": f" before line {problem.line}" if problem.line else ""}
    fix = Fix(remedy.format(**known), safe=problem.safe, text_edits=problem.edits) if problem.edits else None
    return sentence.format(**known), fix


@rule("RG102", kinds.reading.NotUtf8)
def encoding(problem: kinds.reading.NotUtf8, context: Context) -> Said:
    """A document is UTF-8.

    Bad (bytes, the last of them in Latin-1):

    ```text
    {"rnngraph": 1, "name": "bad", "description": "caf<E9>"}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "description": "café",
     "inputs": [{"name": "x", "shape": [8]}], "layers": [{"type": "Dense", "units": 2}]}
    ```
    """
    return f"this is no UTF-8: {problem.found} has no place here"


@rule("RG103", kinds.reading.TooLarge)
def too_large(problem: kinds.reading.TooLarge, context: Context) -> Said:
    """A document is not larger than `--max-bytes`.

    Reading a document never takes unbounded memory: of a larger one, or of input without an end, nothing more is read.

    Bad:

    ```text
    9 MiB of JSON
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good",
     "inputs": [{"name": "x", "shape": [8]}], "layers": [{"type": "Dense", "units": 2}]}
    ```
    """
    return f"the document has more than {problem.limit:,} bytes, which --max-bytes allows; the rest is not read"


@rule("RG104", kinds.reading.TooDeep)
def too_deep(problem: kinds.reading.TooDeep, context: Context) -> Said:
    """A document is nested no deeper than a model is: by default 128 brackets; `--max-depth` raises that.

    Bad:

    ```text
    [[[[[[ and so on, thousands of brackets deep
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good",
     "inputs": [{"name": "x", "shape": [8]}], "layers": [{"type": "Dense", "units": 2}]}
    ```
    """
    return f"brackets stand in brackets {problem.limit:,} deep, deeper than is read"


@rule("RG105", kinds.reading.NotANumber)
def not_a_number(problem: kinds.reading.NotANumber, context: Context) -> Said:
    """A number is finite, and of a length that can be read.

    JSON has no NaN and no Infinity, and 1e999 is one in disguise.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"type": "Dropout", "rate": NaN}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"type": "Dropout", "rate": 0.5}]}
    ```
    """
    return f"{problem.found} is no number that JSON has"


@rule("RG106", kinds.reading.DuplicateKey)
def duplicate_key(problem: kinds.reading.DuplicateKey, context: Context) -> Said:
    """An object has each key once.

    Of two equal keys JSON readers keep one, and do not agree which.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"type": "Dense", "units": 2, "units": 3}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"type": "Dense", "units": 3}]}
    ```
    """
    return f"the key {shown(problem.key)} stands here a second time"


@rule("RG107", kinds.reading.UnknownVersion)
def version(problem: kinds.reading.UnknownVersion, context: Context) -> Said:
    """A document says which version of the format it is in.

    Bad:

    ```json
    {"rnngraph": 2, "name": "bad", "inputs": [{"name": "x", "shape": [8]}], "layers": [{"type": "Dense", "units": 2}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}], "layers": [{"type": "Dense", "units": 2}]}
    ```
    """
    message = f"`rnngraph` is the format's version, which is 1, not {shown(problem.found)}"
    # A 1 in another dress is a slip; another number may be a format to come.
    meant = problem.found in (1, "1", True)
    return message, set_at("/rnngraph", VERSION, "write 1", safe=meant)


@rule("RG108", kinds.reading.NotASpec)
def not_a_spec(problem: kinds.reading.NotASpec, context: Context) -> Said:
    """A document is one of rnngraph's.

    It has `rnngraph`, the format's version, `inputs` and `layers`.

    Bad:

    ```json
    {"some": "other file"}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}], "layers": [{"type": "Dense", "units": 2}]}
    ```
    """
    return "this is JSON, but no spec: it has no `rnngraph`, no `inputs` and no `layers`"


@rule("RG109", kinds.reading.BinaryFile)
def binary_file(problem: kinds.reading.BinaryFile, context: Context) -> Said:
    """A document is a text, not a saved model or an archive.

    rnngraph reads JSON. A `.keras` file is a ZIP archive with the configuration and the weights of a Keras model.

    Bad (the first bytes of a .keras file):

    ```text
    PK<03><04> ... metadata.json ... config.json ... model.weights.h5
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}], "layers": [{"type": "Dense", "units": 2}]}
    ```
    """
    return f"this is {problem.found}, not a spec: a spec is a JSON document"


FAMILY = (
    syntax,
    encoding,
    too_large,
    too_deep,
    not_a_number,
    duplicate_key,
    version,
    not_a_spec,
    binary_file,
)
