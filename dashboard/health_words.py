"""What is wrong with a camera or a box, and what mends it, in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from dashboard.shapes import Finding
    from dashboard.visit import Visit
    from dashboard.words import Words


def title(finding: Finding, visit: Visit, now: datetime) -> str:
    """For example ``Door: no picture since 09:12``; of a code that these pages do not know, the
    code."""
    say, name = visit.say, finding.subject.name
    what = problem(finding, say) or finding.code.replace("_", " ")
    if finding.since is None:
        return say("{name}: {problem}", name=name, problem=what)
    return say(
        "{name}: {problem} since {moment}",
        name=name,
        problem=what,
        moment=moment(finding.since, visit, now),
    )


def moment(instant: datetime, visit: Visit, now: datetime) -> str:
    """The hour of today; of another day the day too."""
    local = visit.local(instant)
    if local.date() == visit.local(now).date():
        return visit.say.clock(local)
    return visit.moment(instant)


def problem(finding: Finding, say: Words) -> str | None:
    count = round(finding.params.get("count", 0))
    known = {
        "never_reported": say("no box has ever said how it does"),
        "camera_offline": say("no picture"),
        "camera_never": say("never a picture"),
        "camera_dark": say("too dark to see people"),
        "camera_covered": say("covered"),
        "camera_blind": say("nothing to be seen that could be counted"),
        "camera_moved": say("no longer looks where its lines and zones were drawn"),
        "camera_slow": _rate(finding, say),
        "camera_degraded": say("a part of each minute is not analysed"),
        "camera_reconnecting": say.many(
            "connection lost {count} time in the last hour",
            "connection lost {count} times in the last hour",
            count,
        ),
        "camera_damaged": say.many(
            "{count} damaged picture in the last hour",
            "{count} damaged pictures in the last hour",
            count,
        ),
        "device_silent": say("nothing heard"),
        "device_never": say("enrolled, and nothing has come from it yet"),
        "device_late": say("its counts arrive late"),
        "clock_wrong": _clock(finding, say),
        "disk_short": say("{size} of disk left", size=size(finding.params.get("bytes", 0), say)),
        "device_hot": say(
            "too hot, {degrees} °C", degrees=say.number(finding.params.get("celsius", 0))
        ),
        "heat_discarded": say.many(
            "{count} heatmap given up in a day, for want of room",
            "{count} heatmaps given up in a day, for want of room",
            count,
        ),
        "batches_missing": say.many(
            "{count} batch never arrived", "{count} batches never arrived", count
        ),
        "batches_held": say.many(
            "{count} batch of a wrong clock is in no figure",
            "{count} batches of a wrong clock are in no figure",
            count,
        ),
    }
    return known.get(finding.code)


def size(count: float, say: Words) -> str:
    """Of ``count`` bytes."""
    if count < 1e9:
        return say("{number} MB", number=say.number(count / 1e6))
    return say("{number} GB", number=say.number(count / 1e9, 1))


def _rate(finding: Finding, say: Words) -> str:
    fps, asked = finding.params.get("fps"), finding.params.get("asked")
    if fps is None or asked is None:
        return say("too few pictures a second")
    return say(
        "{fps} pictures a second instead of {asked}",
        fps=say.number(fps, 1),
        asked=say.number(asked, 0 if asked.is_integer() else 1),
    )


def _clock(finding: Finding, say: Words) -> str:
    seconds = finding.params.get("seconds", 0)
    time = say.seconds(abs(seconds))
    if seconds < 0:
        return say("its clock is {time} slow", time=time)
    return say("its clock is {time} fast", time=time)


def mend(finding: Finding, store: str, say: Words) -> str:
    """Commands stand between backticks. Empty for a code that these pages do not know."""
    known = {
        "never_reported": say(
            "What is counted here comes from films, and these are not watched over. For live "
            "cameras enrol a box: {command}",
            command=f"`chaland device code {store}`",
        ),
        "camera_offline": say(
            "Check that it has power and network. Then restart it, and see whether its address "
            "and password are still those that the box uses."
        ),
        "camera_never": say(
            "Check its address in the site file, its user and its password, and that the box can "
            "reach it."
        ),
        "camera_dark": say(
            "Put the light on. If it is on, clean the lens, or give the camera a longer exposure."
        ),
        "camera_covered": say(
            "Take away what hangs or stands before it, such as a poster or a cobweb, and wipe the "
            "lens."
        ),
        "camera_blind": say("Look at its picture: light, lens and focus."),
        "camera_moved": say(
            "Turn it back to where it was, or draw its lines and zones anew in the site file. Then "
            "audit it: what it has counted since may be wrong."
        ),
        "camera_slow": _faster(finding, say),
        "camera_degraded": say(
            "Lighten the box: its log says what it could not keep up with. The substream costs the "
            "least."
        ),
        "camera_reconnecting": say(
            "Check its cable and the switch; with Wi-Fi, the signal. A camera that restarts by "
            "itself often lacks power."
        ),
        "camera_damaged": say(
            "The network loses parts of its pictures. Check cable and switch, or ask the camera "
            "for a lower bit rate."
        ),
        "device_silent": say(
            "Check that it has power and that the shop’s internet works. Cut off, it goes on "
            "counting and sends everything afterwards. If it is gone for good: {command}",
            command=f"`chaland device revoke {store} {finding.subject.id}`",
        ),
        "device_never": say("Start counting on it, with the token that it was given."),
        "device_late": _waiting(finding, say)
        + say(
            "After a time without network it catches up by itself. If ever more waits, its uplink "
            "is too slow, or the server refuses something: its log says what."
        ),
        "clock_wrong": say(
            "Let it set its clock by the network (NTP), and let its firewall allow that. Counts "
            "fall into the wrong minutes meanwhile."
        ),
        "disk_short": say(
            "Make room, or give it a larger disk. Where none is left it gives up heatmaps first "
            "and counts last."
        ),
        "device_hot": say(
            "Give it air: clear its vents, take it out of a closed cupboard. Too hot, it slows "
            "down."
        ),
        "heat_discarded": say(
            "Bring its network back, or make room on its disk: no count was lost, but heatmaps "
            "were."
        ),
        "batches_missing": say(
            "The box sends again what it still has. If its outbox was deleted, those minutes are "
            "lost, and the coverage of the figures says so."
        ),
        "batches_held": say(
            "Its clock and the server’s differed. Set right whichever is wrong (NTP), then look at "
            "them: {list}. If the times there are right: {release}; if not: {discard}. Either is "
            "final.",
            list=f"`chaland quarantine list {store}`",
            release=f"`chaland quarantine release {store} {finding.subject.id}`",
            discard=f"`chaland quarantine discard {store} {finding.subject.id}`",
        ),
    }
    return known.get(finding.code, "")


def _faster(finding: Finding, say: Words) -> str:
    dropped = finding.params.get("dropped")
    if dropped is None:
        return say(
            "Raise the camera’s frame rate and check its network; if the box is at its limit, give "
            "it the substream."
        )
    if dropped:
        return say(
            "The box does not keep up: give it the substream, fewer cameras or a stronger machine."
        )
    return say("The camera sends too few pictures: raise its frame rate, or check its network.")


def _waiting(finding: Finding, say: Words) -> str:
    batches, oldest = finding.params.get("batches"), finding.params.get("oldest_seconds")
    if not batches or oldest is None:
        return ""
    text = say.many(
        "{count} batch has waited for {age}.",
        "{count} batches wait, the oldest for {age}.",
        round(batches),
        age=say.seconds(oldest),
    )
    return f"{text} "
