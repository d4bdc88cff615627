from typing import Final

ADDRESS_VARIABLE: Final = "CHALAND_API"
"""The environment variable that tells the pages where their API is."""
