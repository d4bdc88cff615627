"""What the tally page says, in both languages."""

from __future__ import annotations

from typing import Final, Literal

Language = Literal["en", "fr"]

WORDS: Final[dict[Language, dict[str, str]]] = {
    "en": {
        "title": "Counting by hand",
        "noscript": "This page needs JavaScript.",
        "what": "Choose a quarter-hour. Tap everybody who crosses the line, staff and those who "
        "turn back too.",
        "in": "In",
        "out": "Out",
        "back": "‹ List",
        "undo": "Undo {way} at {time}",
        "undo_nothing": "Nothing to undo",
        "start": "Start",
        "pause": "Pause",
        "resume": "Go on",
        "set_recording": "Set the recording to {time} and start both at once, at normal speed.",
        "paused": "Paused. Go on with the recording and this page at once.",
        "starts": "It starts by itself at {time}. Keep this page open.",
        "count_all": "Tap everybody who crosses, staff too.",
        "over": "The quarter-hour is over.",
        "away": "This page was asleep for {time} min. Send only if you missed nobody.",
        "late": "You came after the beginning: this quarter-hour cannot be counted whole. Take "
        "another, or the recording once it is over.",
        "send": "Send",
        "send_nobody": "Send: nobody crossed",
        "drop": "Discard and count again",
        "drop_sure": "Discard what was tapped in this quarter-hour?",
        "sending": "Sending…",
        "sent": "Sent. The server has all of it: {count}. Thank you.",
        "sent_at": "Sent at {time}",
        "not_sent": "Not sent: no network. It is kept on this phone and sent when the network is "
        "back; keep this page open.",
        "refused": "Not sent: the server refused it ({status}). It is kept on this phone.",
        "refused_key": "Not sent: this link is no longer valid. Open it again from the page Audit; "
        "what you tapped is kept on this phone.",
        "kept": "Not sent, kept on this phone: {count} tapped",
        "counted": "Counted",
        "to_come": "To come: count on the spot",
        "running": "Running now",
        "from_recording": "To count, from the recording",
        "memory": "This browser keeps nothing: closing the page loses what is not sent.",
    },
    "fr": {
        "title": "Comptage à la main",
        "noscript": "Cette page a besoin de JavaScript.",
        "what": "Choisissez un quart d’heure. Touchez pour chaque personne qui franchit la ligne, "
        "le personnel et ceux qui font demi-tour aussi.",
        "in": "Entrée",
        "out": "Sortie",
        "back": "‹ Liste",
        "undo": "Annuler {way} à {time}",
        "undo_nothing": "Rien à annuler",
        "start": "Démarrer",
        "pause": "Pause",
        "resume": "Reprendre",
        "set_recording": "Placez l’enregistrement sur {time} et démarrez les deux en même temps, à "
        "vitesse normale.",
        "paused": "En pause. Reprenez l’enregistrement et cette page en même temps.",
        "starts": "Départ automatique à {time}. Gardez cette page ouverte.",
        "count_all": "Touchez pour chaque passage, personnel compris.",
        "over": "Le quart d’heure est terminé.",
        "away": "Cette page a dormi {time} min. N’envoyez que si vous n’avez manqué personne.",
        "late": "Vous êtes arrivé après le début\u00a0: ce quart d’heure ne peut pas être compté "
        "en entier. Prenez-en un autre, ou l’enregistrement quand il sera terminé.",
        "send": "Envoyer",
        "send_nobody": "Envoyer\u00a0: personne n’est passé",
        "drop": "Effacer et recompter",
        "drop_sure": "Effacer ce qui a été touché dans ce quart d’heure\u00a0?",
        "sending": "Envoi…",
        "sent": "Envoyé. Le serveur a tout\u00a0: {count}. Merci.",
        "sent_at": "Envoyé à {time}",
        "not_sent": "Non envoyé\u00a0: pas de réseau. C’est gardé sur ce téléphone et sera envoyé "
        "au retour du réseau\u00a0; gardez cette page ouverte.",
        "refused": "Non envoyé\u00a0: le serveur a refusé ({status}). C’est gardé sur ce "
        "téléphone.",
        "refused_key": "Non envoyé\u00a0: ce lien n’est plus valable. Rouvrez-le depuis la page "
        "Audit\u00a0; ce que vous avez touché est gardé sur ce téléphone.",
        "kept": "Non envoyé, gardé sur ce téléphone\u00a0: {count}",
        "counted": "Compté",
        "to_come": "À venir\u00a0: à compter sur place",
        "running": "En cours",
        "from_recording": "À compter, sur l’enregistrement",
        "memory": "Ce navigateur ne garde rien\u00a0: fermer la page perd ce qui n’est pas envoyé.",
    },
}


def preferred(accepted: str | None) -> Language:
    """The language that an Accept-Language header likes best of ours (RFC 9110, 12.5.4); English
    when it likes neither."""
    liked: list[tuple[float, int, Language]] = []
    for index, part in enumerate((accepted or "").split(",")):
        tag, _, quality = part.strip().partition(";")
        known = [each for each in WORDS if tag.strip().lower().split("-")[0] == each]
        liked += [(-_quality(quality), index, each) for each in known]
    return min(liked)[2] if liked and min(liked)[0] < 0 else "en"


def _quality(text: str) -> float:
    name, _, value = text.strip().partition("=")
    if name != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
