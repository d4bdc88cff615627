"""The same tickets as a POSLog of version 6 or 2.x."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from tests.api.sales.truth import CARD, MAIL, PERSON, PHONE, STREET, Line, Ticket

NAMESPACES = {
    "6": "http://www.nrf-arts.org/IXRetail/v6.0.0/poslog",
    "2": "http://www.nrf-arts.org/IXRetail/namespace/",
}
_VERSIONS = {"6": 'MajorVersion="6" MinorVersion="0" FixVersion="0"', "2": 'MajorVersion="2"'}


def poslog(tickets: Sequence[Ticket], version: str = "6", *, one_line: bool = False) -> str:
    """Tax is put on at the end in version 2, and in the prices of version 6."""
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<POSLog {_VERSIONS[version]} xmlns="{NAMESPACES[version]}">',
        _control(version),
        *(_transaction(ticket, version) for ticket in tickets),
        _suspended(tickets[0], version),
        "</POSLog>",
    ]
    text = "\n".join(parts) + "\n"
    return text.replace("\n", "") if one_line else text


def _control(version: str) -> str:
    return (
        f"<Transaction>{_store(version)}<WorkstationID>T1</WorkstationID>\n"
        f"<SequenceNumber>1</SequenceNumber><ControlTransaction><SignOn/></ControlTransaction>"
        "</Transaction>"
    )


def _suspended(ticket: Ticket, version: str) -> str:
    text = _transaction(ticket, version).replace(ticket.number, "9999")
    return text.replace("<RetailTransaction ", '<RetailTransaction TransactionStatus="Suspended" ')


def _store(version: str) -> str:
    if version == "2":
        return "<RetailStoreID>7</RetailStoreID>"
    return "<BusinessUnit><UnitID>7</UnitID></BusinessUnit>"


def _transaction(ticket: Ticket, version: str) -> str:
    flags = 'TrainingModeFlag="true"' if ticket.kind == "training" else 'TrainingModeFlag="false"'
    if ticket.kind == "void":
        flags += ' CancelFlag="true"'
    moment = ticket.local.isoformat()
    times = (
        f"<BeginDateTime>{moment}</BeginDateTime>"
        if version == "2"
        else '<POSLogDateTime TypeCode="Message">2027-01-01T00:00:00Z</POSLogDateTime>'
        f'<POSLogDateTime TypeCode="Transaction">{moment}</POSLogDateTime>'
    )
    size = abs(ticket.amount)
    back = "Return" if ticket.amount < 0 else "Sale"
    return f"""<Transaction {flags}>
  {_store(version)}
  <WorkstationID>{ticket.till}</WorkstationID>
  <SequenceNumber>{ticket.number}</SequenceNumber>
  <OperatorID OperatorName="{PERSON}">{MAIL}</OperatorID>
  {times}
  <CurrencyCode>EUR</CurrencyCode>
  <RetailTransaction Version="1">
    {"".join(_line(ticket, line, version) for line in ticket.lines)}
    <LineItem VoidFlag="true"><Sale><ExtendedAmount>9.99</ExtendedAmount>
      <Quantity>1</Quantity></Sale></LineItem>
    <LineItem><Tax TaxType="VAT"><Amount>{ticket.amount - ticket.net}</Amount></Tax></LineItem>
    <LineItem><Tender TenderType="Card"><Amount>{size}</Amount>
      <CreditDebit><PrimaryAccountNumber>{CARD}</PrimaryAccountNumber></CreditDebit></Tender>
    </LineItem>
    <Total TotalType="TransactionNetAmount" TypeCode="{back}">{abs(ticket.net)}</Total>
    <Total TotalType="TransactionGrandAmount" TypeCode="{back}">{size}</Total>
    <Customer><Name>{PERSON}</Name><Address><AddressLine>{STREET}</AddressLine></Address>
      <TelephoneNumber>{PHONE}</TelephoneNumber><EMail>{MAIL}</EMail></Customer>
  </RetailTransaction>
</Transaction>"""


def _line(ticket: Ticket, line: Line, version: str) -> str:
    element = "Return" if line.amount < 0 else "Sale"
    if ticket.kind == "pick_up":
        element = "SaleForPickup"
    kind = "GiftCertificate" if line.is_gift_card else "Stock"
    # Versions 2 here put the tax on at the end.
    amount = abs(line.amount if version == "6" else line.net)
    return f"""<LineItem VoidFlag="false"><{element} ItemType="{kind}">
      <ItemID>123</ItemID>
      <MerchandiseHierarchy Level="Department">{escape(line.category)}</MerchandiseHierarchy>
      <MerchandiseHierarchy Level="Class">other</MerchandiseHierarchy>
      <ExtendedAmount>{amount}</ExtendedAmount><Quantity>{abs(line.items)}</Quantity>
    </{element}></LineItem>
    """
