"""The web application: which address gives what. Every address is listed here; none is turned into the name of a file."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphkit.serve import pages
from graphkit.serve.description import describe
from graphkit.serve.negotiate import GRAPHS, HTML, ROWS, Form, choose
from graphkit.serve.pool import Pool
from graphkit.serve.protocol import LONGEST_QUERY, METHODS, Asked, Refused, read
from graphkit.serve.worker import Reply

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

BODY_SECONDS = 30.0  # that a client may take to send its query
SAFE = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY"}


@dataclass(frozen=True, slots=True)
class Served:
    """What is given out beside the answers, held in memory since the start."""

    site: pages.Site
    graphs: Mapping[str, int]
    union: bool
    data: bytes
    media: str
    page: bytes
    style: bytes


def application(pool: Pool, served: Served, *, hosts: Sequence[str] = ("*",), cors: str = "") -> Starlette:
    """The ASGI application. `hosts` are the names it answers to, `cors` the origin whose pages may ask it."""
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.middleware.trustedhost import TrustedHostMiddleware
    from starlette.responses import PlainTextResponse
    from starlette.routing import Route

    site = _Site(pool, served, cors)

    async def told(request: Request, error: Exception) -> Response:
        if not isinstance(error, Refused):
            status = getattr(error, "status_code", 500)
            error = Refused(
                status, _WRONG.get(status, "something is wrong on this side"), getattr(error, "headers", None)
            )
        return site.headed(PlainTextResponse(f"{error}\n", error.status, dict(error.headers)))

    return Starlette(
        routes=[
            Route("/", site.home, methods=["GET"]),
            Route("/sparql", site.sparql, methods=_EVERY),
            Route("/questions/{name}", site.question, methods=["GET"]),
            Route("/page", site.page, methods=["GET"]),
            Route(f"/{served.site.file}", site.graph, methods=["GET"]),
            Route("/style.css", site.style, methods=["GET"]),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False)],
        exception_handlers={Refused: told, 404: told, 405: told, 500: told},
    )


_EVERY = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"]
_WRONG = {404: "nothing is at this address", 405: "this address is only read, with GET"}


class _Site:
    """The handlers. They hold nothing that changes."""

    def __init__(self, pool: Pool, served: Served, cors: str) -> None:
        self._pool, self._served, self._cors = pool, served, cors
        self._questions = {question.name: question for question in served.site.questions}

    def headed(self, response: Response, **more: str) -> Response:
        """With the headers that every response has."""
        response.headers.update({**SAFE, **more})
        if self._cors:
            response.headers["Access-Control-Allow-Origin"] = self._cors
            response.headers.append("Vary", "Origin")
        return response

    # --- for programs

    async def sparql(self, request: Request) -> Response:
        from starlette.responses import RedirectResponse
        from starlette.responses import Response as Plain

        if request.method == "OPTIONS":
            headers = {"Allow": METHODS}
            if self._cors:
                headers |= {
                    "Access-Control-Allow-Methods": METHODS,
                    "Access-Control-Allow-Headers": "Accept, Content-Type",
                }
            return self.headed(Plain(status_code=204, headers=headers))
        header = request.headers.get
        if header("content-encoding", "identity").lower() != "identity":
            raise Refused(415, "a request is sent uncompressed")
        body = await _body(request) if request.method == "POST" else b""
        asked = read(request.method, request.scope["query_string"], header("content-type", ""), body)
        accept = ",".join(request.headers.getlist("accept"))
        if asked is not None:
            return self._sent(await self._ask(asked, accept))
        form = request.query_params.get("format", "")
        if not form and choose(accept, (*GRAPHS, HTML)) is HTML:
            return self.headed(RedirectResponse("/", 303), Vary="Accept")
        return self._description(str(request.url.replace(query="", fragment="")), accept, form)

    async def _ask(self, asked: Asked, accept: str) -> Reply:
        graphs = {"default_graphs": asked.default_graphs, "named_graphs": asked.named_graphs}
        return await self._pool.ask({"query": asked.query, **graphs, "form": asked.form, "accept": accept})

    def _sent(self, reply: Reply) -> Response:
        from starlette.responses import Response as Plain

        return self.headed(Plain(reply.body, reply.status, {"Content-Type": reply.media}), Vary="Accept")

    def _description(self, endpoint: str, accept: str, form: str) -> Response:
        from starlette.responses import Response as Plain

        wanted = next((one for one in GRAPHS if one.name == form), None) if form else choose(accept, GRAPHS)
        if wanted is None:
            raise Refused(406, f"the description can be had as {', '.join(one.plain for one in GRAPHS)}")
        text = describe(endpoint, self._served.site.triples, self._served.graphs, union=self._served.union)
        return self.headed(Plain(_rewritten(text, wanted), 200, {"Content-Type": wanted.media}), Vary="Accept")

    # --- for people

    async def home(self, request: Request) -> Response:
        query = request.query_params.get("query", "")
        if not query.strip():
            return self._html(pages.home(self._served.site))
        outcome, _, status = await self._outcome({"query": query})
        return self._html(pages.home(self._served.site, query, outcome), status)

    async def question(self, request: Request) -> Response:
        """A shipped question: a page for a browser, rows for a program."""
        question = self._questions.get(request.path_params["name"])
        if question is None:
            raise Refused(404, f"there is no such question; there are {', '.join(self._questions)}")
        given = {name: value for name, value in request.query_params.items() if name != "format" and value.strip()}
        form = request.query_params.get("format", "")
        accept = ",".join(request.headers.getlist("accept"))
        if form != HTML.name and (form or choose(accept, (*ROWS, HTML)) is not HTML):
            return self._sent(
                await self._pool.ask({"question": question.name, "given": given, "form": form, "accept": accept})
            )
        outcome, sparql, status = await self._outcome({"question": question.name, "given": given})
        return self._html(pages.asked(self._served.site, question, given, sparql or question.text, outcome), status)

    async def _outcome(self, request: Mapping[str, Any]) -> tuple[pages.Outcome, str, int]:
        try:
            reply = await self._pool.ask({**request, "form": HTML.name})
        except Refused as refused:
            return pages.Outcome(wrong=str(refused)), "", refused.status
        if reply.status != 200:
            return pages.Outcome(wrong=reply.body.decode().strip()), reply.text, reply.status
        return pages.Outcome(reply.table), reply.text, 200

    def _html(self, text: str, status: int = 200) -> Response:
        from starlette.responses import HTMLResponse

        return self.headed(HTMLResponse(text, status), Vary="Accept", **{"Content-Security-Policy": pages.POLICY})

    # --- files, from memory

    async def page(self, request: Request) -> Response:
        if not self._served.page:
            raise Refused(404, "there is no page beside this graph; graphkit build writes one")
        return self._file(self._served.page, HTML.media)

    async def graph(self, request: Request) -> Response:
        return self._file(self._served.data, self._served.media)

    async def style(self, request: Request) -> Response:
        return self._file(self._served.style, "text/css; charset=utf-8")

    def _file(self, data: bytes, media: str) -> Response:
        from starlette.responses import Response as Plain

        return self.headed(Plain(data, 200, {"Content-Type": media}))


async def _body(request: Request) -> bytes:
    """The body, as long as it may be and as late."""
    parts, length, close = [], 0, {"Connection": "close"}
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for part in request.stream():
                length += len(part)
                if length > LONGEST_QUERY:
                    raise Refused(413, f"the request is longer than {LONGEST_QUERY:,} bytes", close)
                parts.append(part)
    except TimeoutError:
        raise Refused(408, f"the request did not end within {BODY_SECONDS:g} seconds", close) from None
    except asyncio.CancelledError:  # the server ends, and this client has not even asked
        raise Refused(503, "the endpoint closes down", close) from None
    return b"".join(parts)


def _rewritten(turtle: str, form: Form) -> bytes:
    from pyoxigraph import RdfFormat, parse, serialize

    if form.name == "ttl":
        return turtle.encode()
    wanted = {"nt": RdfFormat.N_TRIPLES, "rdf": RdfFormat.RDF_XML}[form.name]
    quads = parse(turtle.encode(), RdfFormat.TURTLE)
    return serialize((quad.triple for quad in quads), format=wanted) or b""
