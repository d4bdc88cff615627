"""`chaland privacy`: the annex to the impact assessment and the door sign."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.console import note
from vision.errors import InputError

if TYPE_CHECKING:
    from vision.privacy.document import Document
    from vision.privacy.markdown import Language


class LanguageChoice(StrEnum):
    FRENCH = "fr"
    ENGLISH = "en"


class DocumentChoice(StrEnum):
    DPIA = "dpia"
    SIGN = "sign"
    ALL = "all"


class FormatChoice(StrEnum):
    MARKDOWN = "markdown"
    HTML = "html"


def privacy(
    site: Annotated[Path, typer.Argument(metavar="SITE", help="The site file.")],
    language: Annotated[
        LanguageChoice | None, typer.Option(help="One language; both otherwise.")
    ] = None,
    form: Annotated[
        FormatChoice, typer.Option("--format", help="HTML is one file, ready to print on A4.")
    ] = FormatChoice.MARKDOWN,
    document: Annotated[DocumentChoice, typer.Option(help="Which document.")] = DocumentChoice.ALL,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write there instead of printing.")
    ] = None,
    server: Annotated[
        str | None,
        typer.Option(
            metavar="URL", envvar="CHALAND_SERVER", help="Where the box sends its records."
        ),
    ] = None,
) -> None:
    """Print what the cameras owe people: the annex to the impact assessment and the door sign."""
    from datetime import date

    from vision.privacy.document import markdown, printable
    from vision.privacy.facts import gather
    from vision.privacy.markdown import LANGUAGES
    from vision.site_file import load_site

    facts = gather(load_site(site), day=date.today(), server=server)  # noqa: DTZ011
    tongues: list[Language] = list(LANGUAGES) if language is None else [language.value]
    kinds: list[Document] = []
    if document is not DocumentChoice.DPIA:
        kinds.append("sign")
    if document is not DocumentChoice.SIGN:
        kinds.append("dpia")
    wanted = [(kind, tongue) for kind in kinds for tongue in tongues]
    text = (
        printable(wanted, facts)
        if form is FormatChoice.HTML
        else "\n".join(markdown(kind, tongue, facts) for kind, tongue in wanted)
    )
    if out is None:
        sys.stdout.write(text)
        return
    try:
        out.write_text(text, "utf-8")
    except OSError as error:
        raise InputError(f"{out}: cannot be written ({error.strerror}).") from error
    note(f"{out}: written. Read it before it is used: it is no legal advice.")
