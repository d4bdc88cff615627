"""`chaland schema`: the site file's JSON Schema."""

from __future__ import annotations

from cli.console import print_json


def schema() -> None:
    """Print the JSON Schema of the site file, for editors that complete and check."""
    from vision.site_file import site_schema

    print_json(site_schema())
