"""Host names under which the server answers. One that merely resolves to this machine, as rebound DNS, is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import ip_address

from flask import Flask, request
from werkzeug.exceptions import SecurityError

LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]"})
PORT = re.compile(r":\d*$")


def canonical(host: str) -> str:
    """A host in the one form in which hosts are compared: in lower case, an IPv6 address compressed and in brackets."""
    name = host.lower()
    try:
        address = ip_address(name.removeprefix("[").removesuffix("]"))
    except ValueError:
        return name
    return f"[{address.compressed}]" if address.version == 6 else address.compressed


def host_asked() -> str:
    """The host that the current request names, without its port."""
    return canonical(PORT.sub("", request.host))


def is_named(host: str, names: Iterable[str]) -> bool:
    """Whether a host, in canonical form, is one of the names; `.example.org` stands for all hosts below it too."""
    return any(host == name.removeprefix(".") or (name[:1] == "." and host.endswith(name)) for name in names)


def is_local(host: str) -> bool:
    """Whether only this machine hears what is sent to an address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return canonical(host) == "localhost"


def hosts_of(host: str) -> frozenset[str]:
    """The names of a server that listens at an address."""
    return LOCAL | {canonical(host)}


def restrict(app: Flask, names: Iterable[str]) -> None:
    """Lets an app answer under these names only.

    Werkzeug's own TRUSTED_HOSTS takes what stands before the first colon for the name, so no IPv6 address is ever
    trusted, and compares letters' case (3.1).
    """
    known = frozenset(canonical(name.strip()) for name in names)

    @app.before_request
    def check() -> None:
        if not is_named(host_asked(), known):
            raise SecurityError
