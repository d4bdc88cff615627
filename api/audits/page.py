"""The page on which a phone tallies: one HTML document that asks for nothing else."""

from __future__ import annotations

import json
import re
import secrets
from datetime import UTC, datetime
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse

from analytics.audit.matching import LATEST, TOLERANCE
from api.audits.answers import AuditAnswer
from api.audits.page_words import WORDS, preferred
from vision.description import StoreDescription

_FOLDER = Path(__file__).with_name("tally")
_LOCALES = {"en": "en-GB", "fr": "fr-FR"}


def tally_page(
    description: StoreDescription, audit: AuditAnswer, accepted: str | None
) -> HTMLResponse:
    """``accepted``: the browser's Accept-Language."""
    language = preferred(accepted)
    words = WORDS[language]
    data: dict[str, Any] = {
        "store": description.store,
        "store_name": description.name,
        "timezone": description.timezone,
        "line": audit.name,
        "audit": audit.audit,
        "locale": _LOCALES[language],
        "tolerance": TOLERANCE,
        "latest": LATEST,
        "now": _milliseconds(datetime.now(UTC)),
        "quarters": [
            {
                "start": _milliseconds(quarter.start),
                "tallied": None if quarter.tallied is None else _milliseconds(quarter.tallied),
            }
            for quarter in audit.quarters
        ],
        "words": words,
    }
    nonce = secrets.token_urlsafe(16)
    parts = {
        "lang": language,
        "title": escape(f"{words['title']} · {audit.name}"),
        "noscript": escape(words["noscript"]),
        "nonce": nonce,
        "style": _part("page.css"),
        "script": _part("page.js"),
        # "</script>" in a name would end the element.
        "data": json.dumps(data, ensure_ascii=False).replace("<", "\\u003c"),
    }
    html = re.sub(r"%(\w+)%", lambda found: parts[found[1]], _part("page.html"))
    headers = {
        "Content-Security-Policy": (
            f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; "
            "img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
            "frame-ancestors 'none'"
        ),
        "Content-Language": language,
        "Vary": "Accept-Language",
        # It holds the server's clock.
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    return HTMLResponse(html, headers=headers)


@cache
def _part(name: str) -> str:
    return (_FOLDER / name).read_text("utf-8")


def _milliseconds(instant: datetime) -> int:
    return round(instant.timestamp() * 1000)
