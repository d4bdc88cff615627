"""Which columns of a receipts file are read. What is not named here is dropped unread."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from typing import Final, Literal, get_args

Field = Literal[
    "ticket",
    "till",
    "datetime",
    "date",
    "time",
    "timezone",
    "amount",
    "items",
    "currency",
    "type",
    "category",
]

# Of two headers that fit one field the earlier name wins: "Montant TTC" beats "Montant". Amounts
# without tax are not here: they would be taken for what customers paid.
_NAMES: Final[dict[Field, tuple[str, ...]]] = {
    "ticket": (
        *("ticket id", "ticket number", "ticket no", "ticket num", "numero ticket"),
        *("numero de ticket", "numero du ticket", "no ticket", "n ticket", "id ticket"),
        *("receipt id", "receipt number", "receipt no", "transaction id", "transaction number"),
        *("num ticket", "ref ticket", "ticket ref", "ticket", "receipt", "transaction", "recu"),
    ),
    "till": (
        *("till id", "till", "till number", "register id", "register", "pos id", "terminal id"),
        *("terminal", "numero de caisse", "numero caisse", "no caisse", "n caisse", "caisse"),
    ),
    "datetime": (
        *("datetime", "date time", "date and time", "date heure", "date et heure", "horodatage"),
        *("date heure ticket", "timestamp", "sold at", "created at", "occurred at"),
    ),
    "date": (
        *("date", "ticket date", "receipt date", "transaction date", "sale date", "business date"),
        *("date ticket", "date du ticket", "date de vente", "date vente", "jour", "day"),
    ),
    "time": (
        *("time", "hour", "ticket time", "sale time", "transaction time", "heure"),
        *("heure ticket", "heure du ticket", "heure de vente", "heure vente"),
    ),
    "timezone": ("time zone", "timezone", "fuseau horaire", "fuseau"),
    "amount": (
        *("amount incl tax", "amount including tax", "amount inc tax", "amount incl vat"),
        *("amount incl", "gross amount", "total incl tax", "total including tax"),
        *("total incl vat", "total inc vat", "montant ttc", "total ttc", "prix ttc", "ttc"),
        *("ca ttc", "montant toutes taxes comprises", "net a payer", "line total incl tax"),
        *("grand total", "amount", "total amount", "montant total", "montant", "total"),
    ),
    "items": (
        *("items", "item count", "number of items", "quantity", "qty", "units"),
        *("quantite", "qte", "nombre d articles", "nb articles", "nbre articles", "articles"),
    ),
    "currency": ("currency", "currency code", "devise", "monnaie", "code devise"),
    "type": (
        *("type", "ticket type", "receipt type", "transaction type", "sale type", "kind"),
        *("type ticket", "type de ticket", "type de transaction", "type d operation", "operation"),
    ),
    # What was sold. A product's own name is not here: there are too many to sum by.
    "category": (
        *("category", "product category", "item category", "group", "product group", "item group"),
        *("department", "product department", "product type", "section", "family"),
        *("rayon", "famille", "categorie", "categorie produit", "categorie article"),
        *("categorie d article", "famille produit", "famille article", "groupe", "groupe article"),
        *("departement", "sous famille", "sous categorie", "subcategory"),
    ),
}
FIELDS: Final = tuple(_NAMES)

Kind = Literal["sale", "return", "void", "training", "gift_card", "pick_up", "exchange"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
SALE_KINDS: Final[tuple[Kind, ...]] = ("sale", "exchange")
"""Of a positive amount these are sales: of an exchange, more was bought than was brought back."""
_KINDS: Final[dict[str, Kind]] = {
    **dict.fromkeys(("sale", "sales", "vente", "ticket", "purchase", "achat"), "sale"),
    **dict.fromkeys(("return", "refund", "retour", "remboursement", "avoir"), "return"),
    **dict.fromkeys(("void", "voided", "cancelled", "canceled", "annule", "annulation"), "void"),
    **dict.fromkeys(("annulee", "annulled"), "void"),
    **dict.fromkeys(("training", "formation", "test", "ecole", "entrainement"), "training"),
    **dict.fromkeys(
        ("gift card", "giftcard", "carte cadeau", "bon cadeau", "cheque cadeau"), "gift_card"
    ),
    **dict.fromkeys(
        ("pick up", "pickup", "click and collect", "click collect", "retrait"), "pick_up"
    ),
    **dict.fromkeys(("exchange", "exchanged", "swap", "echange"), "exchange"),
}


def normal(name: str) -> str:
    """Lower case, without accents, punctuation as single spaces."""
    letters = unicodedata.normalize("NFKD", name.casefold().replace("°", " "))
    plain = "".join(each for each in letters if not unicodedata.combining(each))
    return re.sub(r"[^a-z0-9]+", " ", plain).strip()


def columns_of(header: Sequence[str], known: Collection[Field] = ()) -> dict[Field, int]:
    """Field to the column's index; raises ValueError when two columns fit a field equally.
    ``known``: fields that need no column."""
    normals = [normal(name) for name in header]
    found: dict[Field, int] = {}
    for field, names in _NAMES.items():
        if field in known:
            continue
        for name in names:
            indexes = [index for index, each in enumerate(normals) if each == name]
            if len(indexes) > 1:
                raise ValueError(f"has {len(indexes)} columns named {header[indexes[0]]!r}")
            if indexes:
                found[field] = indexes[0]
                break
    return found


def fitting(header: Sequence[str]) -> dict[Field, list[str]]:
    """Field to all columns that bear one of its names, the likeliest first."""
    return {
        field: [each for name in names for each in header if normal(each) == name]
        for field, names in _NAMES.items()
    }


def is_sale(kind: str, amount: int) -> bool:
    """Whether a ticket counts as a sale. One that does not is left out, never taken away."""
    return kind in SALE_KINDS and amount > 0


def kind_of(text: str) -> Kind:
    """Raises ValueError when the word is not a known type of ticket."""
    kind = _KINDS.get(normal(text))
    if kind is None:
        raise ValueError(
            f"{text!r} is not a type of ticket: sale, return, void, training, gift card, pick up, "
            "exchange"
        )
    return kind
