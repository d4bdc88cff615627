"""The roster: how many of the staff were on duty when."""
