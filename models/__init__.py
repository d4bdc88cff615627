"""Person detectors: the one that is shipped, how it was trained, how others are fetched."""
