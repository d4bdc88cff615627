"""Every claim about privacy, and that the proof of it would notice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.privacy import confinement
from tests.privacy.box import BOXES
from tests.privacy.layers import archived
from tests.privacy.mutations import MUTATIONS
from tests.privacy.proofs import OF_A_BOX, PROOFS
from tests.privacy.taken_away import LeakError

LONG = pytest.mark.long
JOURNEYS = "waits_and_journeys_are_of_at_least_k"
TAKEN_AWAY = [
    ("no_canary_leaves", "saves_a_picture", r"person in a JPEG picture in .*frame\.jpg"),
    ("no_canary_leaves", "leaves_a_frame_in_shared_memory", r"person raw BGR in .*shm/frame"),
    ("no_canary_leaves", "logs_a_frame", "background raw BGR in standard error"),
    (
        "no_canary_leaves",
        "sends_a_crop",
        "person in a JPEG picture in POST /v1/ingest/batches: body",
    ),
    ("no_canary_leaves", "logs_the_token", "token as it is in standard output"),
    ("no_canary_leaves", "shows_the_token_in_the_process_list", "token as it is in arguments"),
    ("no_canary_leaves", "logs_the_address_with_the_password", "password .* in standard error"),
    ("no_canary_is_left_by_a_killed_box", "saves_a_picture", r"person in .*frame\.jpg"),
    ("one_folder_is_written", "writes_beside_its_folder", "chaland.cache"),
    ("one_folder_is_written", "tries_to_write_beside_its_folder", "write .*chaland.cache"),
    ("one_folder_is_written", "calls_home", "connects to .*127.0.0.9"),
    ("masks_blank_pixels_before_detection", "sees_behind_masks", "under a mask reached"),
    ("days_are_not_linked", "numbers_its_tracks", "hangs on the first"),
    ("records_hold_no_word_of_their_own", "names_its_tracks", "line.line says 'gate-"),
    ("records_hold_no_word_of_their_own", "hides_words_in_a_grid", "heat.person_milliseconds"),
    ("dwell_is_of_at_least_k", "releases_at_one", "visits are released at k"),
    ("dwell_is_of_at_least_k", "releases_again_with_more", "two releases overlap"),
    ("no_number_is_one_persons_dwell", "sums_the_lengths_of_visits", "in zone.visit_seconds"),
    ("no_number_is_one_persons_dwell", "tells_presence_to_the_millisecond", "zone.person_seconds"),
    ("no_number_is_one_persons_dwell", "releases_the_heat_of_one", "heat.person_milliseconds"),
    ("a_kept_view_shows_nobody", "keeps_a_picture_as_the_view", "person raw luma is kept"),
    ("a_kept_view_shows_nobody", "draws_the_view", "cells are kept"),
    ("a_kept_view_shows_nobody", "learns_the_view_at_a_glance", "who walked by is told"),
    (JOURNEYS, "releases_journeys_before_k", "journeys describe"),
    (JOURNEYS, "releases_journeys_again_with_more", "journeys describe"),
    (JOURNEYS, "tells_the_paths_of_withheld_visits", "journeys describe"),
    (JOURNEYS, "tells_how_few_took_other_paths", "journeys describe"),
    (JOURNEYS, "tells_the_moves_of_few", "journeys describe"),
    (JOURNEYS, "releases_waits_before_k", "waits describe"),
    (JOURNEYS, "releases_waits_again_with_more", "waits describe"),
    ("nothing_starts_without_who_answers", "starts_without_a_controller", "is taken"),
    ("only_persons_are_detected", "takes_every_class", "of candidates"),
]
"""A proof, a protection taken away, and by what the proof must notice it."""
OF_LIVE_CAMERAS = {"logs_the_address_with_the_password"}
SLOW = {
    "leaves_a_frame_in_shared_memory",
    "logs_a_frame",
    "shows_the_token_in_the_process_list",
    "logs_the_address_with_the_password",
    "writes_beside_its_folder",
    "calls_home",
}


@pytest.mark.parametrize("proof", sorted(PROOFS.keys() - OF_A_BOX))
def test_what_is_claimed_holds(proof: str, tmp_path: Path) -> None:
    PROOFS[proof](tmp_path, None)


# The live box takes its time: it opens two cameras and waits for pictures of both.
@pytest.mark.parametrize(
    "box", [pytest.param(box, marks=[LONG] if box == "edge" else []) for box in BOXES]
)
@pytest.mark.parametrize("proof", sorted(OF_A_BOX))
def test_what_is_claimed_holds_of_each_command(proof: str, box: str, tmp_path: Path) -> None:
    PROOFS[proof](tmp_path, None, box=box)


@pytest.mark.parametrize(
    ("proof", "mutation", "noticed"),
    [
        pytest.param(*case, marks=[LONG] if case[1] in SLOW else [], id=f"{case[0]}-{case[1]}")
        for case in TAKEN_AWAY
    ],
)
def test_each_proof_fails_without_its_protection(
    proof: str, mutation: str, noticed: str, tmp_path: Path
) -> None:
    box = {"box": "edge"} if mutation in OF_LIVE_CAMERAS else {}
    with pytest.raises(LeakError, match=noticed):
        PROOFS[proof](tmp_path, mutation, **box)


def test_every_proof_is_tried_without_its_protection() -> None:
    assert {proof for proof, _, _ in TAKEN_AWAY} == set(PROOFS)
    assert {mutation for _, mutation, _ in TAKEN_AWAY} == set(MUTATIONS)


@pytest.mark.parametrize(
    ("proof", "mutation", "noticed"),
    [
        ("no_canary_leaves", "saves_a_picture", r"person in a JPEG picture in frame\.jpg"),
        ("one_folder_is_written", "tries_to_write_beside_its_folder", "write .*chaland.cache"),
    ],
    ids=["canaries", "one_folder"],
)
def test_it_is_noticed_without_namespaces_too(
    proof: str, mutation: str, noticed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confinement, "is_allowed", lambda: False)
    PROOFS[proof](tmp_path / "whole", None)
    with pytest.raises(LeakError, match=noticed):
        PROOFS[proof](tmp_path / "taken-away", mutation)


@pytest.mark.skipif(not confinement.is_allowed(), reason="this kernel lets us make no namespaces")
def test_confined_a_command_writes_where_it_may_and_that_is_seen(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir()
    (tmp_path / "closed").mkdir()
    script = f"cd {tmp_path}; echo 1 > open/a; mkdir open/b; echo 2 > open/b/c; echo 3 > closed/d"
    written = tmp_path / "written.tar"
    ended = confinement.run(["sh", "-c", script], [tmp_path / "open"], written)
    assert b"Read-only file system" in ended.stderr
    assert [data for _, data in archived(written)] == [b"1\n", b"2\n"]
    assert list((tmp_path / "open").iterdir()) == list((tmp_path / "closed").iterdir()) == []
