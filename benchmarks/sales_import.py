"""How fast a large file of receipts is imported, and in how much memory.

    python -m benchmarks.sales_import --rows 5000000

A file of a till's lines is made (three to a ticket on average, with categories and a customer's
column), and imported with `chaland import sales` in a process of its own, into a new SQLite
database. Rows per second are of that whole process, its start included; the memory is its highest,
as the system counted it.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

HEADER = "Ticket;Caisse;Date;Heure;Rayon;Montant TTC;Quantité;E-mail\n"
DEPARTMENTS = ("Épicerie", "Frais", "Boissons", "Maison", "Textile", "Hygiène", "Jouets", "Presse")
SITE = Path(__file__).parent.parent / "sample_videos" / "site.yaml"


def write_receipts(path: Path, rows: int, lines: float) -> None:
    """``lines``: of a ticket, on average."""
    chance = random.Random(1)  # noqa: S311
    moment, number, left = datetime(2025, 1, 2, 9, 0), 0, 0  # noqa: DTZ001
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER)
        pieces = []
        for row in range(rows):
            if not left:
                number += 1
                moment += timedelta(seconds=chance.randint(0, 12))
                if moment.hour >= 20:
                    moment = moment.replace(hour=9) + timedelta(days=1)
                till = chance.randint(1, 9)
                left = 1 + int(chance.expovariate(1 / max(lines - 0.55, 0.05))) if lines > 1 else 1
            left -= 1
            cents = chance.randint(50, 9999)
            pieces.append(
                f"{number};{till};{moment:%d/%m/%Y};{moment:%H:%M:%S};{chance.choice(DEPARTMENTS)};"
                f"{cents // 100},{cents % 100:02};{chance.randint(1, 3)};c{row}@canari.example\n"
            )
            if len(pieces) == 10_000:
                file.write("".join(pieces))
                pieces = []
        file.write("".join(pieces))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--lines", type=float, default=3, help="lines of a ticket, on average")
    parser.add_argument("--keep", type=Path, help="a folder for the file, made where it is not")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = options.keep or Path(made)
        file = folder / f"receipts-{options.rows}-{options.lines:g}.csv"
        if not file.exists():
            write_receipts(file, options.rows, options.lines)
        started = time.monotonic()
        done = subprocess.run(
            [
                *(sys.executable, "-m", "cli", "import", "sales", str(file), "--site", str(SITE)),
                *("--database", str(Path(made) / "bench.db")),
            ],
            check=False,
            capture_output=True,
            text=True,
        )
        seconds = time.monotonic() - started
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        processor, peak = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
        print(done.stdout.strip() or done.stderr.strip())
        print(
            f"{file.stat().st_size / 1e6:.0f} MB, {seconds:.1f} s, {processor:.1f} s of processor"
        )
        print(f"{options.rows / seconds:.0f} rows/s, peak {peak:.0f} MiB")
        if done.returncode:
            raise SystemExit(done.returncode)


if __name__ == "__main__":
    main()
