from __future__ import annotations

import json
from pathlib import Path

import pytest

from vision.site_file import SiteError, load_site, site_schema

ROOT = Path(__file__).parent.parent.parent

GOOD = """\
version: 1
store: {id: lyon, name: Lyon Part-Dieu, timezone: Europe/Paris, cut_over: 04:00}
privacy: {controller: Chaland SARL, contact: privacy@example.com, notice: at the door}
detector: {model: model.xml}
cameras:
  - id: door
    source: film.mp4
    starts_at: 2026-11-21T10:00:00+01:00
    lines:
      - {id: gate, role: entrance, start: [0.1, 0.9], end: [0.9, 0.9]}
    zones:
      - {id: table, polygon: [[0, 0], [1, 0], [1, 1]]}
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "site.yaml"
    path.write_text(text, "utf-8")
    return path


def mistakes(folder: Path, text: str) -> list[str]:
    path = write(folder, text)
    with pytest.raises(SiteError) as caught:
        load_site(path)
    return [line.removeprefix(f"{path}:") for line in caught.value.mistakes]


def test_a_good_site_is_read_and_its_paths_are_beside_it(tmp_path: Path) -> None:
    loaded = load_site(write(tmp_path, GOOD))
    (camera,) = loaded.site.cameras
    assert loaded.film(camera) == tmp_path / "film.mp4"
    assert loaded.model == tmp_path / "model.xml"
    assert loaded.site.store.cut_over.hour == 4
    description = loaded.site.describe()
    assert description.lines[0].role == "entrance"
    assert description.zones[0].polygon == ((0, 0), (1, 0), (1, 1))


def test_no_camera_has_the_name_of_the_plan(tmp_path: Path) -> None:
    [mistake] = mistakes(tmp_path, GOOD.replace("id: door", "id: plan"))
    assert mistake.startswith("6:5 cameras.0.id: 'plan' stands for the shop's floor plan")


STAFF = GOOD.replace(
    "cameras:",
    """\
staff:
  uniform: [{colour: "#d06818"}]
  presence_minutes: 45
cameras:""",
).replace(
    "    zones:\n",
    "    zones:\n      - {id: behind, role: staff, polygon: [[0, 0], [0.5, 0], [0.5, 0.5]]}\n",
)


def test_staff_are_told_by_what_the_site_sets_and_their_areas_are_not_measured(
    tmp_path: Path,
) -> None:
    site = load_site(write(tmp_path, STAFF)).site
    (camera,) = site.cameras
    settings = site.staff_settings(camera, (640, 360))
    assert settings.rules == ("uniform", "area", "presence")
    assert settings.presence_seconds == 2700
    assert settings.areas[0].corners == ((0, 0), (320, 0), (320, 180))
    description = site.describe()
    assert description.cameras[0].staff_rules == settings.rules
    assert [zone.zone for zone in description.zones] == ["table"]
    plain = load_site(write(tmp_path, GOOD)).site
    assert plain.describe().cameras[0].staff_rules == ()


@pytest.mark.parametrize(
    ("colour", "said"),
    [("#202428", "too near to grey"), ("orange", "write it as #rrggbb"), ("", "#rrggbb")],
)
def test_a_uniform_that_tells_nothing_is_refused(tmp_path: Path, colour: str, said: str) -> None:
    (found,) = mistakes(tmp_path, STAFF.replace("#d06818", colour))
    assert found.startswith("6:14 staff.uniform.0.colour: ")
    assert said in found


def test_five_mistakes_are_all_told_with_their_places(tmp_path: Path) -> None:
    text = (
        GOOD.replace("Europe/Paris", "Europe/Pari")
        .replace("model:", "modle:")
        .replace("T10:00:00+01:00", "T10:00:00")
        .replace("[0.1, 0.9]", "[0.1, 1.9]")
        .replace("[[0, 0], [1, 0], [1, 1]]", "[[0, 0], [1, 1], [1, 0], [0, 1]]")
    )
    found = mistakes(tmp_path, text)
    assert len(found) == 5
    timezone, model, start, line, zone = found
    assert timezone.startswith("2:41 store.timezone:")
    assert "did you mean Europe/Paris?" in timezone
    assert model == "4:12 detector.modle: unknown key; did you mean 'model'?"
    assert start.startswith("8:5 cameras.0.starts_at:")
    assert line.startswith("10:49 cameras.0.lines.0.start.1:")
    assert zone == "12:21 cameras.0.zones.0.polygon: its sides 1 and 3 cross each other"


def test_nothing_starts_without_controller_contact_and_notice(tmp_path: Path) -> None:
    text = "\n".join(line for line in GOOD.splitlines() if not line.startswith("privacy"))
    assert mistakes(tmp_path, text) == ["1:1 privacy: Field required"]
    text = GOOD.replace("controller: Chaland SARL, ", "").replace(
        "notice: at the door", "notice: ''"
    )
    found = mistakes(tmp_path, text)
    assert [line.split(":")[1].split(" ")[1] for line in found] == [
        "privacy.controller",
        "privacy.notice",
    ]


def test_ids_used_twice_are_told_beside_other_mistakes(tmp_path: Path) -> None:
    second = GOOD[GOOD.index("  - id: door") :]
    found = mistakes(tmp_path, GOOD.replace("version: 1", "version: 2") + second)
    assert any("camera id 'door' is used twice" in line for line in found)
    assert any("line id 'gate' is used twice" in line for line in found)
    assert any(line.startswith("1:1 version:") for line in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("version: 1\n  store: {", "2:"),
        ("version: 1\nversion: 1\n", "2:1 : the key 'version' stands here twice"),
        ("- a\n- b\n", "1:1 : a site file is a list of `key: value`"),
        ("", "1:1 : a site file is a list of `key: value`"),
    ],
)
def test_what_is_no_site_file_is_told_with_its_place(
    tmp_path: Path, text: str, expected: str
) -> None:
    (found,) = mistakes(tmp_path, text)
    assert found.startswith(expected)


def test_words_and_times_are_text_as_they_look(tmp_path: Path) -> None:
    loaded = load_site(
        write(tmp_path, GOOD.replace("name: Lyon Part-Dieu", "name: off").replace("04:00", "22:30"))
    )
    assert loaded.site.store.name == "off"
    assert loaded.site.store.cut_over.isoformat() == "22:30:00"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match=r"nowhere\.yaml: no such site file"):
        load_site(tmp_path / "nowhere.yaml")


def test_every_field_of_the_schema_is_described() -> None:
    schema = site_schema()
    defined = schema["$defs"]
    parts = [schema, *defined.values()]
    undescribed = [
        f"{part.get('title')}.{name}"
        for part in parts
        for name, field in part.get("properties", {}).items()
        if "description" not in field | defined.get(field.get("$ref", "").split("/")[-1], {})
    ]
    assert undescribed == []


def test_the_published_schema_is_the_models() -> None:
    published = json.loads((ROOT / "docs" / "site.schema.json").read_text("utf-8"))
    assert published == json.loads(json.dumps(site_schema())), "run: make schema"
