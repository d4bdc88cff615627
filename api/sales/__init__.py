"""Receipts: from a till's CSV file to tickets, with a reconciliation of every row."""
