"""Before and after a promotional action: what would have been without it, and how sure that is."""
