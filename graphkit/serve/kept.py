"""Answers that were given once. The graph does not change while it is served, so neither do they."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from graphkit.serve.worker import Reply

# What may come out differently the next time; a word too many here only costs an answer kept.
_CHANGING = re.compile(r"\b(?:now|rand|uuid|struuid|bnode)\b|\\u", re.IGNORECASE)
_SHARE = 8  # no answer takes more than this part of the room


class Kept:
    """The latest answers, up to so many bytes; the one that was not asked for longest goes first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held = 0
        self._replies: OrderedDict[str, Reply] = OrderedDict()

    def find(self, request: Mapping[str, Any]) -> Reply | None:
        """The answer to the same request, if there is one."""
        key = repr(request)
        if key in self._replies:
            self._replies.move_to_end(key)
        return self._replies.get(key)

    def keep(self, request: Mapping[str, Any], reply: Reply) -> None:
        """Keep an answer, where it would be the same again. Faults and tables for a page are not kept."""
        key = repr(request)
        size = len(key) + len(reply.body)
        if reply.status != 200 or reply.table or size > self._most // _SHARE:
            return
        if _CHANGING.search(request.get("query", "")) or key in self._replies:
            return
        self._replies[key] = reply
        self._held += size
        while self._held > self._most:
            gone, old = self._replies.popitem(last=False)
            self._held -= len(gone) + len(old.body)
