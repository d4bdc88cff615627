"""Counts checked against people counted by hand."""
