"""The two documents, as Markdown and as pages to print."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from vision.privacy import page
from vision.privacy.facts import CameraFacts, Facts
from vision.privacy.markdown import Language, html, render

Document = Literal["dpia", "sign"]
_RULES: Final[dict[Language, dict[str, str]]] = {
    "en": {"uniform": "work clothes", "area": "staff areas", "presence": "long presence"},
    "fr": {"uniform": "tenue", "area": "zones du personnel", "presence": "présence longue"},
}
_NO_RULE: Final[dict[Language, str]] = {"en": "not told apart", "fr": "non distingué"}


def markdown(document: Document, language: Language, facts: Facts) -> str:
    """One document in one language."""
    return _dpia(facts, language) if document == "dpia" else render("sign", language, facts=facts)


def printable(documents: Sequence[tuple[Document, Language]], facts: Facts) -> str:
    """The documents as one HTML file that draws on nothing outside itself, each on paper of its
    own: signs fill an A4 sheet."""
    return page.document(
        [
            page.sign(markdown("sign", language, facts), language, facts.site.privacy.notice)
            if document == "sign"
            else page.annex(html(markdown("dpia", language, facts)), language)
            for document, language in documents
        ],
        language=documents[0][1],
        title=f"Chaland · {facts.site.store.name}",
    )


def _dpia(facts: Facts, language: Language) -> str:
    def rules(camera: CameraFacts) -> str:
        names = [_RULES[language][rule] for rule in camera.staff_rules]
        return ", ".join(names) or _NO_RULE[language]

    batch = next(one for one in facts.departures if one.name == "Batch")
    return render(
        "dpia",
        language,
        facts=facts,
        kinds=[one for one in facts.departures if one.name[0].islower()],
        envelope=[field.name for field in batch.fields if field.name != "records"],
        rules=rules,
        any_rules=any(camera.staff_rules for camera in facts.cameras),
        any_masks=any(camera.masks for camera in facts.cameras),
        masks_total=sum(camera.masks for camera in facts.cameras),
        fps_list=" / ".join(f"{fps:g}" for fps in sorted({one.fps for one in facts.cameras})),
        colours=", ".join(one.colour for one in facts.site.staff.uniform),
    )
