"""Answers that are kept: what has not changed is not read, drawn and written again."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Hashable

from flask import Response, request

from .headers import stamped
from .lru import Lru

MOST_BYTES = 64 * 2**20
"""Size of all the answers that are kept."""
OVERHEAD = 2048
"""Bytes of an answer besides its body."""
LEAST_PACKED = 1024
"""Bytes from which on an answer is sent packed to those who take it so."""


class Answers:
    """Answers by address, query and the content that they were made of, until the room is needed.

    Safe to share between threads.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.kept: Lru[Hashable, Response] = Lru(most_bytes, _size)

    def of(self, content: Hashable, make: Callable[[], Response]) -> Response:
        """The answer to the current request, made where there is none of the same content.

        Pages link to the prefix under which a proxy serves the app, so it is a part of the key.

        One that says `no-store`, or that is no success, is not kept.
        """
        takes_gzip = request.accept_encodings["gzip"] > 0
        key = (request.script_root, request.path, request.query_string, content, takes_gzip)
        found = self.kept.get(key)
        if found is None:
            found = make()
            if found.status_code != 200 or found.cache_control.no_store:
                return found
            found = _packed(found) if takes_gzip else found
            found.vary.add("Accept-Encoding")
            self.kept.put(key, stamped(found))
        # What is done to an answer on its way out is done to a copy.
        return Response(found.get_data(), found.status_code, found.headers.to_wsgi_list())


def _packed(answer: Response) -> Response:
    """The answer, its text compressed. It is kept so: nothing is compressed twice."""
    data = answer.get_data()
    kind = answer.mimetype or ""
    is_text = kind.startswith("text/") or kind.endswith(("json", "javascript", "xml"))
    if is_text and len(data) >= LEAST_PACKED:
        answer.set_data(gzip.compress(data, mtime=0))
        answer.content_encoding = "gzip"
    return answer


def _size(key: Hashable, answer: Response) -> int:
    return len(answer.get_data()) + len(repr(key)) + OVERHEAD
