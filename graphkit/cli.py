"""The command line: one function a command, which parses, calls one function and prints.

Exit codes: 0 all is well; 1 something was dropped, failed or found wrong, told in one line each; 2 the command was
not understood or nothing that it names exists. What a command gives goes to standard output, what it tells to
standard error.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

app = typer.Typer(
    name="graphkit",
    no_args_is_help=True,
    add_completion=False,
    # plain help: it is read in terminals, logs and editors alike, and comes up in half the time
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)

DEFAULT_ARTICLES = Path("seeds")
DEFAULT_OUT = Path("out")

Out = Annotated[Path, typer.Option("--out", help="The output folder of `graphkit build`.", metavar="FOLDER")]


# --- telling --------------------------------------------------------------------------------------


def tell(line: str) -> None:
    """One line for the person at the terminal, on standard error."""
    sys.stderr.write(f"{line.translate(UNSEEN)}\n")


def fail(line: str, code: int = 1) -> NoReturn:
    """One line that says what is wrong and what to do, then the exit code."""
    tell(f"graphkit: {line}")
    raise typer.Exit(code)


# What an article says must not move the cursor, colour the screen or turn the line round. Escaped as JSON does it.
UNSEEN = {
    code: f"\\u{code:04x}"
    for code in (*range(9), *range(11, 32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
}


def say(text: str) -> None:
    """What the command gives, on standard output, with nothing that a terminal would obey."""
    text = text.translate(UNSEEN)
    sys.stdout.write(text if text.endswith("\n") else f"{text}\n")


class Clock:
    """Seconds per step for report.json, and a line of progress where somebody is watching."""

    def __init__(self, status: Any = None) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.perf_counter()
        self._status = status

    def __call__(self, step: str, count: int) -> None:
        now = time.perf_counter()
        self.seconds[step] = now - self._last
        self._last = now
        if self._status is not None:
            self._status.update(f"{step}: {count:,}")


@contextmanager
def clock(quiet: bool) -> Iterator[Clock]:
    """A clock that shows progress on a terminal, and only there."""
    if quiet or not sys.stderr.isatty():
        yield Clock()
        return
    from rich.console import Console

    with Console(stderr=True).status("reading") as status:
        yield Clock(status)


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar of so many of so many bytes on a terminal, and only there."""
    if not sys.stderr.isatty():
        yield lambda done, of: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


def _expected() -> tuple[type[Exception], ...]:
    """Errors whose message is meant for the user as it stands; only modules already loaded can have raised theirs."""
    named = {
        "graphkit.read": "ReadError",
        "graphkit.claims_io": "ClaimsError",
        "graphkit.pipeline": "NothingToRead",
        "graphkit.decisions": "DecisionError",
        "graphkit.ids": "IdsError",
        "graphkit.query": "QueryError",
        "graphkit.grammar": "GrammarError",
        "graphkit.vocabulary": "VocabularyError",
        "graphkit.score": "ScoreError",
        "graphkit.explain": "ExplainError",
        "graphkit.diff": "DiffError",
        "graphkit.push": "PushError",
        "graphkit.remote": "RemoteError",
        "graphkit.export": "ExportError",
        "graphkit.serve.pool": "ServeError",
    }
    classes = (getattr(sys.modules.get(module), name, None) for module, name in named.items())
    return (OSError, *(found for found in classes if isinstance(found, type) and issubclass(found, Exception)))


def main() -> None:
    """The entry point of the command `graphkit`; never shows a traceback unless GRAPHKIT_TRACE is set."""
    _speak_utf8()
    try:
        app()
    except BrokenPipeError:
        # `graphkit query … | head`: the reader has what it wanted
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        tell("graphkit: interrupted; nothing was changed")
        sys.exit(130)
    except Exception as error:
        if os.environ.get("GRAPHKIT_TRACE"):
            raise
        if isinstance(error, _expected()):
            for line in _lines(error):
                tell(f"graphkit: {line}")
        else:
            tell(f"graphkit: {type(error).__name__}: {_lines(error)[0]} (set GRAPHKIT_TRACE=1 to see where)")
        sys.exit(1)


def _lines(error: Exception) -> list[str]:
    """An error's message; a loader that gathers its complaints gives one a line."""
    if isinstance(error, OSError) and error.filename is not None and error.strerror:
        return [f"{_shown(error.filename)}: {error.strerror}"]
    return [line for line in str(error).splitlines() if line.strip()] or [type(error).__name__]


