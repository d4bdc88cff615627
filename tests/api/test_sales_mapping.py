from __future__ import annotations

import pytest

from api.client import Client
from api.database import Database
from api.errors import ApiError
from tests.api.receipts_files import load, stored

ODD = "Nr;Wann;Betrag;Summe;Kunde\n1;29/04/2026;10,50;99,00;x\n2;29/04/2026;1,00;99,00;y\n"
HEADER = ["Nr", "Wann", "Betrag", "Summe", "Kunde"]
COLUMNS = {"ticket": "Nr", "date": "Wann", "amount": "Betrag"}


def amounts(database: Database) -> list[int]:
    return [row[4] for row in stored(database)]


def test_the_user_says_which_column_is_which(client: Client, database: Database) -> None:
    with pytest.raises(ApiError, match="no amount column"):
        load(client, ODD)
    found = load(client, ODD, columns=COLUMNS)
    assert (found.columns, found.mapping) == (COLUMNS, "given")
    assert amounts(database) == [1050, 100]


def test_a_kept_mapping_reads_the_next_file(client: Client, database: Database) -> None:
    kept = client.keep_mapping("lyon", HEADER, COLUMNS)
    other = ODD.replace("Nr;Wann;Betrag", "BETRAG;Nr;Wann")
    other = other.replace("1;29/04/2026;10,50", "10,50;1;29/04/2026").replace(
        "2;29/04/2026;1,00", "1,00;2;29/04/2026"
    )
    found = load(client, other)
    assert (found.mapping, found.fingerprint) == ("kept", kept.fingerprint)
    assert found.columns["amount"] == "BETRAG"
    assert amounts(database) == [1050, 100]
    assert load(client, ODD, columns={**COLUMNS, "amount": "Summe"}).mapping == "given"
    assert client.keep_mapping("lyon", HEADER, {}).changed is None
    with pytest.raises(ApiError, match="no amount column"):
        load(client, ODD)


def test_the_user_s_choice_wins_over_the_usual_name(client: Client, database: Database) -> None:
    text = "Date;Total TTC;Total\n29/04/2026;12,00;10,00\n"
    found = load(client, text, dry_run=True)
    assert found.columns["amount"] == "Total TTC"
    assert found.alternatives == {"amount": ["Total"]}
    load(client, text, columns={"amount": "total"})
    assert amounts(database) == [1000]


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"amount": "Brutto"}, "no columns named 'Brutto'"),
        ({"price": "Betrag"}, "does not say which column"),
    ],
)
def test_a_mapping_that_cannot_be(client: Client, columns: dict[str, str], words: str) -> None:
    with pytest.raises(ApiError, match=words) as caught:
        load(client, ODD, columns=columns)
    assert caught.value.status == 422
    with pytest.raises(ApiError) as caught:
        client.keep_mapping("lyon", HEADER, columns)
    assert caught.value.status == 422


def test_a_dry_run_shows_the_first_rows_as_understood(client: Client, database: Database) -> None:
    rows = "".join(f"{n};29/04/2026;10:{n:02};{n},50;2;Frais\n" for n in range(1, 40))
    text = "Ticket;Date;Heure;Montant TTC;Qté;Rayon\nx;;;;1;\n" + rows
    found = load(client, text, dry_run=True)
    assert len(found.preview) == 20
    first = found.preview[0]
    assert (first.line, first.ticket, str(first.amount)) == (3, "1", "1.50")
    assert (first.items, first.category, first.kind) == (2, "Frais", None)
    assert first.occurred.isoformat() == "2026-04-29T10:01:00+02:00"
    assert (found.import_id, [row.line for row in found.rejected]) == (None, [2])
    assert stored(database) == []
    assert load(client, text).preview == []
