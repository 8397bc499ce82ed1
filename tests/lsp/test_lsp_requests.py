"""Requests that break the protocol: each is answered, and the server's log has no traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from tests.lsp.client import SPEC

METHODS = ("hover", "completion", "definition", "documentSymbol", "codeAction")
START = {"line": 0, "character": 0}
CLOSED = {
    "textDocument": {"uri": "file:///no/such file.json"},
    "position": START,
    "range": {"start": START, "end": START},
}
WRONG: tuple[Any, ...] = (None, {}, [], "text", {"textDocument": {}}, {"textDocument": {"uri": []}, "position": {}})


def message(**fields: Any) -> bytes:
    text = json.dumps({"jsonrpc": "2.0", **fields}).encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(text), text)


def conversation(*messages: bytes) -> tuple[dict[int, Any], str]:
    """The answers to requests, by their ids, and the log; from `initialize` to `exit`."""
    first = message(id=0, method="initialize", params={"processId": None, "rootUri": None, "capabilities": {}})
    last = (message(id=-1, method="shutdown"), message(method="exit"))
    command = [sys.executable, "-m", "rnngraph", "lsp"]
    sent = b"".join((first, message(method="initialized", params={}), *messages, *last))
    done = subprocess.run(command, input=sent, capture_output=True, timeout=60, check=False)
    answers, rest = {}, done.stdout
    while rest:
        header, _, rest = rest.partition(b"\r\n\r\n")
        length = int(header.split(b"Content-Length: ")[1].split(b"\r\n")[0])
        answer, rest = json.loads(rest[:length]), rest[length:]
        if "id" in answer:
            answers[answer["id"]] = answer
    assert -1 in answers
    return answers, done.stderr.decode()


def parameters(method: str, params: Any) -> dict[str, Any]:
    """The member `params` of a request; None is a request without it."""
    if params is CLOSED and method == "codeAction":
        params = {**CLOSED, "context": {"diagnostics": []}}
    return {} if params is None else {"params": params}


def test_every_request_is_answered() -> None:
    asked = [(method, params) for method in METHODS for params in (*WRONG, CLOSED)]
    requests = [
        message(id=number, method=f"textDocument/{method}", **parameters(method, params))
        for number, (method, params) in enumerate(asked, 1)
    ]
    answers, log = conversation(*requests)
    for number, (method, params) in enumerate(asked, 1):
        if params is CLOSED:
            assert answers[number]["result"] is None
        elif method != "documentSymbol" or params is not WRONG[-1]:
            assert answers[number]["error"]["code"] == -32602
            assert answers[number]["error"]["message"].startswith(f"textDocument/{method}: parameters are missing")
    assert "Traceback" not in log


def test_notifications_that_break_the_protocol_are_ignored() -> None:
    uri = "file:///specs/a%20b.json"
    item = {"uri": uri, "languageId": "json", "version": 1, "text": SPEC}
    change = {"textDocument": {"uri": "file:///other.json", "version": 2}, "contentChanges": [{"text": "{"}]}
    symbols = {"textDocument": {"uri": uri}}
    answers, log = conversation(
        *(message(method=f"textDocument/{name}") for name in ("didOpen", "didChange", "didClose")),
        *(message(method=f"textDocument/{name}", params={}) for name in ("didOpen", "didChange", "didClose")),
        message(method="textDocument/didChange", params=change),
        message(method="textDocument/didClose", params={"textDocument": {"uri": "file:///other.json"}}),
        message(method="textDocument/didOpen", params={"textDocument": item}),
        message(id=1, method="textDocument/documentSymbol", params=symbols),
    )
    assert answers[1]["result"]
    assert "Traceback" not in log
