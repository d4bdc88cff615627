"""Person detection: one protocol, several runtimes behind it. Persons only."""
