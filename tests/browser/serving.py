"""Servers and specs that a test has to itself."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.serving import make_server


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """A server of an app, in a thread of its own; its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def placed(folder: Path, name: str, spec: Mapping[str, Any]) -> Iterator[None]:
    """A spec among those of a folder, for a while."""
    path = folder / f"{name}.json"
    path.write_text(json.dumps(spec, indent=1), encoding="utf-8")
    try:
        yield
    finally:
        path.unlink()
