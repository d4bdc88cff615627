from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from tests.vision.test_site_file import GOOD, mistakes, write
from vision.errors import InputError
from vision.site_file import load_site
from vision.source.address import Address, parse_address
from vision.source.credentials import Secret, find_credentials, with_credentials
from vision.source.reader_settings import reader_settings


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("door.mp4", Address("film", "door.mp4")),
        ("films/a b.mkv", Address("film", "films/a b.mkv")),
        ("rtsp://10.0.0.7/stream1", Address("rtsp", "rtsp://10.0.0.7/stream1")),
        ("RTSP://cam:8554/a?b=c", Address("rtsp", "rtsp://cam:8554/a?b=c")),
        ("rtsps://[fe80::1]:322/x", Address("rtsp", "rtsps://[fe80::1]:322/x")),
        ("usb:2", Address("usb", "/dev/video2")),
        ("/dev/video0", Address("usb", "/dev/video0")),
        ("file:a.mp4", Address("file", "a.mp4")),
        ("loop:/films/a.mp4", Address("file", "/films/a.mp4", loops=True)),
    ],
)
def test_addresses(text: str, address: Address) -> None:
    assert parse_address(text) == address
    assert address.live == (address.kind != "film")


CANARY = "hunter2"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"rtsp://admin:{CANARY}@10.0.0.7/s", "credentials: NAME"),
        (f"rtsp://admin:a/{CANARY}@10.0.0.7/s", "credentials: NAME"),
        (f"rtsps://{CANARY}@10.0.0.7/s", "credentials: NAME"),
        (f"rtsp://10.0.0.7/s?user=a&password={CANARY}", "{password}"),
        (f"rtsp://10.0.0.7/user=a_password={CANARY}_channel=1", "{password}"),
        (f"rtsp://10.0.0.7/s?pwd={CANARY}", "{password}"),
        (f"http://a:{CANARY}@10.0.0.7/s", "use rtsp://host/path"),
        (f"rtsp://10.0.0.7:{CANARY}/s", "rtsp://host[:port]/path"),
        ("rtsp:///s", "rtsp://host[:port]/path"),
        ("rtsp://a b/s", "rtsp://host[:port]/path"),
        ("usb:front", "usb:0"),
        ("file:", "path of a film"),
    ],
)
def test_what_is_no_address_or_holds_a_password_is_refused_without_repeating_it(
    tmp_path: Path, text: str, said: str
) -> None:
    site = GOOD.replace("film.mp4", f'"{text}"').replace("starts_at", "# starts_at")
    (found,) = mistakes(tmp_path, site)
    assert found.startswith("7:5 cameras.0.source: ")
    assert said in found
    assert CANARY not in found


LIVE = GOOD.replace("film.mp4", "rtsp://10.0.0.7/s").replace("starts_at", "# starts_at")


def test_a_live_camera_is_told_from_a_film(tmp_path: Path) -> None:
    loaded = load_site(write(tmp_path, LIVE))
    (camera,) = loaded.site.cameras
    assert camera.live
    assert loaded.credentials(camera) is None
    with pytest.raises(InputError, match=r"camera door: .* is watched live"):
        loaded.film(camera)
    settings = reader_settings(camera, loaded.address(camera))
    assert (settings.address.place, settings.fps) == ("rtsp://10.0.0.7/s", 5)
    played = load_site(write(tmp_path, LIVE.replace("rtsp://10.0.0.7/s", "loop:a.mp4")))
    assert played.address(played.site.cameras[0]).place == str(tmp_path / "a.mp4")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD.replace("film.mp4", "film.mp4\n    credentials: door"), "rtsps:// sources only"),
        (LIVE.replace("/s\n", "/{user}\n"), "name them: credentials"),
        (LIVE.replace("# starts_at", "starts_at"), "starts_at is a film's"),
        (LIVE.replace("/s\n", "/s\n    credentials: ../door\n"), "cameras.0.credentials"),
        (LIVE.replace("/s\n", f"/s\n    password: {CANARY}\n"), "cameras.0.password: unknown"),
    ],
)
def test_a_camera_whose_parts_do_not_go_together_is_refused(
    tmp_path: Path, text: str, said: str
) -> None:
    (found,) = mistakes(tmp_path, text)
    assert said in found
    assert CANARY not in found


def keep(path: Path, text: str, mode: int = 0o600) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    path.chmod(mode)
    return path


def test_credentials_are_systemds_or_beside_the_site_file(tmp_path: Path) -> None:
    keep(tmp_path / "credentials" / "door", "admin:beside\n")
    assert find_credentials("door", tmp_path, {}).reveal() == "admin:beside"
    given = tmp_path / "given"
    keep(given / "door", "admin:given", 0o440)
    environment = {"CREDENTIALS_DIRECTORY": str(given)}
    assert find_credentials("door", tmp_path, environment).reveal() == "admin:given"
    (given / "door").unlink()
    assert find_credentials("door", tmp_path, environment).reveal() == "admin:beside"
    text = LIVE.replace("/s\n", "/s\n    credentials: door\n")
    loaded = load_site(write(tmp_path, text))
    found = loaded.credentials(loaded.site.cameras[0])
    assert found is not None
    assert found.reveal() == "admin:beside"


@pytest.mark.parametrize(
    ("text", "mode", "said"),
    [
        (None, 0, "no credentials 'door'"),
        (f"admin:{CANARY}", 0o640, "chmod 600"),
        (f"admin:{CANARY}", 0o604, "chmod 600"),
        (CANARY, 0o600, "not one line user:password"),
        (f":{CANARY}", 0o600, "not one line user:password"),
        (f"admin:{CANARY}\nmore", 0o600, "not one line user:password"),
        (f"admin:{CANARY}" + "é" * 20, 0o600, "133 bytes once percent-encoded"),
    ],
)
def test_credentials_that_cannot_be_used_are_told_without_repeating_them(
    tmp_path: Path, text: str | None, mode: int, said: str
) -> None:
    if text is not None:
        keep(tmp_path / "credentials" / "door", text, mode)
    with pytest.raises(InputError, match=said) as caught:
        find_credentials("door", tmp_path, {})
    assert CANARY not in str(caught.value)


@pytest.mark.parametrize(
    ("place", "credentials", "url"),
    [
        ("rtsp://cam/s", "a:c@/%:", "rtsp://a:c%40%2F%25%3A@cam/s"),
        (
            "rtsp://cam/user={user}_password={password}_1",
            "me:p w",
            "rtsp://cam/user=me_password=p%20w_1",
        ),
    ],
)
def test_credentials_are_put_where_the_camera_wants_them(
    place: str, credentials: str, url: str
) -> None:
    assert with_credentials(parse_address(place), Secret(credentials)).reveal() == url
    assert with_credentials(parse_address(place), None).reveal() == place


def test_a_secret_does_not_show_itself() -> None:
    secret = Secret(CANARY)
    shown = f"{secret} {secret!r} {secret:>20} {[secret]} %s" % secret
    assert CANARY not in shown
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps([secret])
    assert not hasattr(secret, "__dict__")
