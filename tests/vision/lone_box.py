"""A box with one camera, as a process that tests may kill: ``lone_box URL DECODER``.

Reads ``user:password`` from its standard input, prints all it knows once the camera is live or
lost, and ends with a line on its input.
"""

from __future__ import annotations

import pickle
import resource
import sys
import traceback
from contextlib import suppress

from vision.backoff import Backoff
from vision.source.address import parse_address
from vision.source.camera_feed import CameraFeed, wait_for
from vision.source.credentials import Secret
from vision.source.reader_settings import ReaderSettings


def main(url: str, decoder: str) -> None:
    with suppress(ValueError):  # only root may ask for more than it was given
        resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    secret = Secret(sys.stdin.readline().rstrip("\n"))
    settings = ReaderSettings(parse_address(url), 10.0, decoder=decoder)
    feed = CameraFeed(settings, secret, wall=float, backoff=Backoff(0.1, 0.2))
    feed.start()
    while feed.counts.looks < 3 and feed.reason is None:
        wait_for([feed], 0.1)
        feed.poll()
    tell(feed, vars(feed), feed.settings, feed.reason, f"{secret} {secret!r} {[secret]}")
    try:
        pickle.dumps({"camera": feed.settings, "credentials": secret})
    except TypeError:
        tell(traceback.format_exc())
    tell(f"ready {feed.state} {feed.reason and feed.reason.name} {feed.pid}")
    sys.stdin.readline()


def tell(*things: object) -> None:
    sys.stdout.write(" ".join(map(str, things)) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
