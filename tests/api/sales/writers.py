"""The same tickets as each vendor's export writes them, with every column that a person is in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

from tests.api.sales.truth import CARD, MAIL, PERSON, PHONE, STREET, Ticket

SQUARE_ITEMS = (
    "Date,Time,Time Zone,Category,Item,Qty,Price Point Name,SKU,Modifiers Applied,Gross Sales,"
    "Discounts,Net Sales,Tax,Transaction ID,Payment ID,Device Name,Notes,Details,Event Type,"
    "Location,Dining Option,Customer ID,Customer Name,Customer Reference ID,Unit,Count,GTIN,"
    "Itemization Type,Commission,Employee,Fulfillment Note,Channel,Token,Card Brand,PAN Suffix"
)
SQUARE_ITEMS_33 = SQUARE_ITEMS.replace(",GTIN", "").replace(",Commission,Employee", ",Employee")
SQUARE_ITEMS_21 = SQUARE_ITEMS.partition(",Customer ID")[0]
SQUARE_TRANSACTIONS = (
    "Date,Time,Time Zone,Gross Sales,Discounts,Service Charges,Net Sales,Gift Card Sales,Tax,Tip,"
    "Partial Refunds,Total Collected,Source,Card,Card Entry Methods,Cash,Square Gift Card,"
    "Other Tender,Other Tender Type,Tender Note,Fees,Net Total,Transaction ID,Payment ID,"
    "Card Brand,PAN Suffix,Device Name,Staff Name,Staff ID,Details,Description,Event Type,"
    "Location,Dining Option,Customer ID,Customer Name,Customer Reference ID,Device Nickname,"
    "Third Party Fees,Deposit ID,Deposit Date,Deposit Details,Refund Reason,Discount Name,"
    "Transaction Status,Cash App,Order Reference ID,Fulfillment Note,Channel"
)
SHOPIFY = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,"
    "Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,"
    "Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price,"
    "Lineitem sku,Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,"
    "Billing Name,Billing Street,Billing Phone,Shipping Name,Shipping Street,Shipping Phone,Notes,"
    "Note Attributes,Cancelled at,Payment Method,Payment Reference,Refunded Amount,Vendor,"
    "Outstanding Balance,Employee,Location,Device ID,Id,Tags,Risk Level,Source,Lineitem discount,"
    "Tax 1 Name,Tax 1 Value,Phone,Receipt Number,Duties,Payment ID"
)
WOOCOMMERCE_ADVANCED = (
    "Order Number,Order Status,Order Date,Customer Note,First Name (Billing),Last Name (Billing),"
    "Address 1&2 (Billing),Email (Billing),Phone (Billing),Payment Method Title,"
    "Cart Discount Amount,Order Subtotal Amount,Shipping Method Title,Order Shipping Amount,"
    "Order Refund Amount,Order Total Amount,Order Total Tax Amount,SKU,Item #,Item Name,Quantity,"
    "Item Cost,Coupon Code,Discount Amount,Discount Amount Tax"
)
WOOCOMMERCE = (
    "order_id,order_number,order_date,paid_date,status,shipping_total,fee_total,tax_total,"
    "discount_total,order_total,order_subtotal,order_currency,payment_method,transaction_id,"
    "customer_ip_address,customer_user_agent,shipping_method,customer_id,customer_user,"
    "customer_email,billing_first_name,billing_last_name,billing_phone,billing_address_1,"
    "customer_note,refund_items,order_notes,line_item_1,line_item_2"
)
WOOCOMMERCE_BY_ITEM = (
    "order_id,order_number,date,status,order_total,refunded_total,order_currency,shipping_method,"
    "customer_email,billing_first_name,billing_phone,billing_address_1,customer_note,item_name,"
    "item_quantity,item_total"
)
ODOO = (
    "Order Ref,Receipt Number,Date,Point of Sale,Session,Customer,Customer/Email,Cashier,"
    "Internal Notes,Total,Status,Currency,Order Lines/Product,Order Lines/Product/Product Category,"
    "Order Lines/Quantity,Order Lines/Unit Price,Order Lines/Tax Excl.,Order Lines/Tax Incl."
)
ODOO_TECHNICAL = (
    "id,name,pos_reference,date_order,config_id,partner_id,partner_id/email,user_id,note,"
    "amount_total,state,currency_id,lines/product_id,lines/product_id/categ_id,lines/qty,"
    "lines/price_unit,lines/price_subtotal,lines/price_subtotal_incl"
)
LIGHTSPEED_X = (
    "Date,Receipt Number,Line Type,Customer Code,Customer Name,Note,Quantity,Subtotal,Sales Tax,"
    "Discount,Loyalty,Total,Paid,Details,Register,User,Status,Sku,AccountCodeSale,"
    "AccountCodePurchase"
)
LIGHTSPEED_R = (
    "saleID,timeStamp,completeTime,completed,voided,shopID,registerID,employeeID,customerID,"
    "Employee,Customer,calcSubtotal,calcTax1,calcTotal"
)


def table(header: str, rows: Iterable[dict[str, str]]) -> str:
    names = header.split(",")
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, names, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def _dollars(value: Decimal, *, brackets: bool = False) -> str:
    size = f"${abs(value):,.2f}"
    if value >= 0:
        return size
    return f"({size})" if brackets else f"-{size}"


def square_items(
    tickets: Sequence[Ticket], header: str = SQUARE_ITEMS, *, brackets: bool = False
) -> str:
    rows = []
    for ticket in tickets:
        for line in ticket.lines:
            row = {
                "Date": f"{ticket.local:%Y-%m-%d}",
                "Time": f"{ticket.local:%H:%M:%S}",
                "Time Zone": "Paris",
                "Category": line.category,
                "Item": line.category if line.is_gift_card else f"{line.category} 38",
                "Qty": f"{line.items}.0",
                "Gross Sales": _dollars(line.net, brackets=brackets),
                "Discounts": "$0.00",
                "Net Sales": _dollars(line.net, brackets=brackets),
                "Tax": _dollars(line.tax, brackets=brackets),
                "Transaction ID": ticket.of or ticket.number,
                "Payment ID": f"P{ticket.number}",
                "Device Name": f"{PERSON}'s iPad",
                "Notes": f"call {PHONE}",
                "Event Type": "Refund" if ticket.kind == "return" else "Payment",
                "Location": "Lyon",
                "Dining Option": "Pickup" if ticket.kind == "pick_up" else "",
                "Customer Name": PERSON,
                "Customer Reference ID": MAIL,
                "Itemization Type": "Gift Card" if line.is_gift_card else "Physical Good",
                "Employee": PERSON,
                "Channel": "Lyon",
                "PAN Suffix": CARD,
            }
            rows.append(row)
    return table(header, rows)


def square_transactions(tickets: Sequence[Ticket]) -> str:
    rows = []
    for ticket in tickets:
        gifts = sum((line.amount for line in ticket.lines if line.is_gift_card), Decimal(0))
        goods = [line for line in ticket.lines if not line.is_gift_card]
        tip = Decimal("1.50") if ticket.kind == "sale" else Decimal(0)
        row = {
            "Date": f"{ticket.local:%Y-%m-%d}",
            "Time": f"{ticket.local:%H:%M:%S}",
            "Time Zone": "Paris",
            "Net Sales": _dollars(sum((line.net for line in goods), Decimal(0))),
            "Gift Card Sales": _dollars(gifts),
            "Tax": _dollars(sum((line.tax for line in goods), Decimal(0))),
            "Tip": _dollars(tip),
            "Total Collected": _dollars(ticket.amount + tip),
            "Source": "Square Online" if ticket.kind == "pick_up" else "Point of Sale",
            "Card": _dollars(ticket.amount + tip),
            "Tender Note": PERSON,
            "Transaction ID": ticket.of or ticket.number,
            "Payment ID": f"P{ticket.number}",
            "PAN Suffix": CARD,
            "Device Name": f"{PERSON}'s iPad",
            "Staff Name": PERSON,
            "Description": f"Shoes, full name: {PERSON}, phone: {PHONE}",
            "Event Type": "Refund" if ticket.kind == "return" else "Payment",
            "Customer Name": PERSON,
            "Customer Reference ID": MAIL,
            "Device Nickname": PERSON,
            "Transaction Status": "Voided" if ticket.kind == "void" else "Complete",
        }
        rows.append(row)
    return table(SQUARE_TRANSACTIONS, rows)


def shopify(tickets: Sequence[Ticket]) -> str:
    refunds = {ticket.of: -ticket.amount for ticket in tickets if ticket.of}
    rows = []
    for ticket in tickets:
        if ticket.of:
            continue
        created = f"{ticket.local:%Y-%m-%d %H:%M:%S %z}"
        refund = refunds.get(ticket.number, Decimal(0))
        status = "partially_refunded" if refund else "paid"
        order = {
            "Financial Status": "voided" if ticket.kind == "void" else status,
            "Paid at": created,
            "Currency": "EUR",
            "Subtotal": f"{ticket.net}",
            "Total": f"{ticket.amount:.2f}",
            "Created at": created,
            "Billing Name": PERSON,
            "Billing Street": STREET,
            "Shipping Phone": PHONE,
            "Notes": f"ring {PERSON}",
            "Cancelled at": created if ticket.kind == "void" else "",
            "Payment Reference": CARD,
            "Refunded Amount": f"{refund:.2f}",
            "Employee": PERSON,
            "Location": "Lyon",
            "Device ID": "" if ticket.kind == "pick_up" else ticket.till,
            "Source": "web" if ticket.kind == "pick_up" else "pos",
            "Phone": PHONE,
        }
        for place, line in enumerate(ticket.lines):
            of_line = {
                "Name": f"#{ticket.number}",
                "Email": MAIL,
                "Lineitem quantity": f"{line.items}",
                "Lineitem name": line.category if line.is_gift_card else f"{line.category} 38",
                "Lineitem price": f"{line.net / line.items:.2f}",
            }
            rows.append((order if place == 0 else {}) | of_line)
    return table(SHOPIFY, rows)


def woocommerce_advanced(tickets: Sequence[Ticket]) -> str:
    refunds = {ticket.of: -ticket.amount for ticket in tickets if ticket.of}
    rows = []
    for ticket in tickets:
        if ticket.of:
            continue
        for line in ticket.lines:
            row = {
                "Order Number": ticket.number,
                "Order Status": "cancelled" if ticket.kind == "void" else "completed",
                "Order Date": f"{ticket.local:%Y-%m-%d %H:%M:%S}",
                "Customer Note": f"ring {PERSON}",
                "First Name (Billing)": PERSON,
                "Address 1&2 (Billing)": STREET,
                "Email (Billing)": MAIL,
                "Phone (Billing)": PHONE,
                "Shipping Method Title": "Local pickup" if ticket.kind == "pick_up" else "",
                "Order Refund Amount": f"{refunds.get(ticket.number, Decimal(0)):.2f}",
                "Order Total Amount": f"{ticket.amount:.2f}",
                "Item Name": line.category if line.is_gift_card else f"{line.category} 38",
                "Quantity": f"{line.items}",
            }
            rows.append(row)
    return table(WOOCOMMERCE_ADVANCED, rows)


def woocommerce(tickets: Sequence[Ticket]) -> str:
    rows = [
        {
            "order_id": ticket.number,
            "order_number": ticket.number,
            "order_date": f"{ticket.local:%Y-%m-%d %H:%M:%S}",
            "status": "failed" if ticket.kind == "void" else "completed",
            "order_total": f"{ticket.amount:.2f}",
            "order_currency": "EUR",
            "customer_ip_address": "203.0.113.9",
            "shipping_method": "Local pickup" if ticket.kind == "pick_up" else "Flat rate",
            "customer_email": MAIL,
            "billing_first_name": PERSON,
            "billing_phone": PHONE,
            "billing_address_1": STREET,
            "customer_note": PERSON,
            "line_item_1": "name:Shoes|quantity:1",
        }
        for ticket in tickets
    ]
    return table(WOOCOMMERCE, rows)


def woocommerce_by_item(tickets: Sequence[Ticket]) -> str:
    refunds = {ticket.of: -ticket.amount for ticket in tickets if ticket.of}
    rows = []
    for ticket in tickets:
        if ticket.of:
            continue
        for line in ticket.lines:
            row = {
                "order_id": ticket.number,
                "order_number": ticket.number,
                "date": f"{ticket.local:%Y-%m-%d %H:%M:%S}",
                "status": "failed" if ticket.kind == "void" else "completed",
                "order_total": f"{ticket.amount:.2f}",
                "refunded_total": f"{refunds.get(ticket.number, Decimal(0)):.2f}",
                "order_currency": "EUR",
                "shipping_method": "Click & Collect" if ticket.kind == "pick_up" else "",
                "customer_email": MAIL,
                "billing_first_name": PERSON,
                "billing_phone": PHONE,
                "item_name": line.category,
                "item_quantity": f"{line.items}",
            }
            rows.append(row)
    return table(WOOCOMMERCE_BY_ITEM, rows)


def odoo(tickets: Sequence[Ticket], *, technical: bool = False) -> str:
    labels, names = ODOO.split(","), ODOO_TECHNICAL.split(",")[1:]
    technical_of = dict(zip((each for each in labels if each != "Session"), names, strict=True))
    rows = []
    for ticket in tickets:
        order = {
            "Order Ref": ticket.number,
            "Receipt Number": f"Order {ticket.of or ticket.number}",
            "Date": f"{ticket.local:%Y-%m-%d %H:%M:%S}",
            "Point of Sale": ticket.till,
            "Customer": PERSON,
            "Customer/Email": MAIL,
            "Cashier": PERSON,
            "Internal Notes": PHONE,
            "Total": f"{ticket.amount}",
            "Status": "Cancelled" if ticket.kind == "void" else "Posted",
            "Currency": "EUR",
        }
        if technical:
            order["Status"] = "cancel" if ticket.kind == "void" else "done"
        for place, line in enumerate(ticket.lines):
            of_line = {
                "Order Lines/Product": line.category,
                "Order Lines/Product/Product Category": line.category,
                "Order Lines/Quantity": f"{line.items}.0",
                "Order Lines/Tax Excl.": f"{line.net}",
                "Order Lines/Tax Incl.": f"{line.amount}",
            }
            rows.append((order if place == 0 else {}) | of_line)
    if technical:
        rows = [{technical_of[name]: cell for name, cell in row.items()} for row in rows]
    return table(ODOO_TECHNICAL if technical else ODOO, rows)


def lightspeed_x(tickets: Sequence[Ticket]) -> str:
    rows = []
    for ticket in tickets:
        status = {"void": "VOIDED", "pick_up": "PICKUP_CLOSED"}.get(ticket.kind, "CLOSED")
        shared = {
            "Date": f"{ticket.local:%Y-%m-%d %H:%M:%S}",
            "Receipt Number": ticket.number,
            "Customer Name": PERSON,
            "Customer Code": MAIL,
            "Note": PHONE,
            "Register": ticket.till,
            "User": PERSON,
            "Status": status,
        }
        sale = {
            "Line Type": "Sale",
            "Quantity": f"{ticket.items}",
            "Subtotal": f"{ticket.net}",
            "Total": f"{ticket.amount:.2f}",
            "Paid": f"{ticket.amount:.2f}",
        }
        rows.append(shared | sale)
        for line in ticket.lines:
            of_line = {
                "Line Type": "Sale Line",
                "Quantity": f"{line.items}",
                "Subtotal": f"{line.net}",
                "Sales Tax": f"{line.tax}",
                "Total": f"{line.amount:.2f}",
                "Details": line.category,
                "Sku": "S1",
            }
            rows.append(shared | of_line)
        payment = {"Line Type": "Payment", "Paid": f"{ticket.amount:.2f}", "Details": "Card"}
        rows.append(shared | payment)
    return table(LIGHTSPEED_X, rows)


def lightspeed_r(tickets: Sequence[Ticket]) -> str:
    rows = [
        {
            "saleID": ticket.number,
            "completeTime": ticket.local.isoformat(),
            "completed": "true",
            "voided": "true" if ticket.kind == "void" else "false",
            "registerID": ticket.till,
            "Employee": PERSON,
            "Customer": MAIL,
            "calcSubtotal": f"{ticket.net}",
            "calcTotal": f"{ticket.amount:.2f}",
        }
        for ticket in tickets
    ]
    return table(LIGHTSPEED_R, rows)
