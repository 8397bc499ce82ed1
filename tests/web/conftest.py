"""An app on a folder of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from rnngraph_web import create_app

from tests.web.served import ROOT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of specs/, beside which there is a secret."""
    (tmp_path / "secret.json").write_text('{"rnngraph": 1, "name": "secret"}', encoding="utf-8")
    shutil.copytree(ROOT / "specs", tmp_path / "specs")
    return tmp_path / "specs"


@pytest.fixture
def app(folder: Path) -> Flask:
    return create_app(folder)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