def _shown(path: Any) -> str:
    from graphkit.pipeline import shown

    return shown(path)


def _speak_utf8() -> None:
    """File names, arguments and output are UTF-8 whatever the locale says.

    Under LC_ALL=POSIX with UTF-8 mode off, Python decodes file names as ASCII; only a new interpreter can change that.
    """
    if sys.getfilesystemencoding().lower().replace("-", "") != "utf8" and os.name == "posix":
        os.execv(sys.executable, [sys.executable, "-X", "utf8", "-m", "graphkit", *sys.argv[1:]])
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Callable[..., None] | None = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="replace")


# --- build and extract ----------------------------------------------------------------------------


def _version(wanted: bool) -> None:
    if wanted:
        from graphkit import __version__

        say(f"graphkit {__version__}")
        raise typer.Exit


@app.callback()
def _graphkit(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Builds one graph of companies, investors, people, products and funding rounds from news articles in Chinese,
    English and French, and keeps the sentence behind every fact."""


@app.command(epilog="Example: graphkit build articles/ --out out")
def build(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[PATH]...",
            help="Articles, folders of articles (.txt .md .html, read recursively), or .jsonl files of claims. "
            "Default: seeds/.",
            show_default=False,
        ),
    ] = None,
    out: Annotated[
        Path, typer.Option("--out", metavar="FOLDER", help="Where to write; nothing is written elsewhere.")
    ] = DEFAULT_OUT,
    claims: Annotated[
        list[Path] | None, typer.Option("--claims", metavar="FILE", help="Add the claims of `graphkit extract`.")
    ] = None,
    decisions: Annotated[
        Path | None,
        typer.Option(
            "--decisions", metavar="FILE", help="A person's word. Default: decisions.toml beside the articles"
        ),
    ] = None,
    ids: Annotated[
        Path | None, typer.Option("--ids", metavar="FILE", help="Names given earlier. Default: ids.tsv in --out.")
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", min=0, metavar="N", help="Processes to read with; 0: every core.")] = 0,
    fresh: Annotated[bool, typer.Option("--fresh", help="Read every article again, changed or not.")] = False,
    base: Annotated[
        str | None, typer.Option("--base-iri", metavar="IRI", help="Where names lie; remembered in --out.")
    ] = None,
    licence: Annotated[
        str | None, typer.Option("--licence", metavar="IRI|WORDS", help="Of the graph; remembered in --out.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing unless something is wrong.")] = False,
) -> None:
    """Read articles and write graph.ttl, graph.html, claims.jsonl and report.json."""
    from graphkit.rebuild import rebuild

    given = [*(paths or []), *(claims or [])] or [DEFAULT_ARTICLES]
    if given == [DEFAULT_ARTICLES] and not DEFAULT_ARTICLES.exists():
        fail("which articles? say a file or a folder: graphkit build articles/", 2)
    _must_exist(given)
    _must_be_base(base)
    with clock(quiet) as ticks:
        built = rebuild(
            given, out=out, decisions=decisions, ids=ids, jobs=jobs, fresh=fresh, base=base, licence=licence, tell=ticks
        )
    for drop in built.failed:
        tell(f"graphkit: {drop.where}: {drop.reason}")
    if not quiet:
        if built.default_base:
            tell(f"graphkit: names lie under {built.default_base}, as everybody's; --base-iri says an address of yours")
        say(built.summary())
    if built.failed:
        raise typer.Exit(1)


def _must_be_base(base: str | None) -> None:
    if not base:
        return
    from graphkit.turtle import Names

    try:
        Names(base)
    except ValueError as error:
        fail(f"--base-iri: {error}", 2)


def _must_exist(paths: list[Path]) -> None:
    """If none of the paths exists the command was mistyped; one that is missing among others is reported later."""
    if not any(path.exists() for path in paths):
        missing = ", ".join(_shown(path) for path in paths)
        fail(f"{missing}: no such file or folder", 2)


@app.command(epilog="Example: graphkit extract articles/ > claims.jsonl")
def extract(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Articles or folders of articles.")],
    jobs: Annotated[int, typer.Option("--jobs", min=0, metavar="N", help="Processes to read with; 0: every core.")] = 0,
    dropped: Annotated[bool, typer.Option("--dropped", help="Tell also what was seen and not used, and why.")] = False,
) -> None:
    """Print the claims of articles, one JSON object a line; `graphkit build --claims` takes them from there."""
    from graphkit import claims_io
    from graphkit.pipeline import collect, read_all, workers

    _must_exist(paths)
    with workers(len(collect(paths).articles), most=jobs or None) as pool:
        reading = read_all(paths, map=pool)
    for line in claims_io.lines(reading.extractions):
        sys.stdout.write(line)
    for drop in [*reading.failed, *(reading.dropped if dropped else ())]:
        tell(f"graphkit: {drop.where}: {drop.reason}" + (f" «{drop.words}»" if drop.words else ""))
    if reading.failed or not reading.files:
        if not reading.files:
            tell(f"graphkit: {', '.join(map(_shown, paths))}: no articles here")
        raise typer.Exit(1)


# --- looking into a graph -------------------------------------------------------------------------


@app.command(epilog='Example: graphkit explain "Mistral AI" raisedBy')
def explain(
    what: Annotated[str, typer.Argument(metavar="THING", help="A name in any spelling, a local IRI, or a full one.")],
    predicate: Annotated[
        str, typer.Argument(metavar="[PREDICATE]", help="Only these facts: investedIn, amount, …", show_default=False)
    ] = "",
    object: Annotated[
        str, typer.Argument(metavar="[OBJECT]", help="Only the fact with this other end or value.", show_default=False)
    ] = "",
    source: Annotated[
        Path, typer.Option("--in", metavar="FOLDER", help="The output folder, or a file of claims.")
    ] = DEFAULT_OUT,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Tell all that is behind a thing or a fact: claims, sentences, rules, ranks, and why names were merged."""
    from graphkit import explain as telling
    from graphkit.rebuild import load

    graph = load(source)
    if as_json:
        import json

        say(json.dumps(telling.as_data(graph, what), ensure_ascii=False, indent=2))
    else:
        say(telling.explain(graph, what, predicate, object))


@app.command(epilog="Example: graphkit score gold/ --texts articles/ --misses")
def score(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Where the *.gold.json files are; searched recursively.")
    ],
    texts: Annotated[
        Path | None,
        typer.Option("--texts", metavar="FOLDER", help="Where the articles are. Default: beside their gold."),
    ] = None,
    misses: Annotated[bool, typer.Option("--misses", help="List what was missed and what was invented.")] = False,
    each: Annotated[bool, typer.Option("--each", help="A line for every article.")] = False,
    parts: Annotated[bool, typer.Option("--parts", help="A line for every relation and every slot of rounds.")] = False,
    least: Annotated[
        float, typer.Option("--least", metavar="F", help="Exit with 1 if an article's F is below this.")
    ] = 0.0,
) -> None:
    """Build each article that has a gold file, alone, and compare: precision, recall and F."""
    from graphkit import score as scoring

    scored = scoring.score(folder, texts=texts)
    say(scoring.table(scored, each=each, misses=misses, parts=parts))
    below = scoring.failures(scored, least=least)
    for line in below:
        tell(f"graphkit: {line}")
    if below:
        raise typer.Exit(1)


