"""What leaves a box that runs: nothing of anybody, to no place but its own."""

from __future__ import annotations

from pathlib import Path

from tests.privacy.box import BOXES, Outcome, Shop
from tests.privacy.boxed import SEEN
from tests.privacy.taken_away import LeakError

KILLED = 128 + 9


def no_canary_leaves(folder: Path, mutation: str | None, *, box: str = "run") -> None:
    """Neither the person nor what is behind is in anything written, said or sent; the server's
    token is in nothing but the header that is for it, a camera's password goes to it alone."""
    shop = Shop(folder, box)
    outcome = shop.start(mutation=mutation)
    _check_nothing_found(shop, outcome)
    if outcome.status:
        raise LeakError(f"the box failed: {dict(outcome.left)['standard error']!r}")
    sent = any("ingest" in place and "body" in place for place, _ in outcome.left)
    if not sent and not any(record.get("frames_analysed") for record in outcome.records):
        raise LeakError("nothing was counted: this proves nothing")


def no_canary_is_left_by_a_killed_box(
    folder: Path, mutation: str | None, *, box: str = "run"
) -> None:
    """The same of a box that is killed while it counts."""
    shop = Shop(folder, box, seconds=150, slow=True)
    outcome = shop.start(mutation=mutation, kill=True, serve=False)
    _check_nothing_found(shop, outcome)
    if outcome.status != KILLED or not (BOXES[box].live or outcome.records):
        raise LeakError("it was not killed while it counted: this proves nothing")


def _check_nothing_found(shop: Shop, outcome: Outcome) -> None:
    if places := outcome.find(shop.canaries):
        raise LeakError("; ".join(places))


def one_folder_is_written(folder: Path, mutation: str | None, *, box: str = "run") -> None:
    """A box counts with every file system read-only but its folder, tries to write nowhere else,
    connects to its server alone and starts no other program."""
    shop = Shop(folder, box)
    outcome = shop.start(mutation=mutation, only_state=True)
    if outcome.status:
        raise LeakError(f"it needs another folder: {dict(outcome.left)['standard error']!r}")
    connected = set()
    for what, of in outcome.trail:
        if what == "connect":
            if of.startswith("("):  # else a socket of its own processes, which is a path
                connected.add(of)
        elif what == SEEN:
            continue
        elif what == "start":
            raise LeakError(f"it starts {of}")
        elif not Path(of).is_relative_to(shop.state) and not _is_device(of):
            raise LeakError(f"{what} {of}")
    if len(connected) != 1:
        raise LeakError(f"it connects to {connected}")


def _is_device(path: str) -> bool:
    return path in {"/dev/null", "/dev/tty"} or path.startswith("/proc/self/fd/")
