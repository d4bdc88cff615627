"""Campaigns: what was done in a store, when, against which controls, and what it brought."""