@app.command(epilog="Example: graphkit check out/ --texts articles/")
def check(
    source: Annotated[
        Path, typer.Argument(metavar="[FOLDER]", help="The output folder, or a Turtle file.")
    ] = DEFAULT_OUT,
    texts: Annotated[
        list[Path] | None,
        typer.Option("--texts", metavar="PATH", help="The articles. Default: those that the build read."),
    ] = None,
    shapes: Annotated[
        bool, typer.Option("--shapes/--no-shapes", help="Validate against the SHACL shapes (slow).")
    ] = True,
    form: Annotated[
        str, typer.Option("--format", metavar="text|json|sarif", help="How to print what is wrong.")
    ] = "text",
) -> None:
    """Compare every quote with its article, and the Turtle with the shapes and the checks; exit with 1 if one fails.

    Exit codes: 0 all is well, or there are warnings only; 1 there is an error; 2 there is no graph to check."""
    from graphkit import check as checking

    forms = {"text": checking.as_text, "json": checking.as_json, "sarif": checking.as_sarif}
    if form not in forms:
        fail(f"--format {form}: there are {', '.join(forms)}", 2)
    turtle = source / "graph.ttl" if source.is_dir() else source
    if not turtle.is_file():
        fail(f"{_shown(source)}: no graph here; run `graphkit build` first", 2)
    claims = turtle.parent / "claims.jsonl"
    articles = texts or _articles_of(turtle.parent)
    found = checking.check(turtle, articles, claims if claims.is_file() else None, shapes=shapes)
    told = checking.as_sarif(found, _shown(turtle)) if form == "sarif" else forms[form](found)
    sys.stdout.write(told)
    if form == "text":
        tell(f"{len(found)} found" if found else f"all is well: {_shown(turtle)}")
    raise typer.Exit(checking.worst(found))


