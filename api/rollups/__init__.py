"""Sums of whole hours, kept beside the minutes so that a year is read in milliseconds.

Whoever stores minutes marks their hours dirty in the same transaction. A dirty hour is read by the
minute, all others from their sums: what is read is the same, whenever the sums are made.
"""
