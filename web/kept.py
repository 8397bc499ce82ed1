"""Answers that are kept: what has not changed is not read, drawn and written again."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from flask import Response, request

from .headers import stamped
from .lru import Lru

MOST_BYTES = 64 * 2**20
"""Size of all the answers that are kept."""
OVERHEAD = 2048
"""Bytes of an answer besides its body."""


class Answers:
    """Answers by address, query and the content that they were made of, until the room is needed.

    Safe to share between threads.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.kept: Lru[Hashable, Response] = Lru(most_bytes, _size)

    def of(self, content: Hashable, make: Callable[[], Response]) -> Response:
        """The answer to the current request, made where there is none of the same content.

        One that says `no-store`, or that is no success, is not kept.
        """
        key = (request.path, request.query_string, content)
        found = self.kept.get(key)
        if found is None:
            found = make()
            if found.status_code != 200 or found.cache_control.no_store:
                return found
            self.kept.put(key, stamped(found))
        # What is done to an answer on its way out is done to a copy.
        return Response(found.get_data(), found.status_code, found.headers.to_wsgi_list())


def _size(key: Hashable, answer: Response) -> int:
    return len(answer.get_data()) + len(repr(key)) + OVERHEAD