def _articles_of(out: Path) -> list[Path]:
    """The articles that the build of this folder read, as its report tells."""
    import json

    try:
        told = json.loads((out / "report.json").read_text(encoding="utf-8"))["read"]
    except (OSError, ValueError, KeyError):
        return []
    return [Path(path) for path in told]


@app.command(
    epilog='Example: graphkit query lead-investors --company "Mistral AI" --format csv',
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
def query(
    context: typer.Context,
    what: Annotated[
        str,
        typer.Argument(
            metavar="[QUESTION]", help="A shipped question, a .rq file, SPARQL itself, or - for standard input."
        ),
    ] = "",
    graph: Annotated[
        str,
        typer.Option(
            "--graph", "--endpoint", metavar="FILE|URL", help="The output folder, a Turtle file, or a SPARQL endpoint."
        ),
    ] = str(DEFAULT_OUT),
    form: Annotated[
        str, typer.Option("--format", metavar="table|csv|tsv|json|ttl", help="How to print the answer.")
    ] = "table",
    engine: Annotated[
        str, typer.Option("--engine", metavar="pyoxigraph|rdflib", help="Which library answers.")
    ] = "pyoxigraph",
    listing: Annotated[bool, typer.Option("--list", help="Tell the shipped questions and their parameters.")] = False,
) -> None:
    """Ask the graph a question; a parameter of the question is an option of its name, e.g. --company "Mistral AI"."""
    from graphkit import query as asking
    from graphkit.sparql import undeclared

    if listing:
        for asked in asking.shipped():
            options = "".join(f" --{name} NAME" for name, _ in asked.parameters)
            sys.stdout.write(f"{asked.name}{options}\n    {asked.title}\n")
        return
    if form not in asking.FORMS:
        fail(f"--format {form}: there are {', '.join(asking.FORMS)}", 2)
    if engine not in ("pyoxigraph", "rdflib"):
        fail(f"--engine {engine}: there are pyoxigraph and rdflib", 2)
    try:
        asked = asking.find(sys.stdin.read() if what == "-" else what)
        given = _parameters(context.args)
        if graph.lower().startswith(("http://", "https://")):
            from graphkit import remote

            answer = remote.ask(asked, graph, given)
        else:
            answer = asking.ask(
                asked, _turtle(Path(graph)), engine="rdflib" if engine == "rdflib" else "pyoxigraph", **given
            )
        for line in undeclared(asked.text):
            tell(f"graphkit: {line}")
        told = asking.FORMS[form](answer)
        say(told) if form == "table" else sys.stdout.write(told)
    except asking.QueryError as error:
        fail(str(error), 2)


def _turtle(source: Path) -> Path:
    """The Turtle file of an output folder, or the file itself."""
    turtle = source / "graph.ttl" if source.is_dir() else source
    if not turtle.is_file():
        fail(f"{_shown(source)}: no graph here; run `graphkit build` first", 2)
    return turtle


def _parameters(words: list[str]) -> dict[str, str]:
    """['--company', 'Mistral AI'] as {'company': 'Mistral AI'}; also '--company=Mistral AI'."""
    found: dict[str, str] = {}
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if not word.startswith("--"):
            fail(f"{word!r} is out of place; a parameter is written --name VALUE", 2)
        name, has, value = word[2:].partition("=")
        if not has and not rest:
            fail(f"{word} needs a value", 2)
        found[name.replace("-", "_")] = value if has else rest.pop(0)
    return found


@app.command(epilog="Example: graphkit serve out/ --port 7879")
def serve(
    source: Annotated[
        Path, typer.Argument(metavar="[FOLDER]", help="The output folder, or a file: .ttl .nt .nq .trig.")
    ] = DEFAULT_OUT,
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="Where to listen; 0.0.0.0 lets other machines in.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, metavar="N", help="0: any free one.")] = 7879,
    seconds: Annotated[
        float, typer.Option("--seconds", min=0.1, metavar="N", help="A query that runs longer is cut off.")
    ] = 10.0,
    megabytes: Annotated[
        float, typer.Option("--megabytes", min=0.1, metavar="N", help="An answer that is larger is refused.")
    ] = 32.0,
    keep: Annotated[
        float, typer.Option("--keep", min=0, metavar="N", help="Megabytes of answers kept for who asks the same.")
    ] = 64.0,
    union: Annotated[
        bool, typer.Option("--union", help="Ask all graphs of a .trig or .nq file as one, unless a query names some.")
    ] = False,
    processes: Annotated[
        int, typer.Option("--processes", min=0, metavar="N", help="How many queries run at once; 0: every core.")
    ] = 0,
    cors: Annotated[
        str, typer.Option("--cors", metavar="ORIGIN", help="The site whose pages may ask from a browser; * for all.")
    ] = "",
) -> None:
    """Serve the graph, read-only: SPARQL 1.1 at /sparql, a query form at /, the page at /page; stop with Ctrl-C."""
    import asyncio

    try:
        import starlette  # noqa: F401
        import uvicorn  # noqa: F401
    except ImportError as error:
        fail(f"{error.name} is not installed; pip install 'graphkit[serve]' brings it", 2)
    from graphkit import serve as serving

    asyncio.run(
        serving.serve(
            _turtle(source),
            host=host,
            port=port,
            processes=processes,
            limits=serving.Limits(seconds, int(megabytes * 2**20), kept=int(keep * 2**20)),
            cors=cors,
            union=union,
            ready=lambda address: tell(f"{_shown(source)} is at {address} and {address}sparql; Ctrl-C stops it"),
        )
    )


@app.command(epilog="Example: graphkit push http://127.0.0.1:7878/store out/ --graph https://example.org/deals")
def push(
    url: Annotated[str, typer.Argument(metavar="URL", help="A SPARQL Graph Store: Oxigraph's /store, Fuseki's /data.")],
    source: Annotated[
        Path, typer.Argument(metavar="[FOLDER]", help="The output folder, or a file: .ttl .nt.")
    ] = DEFAULT_OUT,
    graph: Annotated[
        str, typer.Option("--graph", metavar="IRI", help="The graph to write. Default: the default graph.")
    ] = "",
    add: Annotated[bool, typer.Option("--add", help="Add to what the graph holds, instead of replacing it.")] = False,
    verify: Annotated[
        bool, typer.Option("--verify/--no-verify", help="Read the graph back and count its triples.")
    ] = True,
) -> None:
    """Send the graph to a triple store, whole; name and password come from GRAPHKIT_USER and GRAPHKIT_PASSWORD."""
    from graphkit import push as pushing

    with progress(f"sending to {url}") as sent:
        pushed = pushing.push(_turtle(source), url, graph=graph, add=add, verify=verify, sent=sent)
    say(pushed.told())


@app.command(epilog="Example: graphkit grammar --coverage articles/")
def grammar(
    coverage: Annotated[
        list[Path] | None,
        typer.Option(
            "--coverage", metavar="ARTICLE", help="Which rules fired, and what gave nothing. May be repeated."
        ),
    ] = None,
    articles: Annotated[list[Path] | None, typer.Argument(metavar="[ARTICLE]...", help="More for --coverage.")] = None,
) -> None:
    """Print the cells of the grammar: rules/examples (or words) for each kind and relation, in each language."""
    from graphkit import coverage as covering

    if not coverage:
        sys.stdout.write(covering.matrix())
        return
    from graphkit.pipeline import collect

    given = [*coverage, *(articles or [])]
    _must_exist(given)
    sys.stdout.write(covering.coverage(collect(given).articles))


@app.command(epilog="Example: graphkit conflicts out/")
def conflicts(
    source: Annotated[
        Path, typer.Argument(metavar="[FOLDER]", help="The output folder, or a file of claims.")
    ] = DEFAULT_OUT,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    all_: Annotated[
        bool, typer.Option("--all", help="Also what only looks at odds: restated, rounded, a part.")
    ] = False,
) -> None:
    """List where articles are truly at odds, with a sentence of each side; * marks what the graph follows."""
    from graphkit import conflicts as disputing
    from graphkit.rebuild import load

    graph = load(source)
    every = ("conflict", "restatement", "rounding", "precision", "part", "other-time")
    found = disputing.conflicts(graph, relations=every if all_ else ("conflict",))
    if as_json:
        import json

        say(json.dumps(disputing.as_data(graph, found), ensure_ascii=False, indent=2))
    else:
        say(disputing.as_text(graph, found))


@app.command(epilog="Example: graphkit export gexf csv --to exports/")
def export(
    formats: Annotated[
        list[str] | None, typer.Argument(metavar="FORMAT...", help="See --list.", show_default=False)
    ] = None,
    source: Annotated[
        Path, typer.Option("--in", metavar="FOLDER", help="The output folder, or a Turtle file.")
    ] = DEFAULT_OUT,
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="FOLDER", help="Where to write. Default: export/ beside the graph; - prints it."),
    ] = None,
    listing: Annotated[bool, typer.Option("--list", help="Tell the formats and what opens them.")] = False,
) -> None:
    """Write the graph for other programs: RDF of all kinds, Gephi, spreadsheets, Neo4j, Parquet, a ZIP of all."""
    from graphkit import export as exporting

    if listing:
        for name, form in exporting.FORMATS.items():
            say(f"{name:9}{form.title:42}{form.opens}")
        return
    unknown = [name for name in formats or () if name not in exporting.FORMATS]
    if unknown or not formats:
        wrong = f"{unknown[0]!r} is no format" if unknown else "name a format"
        fail(f"{wrong}; there are {', '.join(exporting.FORMATS)}", 2)
    turtle = source / "graph.ttl" if source.is_dir() else source
    if not turtle.is_file():
        fail(f"{_shown(source)}: no graph here; run `graphkit build` first", 2)
    told = exporting.Told.read(turtle)
    if to == Path("-"):
        if len(formats) > 1 or len(exporting.files(told, formats[0])) > 1:
            fail(f"{' '.join(formats)} is several files; give a folder to --to", 2)
        for part in exporting.printed(told, formats[0]):
            sys.stdout.buffer.write(part)
        return
    for path in exporting.write(told, formats, to or turtle.parent / "export").values():
        say(f"{_shown(path)}  {path.stat().st_size:,} bytes")


