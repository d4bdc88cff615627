"""Markdown from templates, in which nothing that a site file says can be taken for markup, and
HTML from that Markdown."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from babel.messages.pofile import read_po
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt

Language = Literal["fr", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("fr", "en")
_FOLDER: Final = Path(__file__).parent
_MARKUP: Final = re.compile(r"([\\`*_{}\[\]<>#+|~!&])|^(\d+)([.)])(?=\s)|^([-=])")
_BEFORE: Final = re.compile(r"(?<=\S) (?=[;:!?»%])")
_AFTER: Final = re.compile("« ")


class _AsIs(str):
    """Markdown already."""

    __slots__ = ()


def escape(text: object) -> str:
    """Text as Markdown that reads the same: on one line, nothing of it markup."""
    if isinstance(text, _AsIs):
        return text
    line = " ".join(str(text).split())
    return _MARKUP.sub(_with_backslash, line)


def _with_backslash(found: re.Match[str]) -> str:
    number, dot = found.group(2, 3)
    return f"\\{found[0]}" if number is None else f"{number}\\{dot}"


def code(text: object) -> str:
    """Text as a code span, whatever backticks are in it."""
    line = " ".join(str(text).split()).replace("|", "\\|")
    longest = max((len(run) for run in re.findall("`+", line)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if longest else ""
    return _AsIs(f"{fence}{pad}{line}{pad}{fence}")


def render(name: str, language: Language, **fields: Any) -> str:
    """A template of this room as Markdown."""
    text = _environment(language).get_template(f"{name}.{language}.md.j2").render(**fields)
    if language == "fr":
        text = _AFTER.sub("«\u00a0", _BEFORE.sub("\u00a0", text))
    return re.sub("\n{3,}", "\n\n", text).strip() + "\n"


def html(markdown: str) -> str:
    """The body of a page. HTML within the Markdown is shown, not obeyed."""
    return str(MarkdownIt("commonmark", {"html": False}).enable("table").render(markdown))


def said(text: str, language: Language) -> str:
    """What a model of the contract says of itself: text in which backticks mark code."""
    parts = (french(text) if language == "fr" else text).replace("``", "`").split("`")
    return _AsIs(
        "".join(
            code(part) if index % 2 else _MARKUP.sub(_with_backslash, part)
            for index, part in enumerate(parts)
        )
    )


def french(text: str) -> str:
    """In French; as it is where no translation is known."""
    message = _catalogue().get(text)
    return str(message.string) if message is not None and message.string else text


@cache
def _catalogue() -> Any:
    with (_FOLDER / "fr.po").open("rb") as file:
        return read_po(file, locale="fr")


@cache
def _environment(language: Language) -> Environment:
    made = Environment(
        loader=FileSystemLoader(_FOLDER / "templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=escape,
        # What is written is Markdown: `escape` keeps values from being markup, and `html` obeys
        # no tags.
        autoescape=False,  # noqa: S701
    )
    made.filters["code"] = code
    made.filters["said"] = lambda text: said(text, language)
    made.filters["decimal"] = lambda number: _decimal(number, language)
    return made


def _decimal(number: float, language: Language) -> str:
    text = f"{number:g}"
    return text.replace(".", ",") if language == "fr" else text
