"""What people counted by hand say of the counter: which quarter-hours to count, how the two counts
are matched, and what error follows. Pure."""