@app.command(epilog="Example: graphkit diff out.yesterday out")
def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="An output folder, or a Turtle file.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The one to compare it with.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Tell what changed between two graphs, fact by fact, and which article is why."""
    from graphkit import diff as differing

    changes = differing.diff(old, new)
    if as_json:
        import json

        say(json.dumps(differing.as_data(changes), ensure_ascii=False, indent=2))
    else:
        say(differing.as_text(changes))


@app.command(epilog="Example: graphkit review --decisions articles/decisions.toml")
def review(
    folder: Annotated[Path, typer.Argument(metavar="[FOLDER]", help="The output folder.")] = DEFAULT_OUT,
    source: Annotated[Path | None, typer.Option("--in", metavar="FOLDER", hidden=True)] = None,
    decisions: Annotated[
        Path, typer.Option("--decisions", metavar="FILE", help="Where the answers go; what it holds is kept.")
    ] = Path("decisions.toml"),
    print_: Annotated[bool, typer.Option("--print", help="Only print what would be asked.")] = False,
) -> None:
    """Ask about possible merges and conflicts, one by one, and write the answers where `graphkit build` reads them."""
    from graphkit import decisions as said
    from graphkit import review as reviewing
    from graphkit.rebuild import load
    from graphkit.write import put

    graph = load(source or folder)
    if print_:
        say(reviewing.as_text(reviewing.questions(graph)))
        return
    known = said.load(decisions) if decisions.is_file() else said.NONE
    decided, added = reviewing.review(graph, ask=_ask, known=known)
    if added:
        put(decisions.absolute().parent, {decisions.name: said.write(decided)})
    say(f"{added} decisions added" + (f" to {_shown(decisions)}; build again to see them" if added else ""))


def _ask(question: Any) -> str:
    say("\n".join(["", question.text, *(f"  {line}" for line in question.evidence)]))
    choices = "/".join(answer for answer, _ in question.answers)
    try:
        return input(f"{choices}, Enter to skip, q to stop: ")
    except EOFError:
        return "q"


@app.command(epilog="Example: graphkit watch articles/ --out out")
def watch(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Articles or folders of articles.")],
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Where to write.")] = DEFAULT_OUT,
    every: Annotated[float, typer.Option("--every", min=0.1, metavar="SECONDS", help="How often to look.")] = 1.0,
) -> None:
    """Build, and build again whenever an article changes; stop with Ctrl-C."""
    from graphkit.watch import watch as watching

    _must_exist(paths)

    def built(done: Any) -> None:
        for drop in done.failed:
            tell(f"graphkit: {drop.where}: {drop.reason}")
        say(f"{done.summary().splitlines()[-1]} ({done.counts['reused']} articles unchanged)")
        sys.stdout.flush()

    def failed(error: Exception) -> None:
        for line in _lines(error)[:1]:
            tell(f"graphkit: {line}")

    watching(
        paths,
        out=out,
        every=every,
        built=built,
        failed=failed,
    )
