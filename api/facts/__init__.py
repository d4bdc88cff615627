"""Daily facts beside the counted ones: web sessions, campaigns, customers, opinions, answers."""
