#!/usr/bin/env bash
# Everything that an install of Chaland needs, in one folder: for a box that has no internet.
# Run it on a connected machine of the box's kind: same processor, same Python, a C library no newer.
#
#     deploy/wheelhouse.sh [FOLDER] [EXTRA]        FOLDER: wheelhouse; EXTRA: postgres, for example
#
# Then carry FOLDER to the box, and there:
#
#     sh FOLDER/install.sh /opt/chaland
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
folder=${1:-wheelhouse}
extra=${2:+[$2]}
python=${PYTHON:-python3}

mkdir -p "$folder"
# Wheels only: nothing is compiled on the box, and nothing fetched there. pip, for a box whose own is old.
"$python" -m pip wheel --quiet --wheel-dir "$folder" "$here$extra" pip
"$python" - "$folder" <<'PYTHON'
import sys, sysconfig
from pathlib import Path

folder = Path(sys.argv[1])
version = "{}.{}".format(*sys.version_info[:2])
(folder / "install.sh").write_text(f"""#!/bin/sh
# Installs Chaland from this folder, without a network, into a folder of its own.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
into=${{1:-/opt/chaland}}
python=${{PYTHON:-python{version}}}
"$python" -c 'import sys, sysconfig
made, here = ("{version}", "{sysconfig.get_platform()}"), ("%d.%d" % sys.version_info[:2], sysconfig.get_platform())
made == here or sys.exit("these wheels are for Python %s on %s; this is %s on %s" % (made + here))'
(cd "$here" && sha256sum --quiet --check SHA256SUMS)
"$python" -m venv "$into"
"$into/bin/python" -m pip install --quiet --no-index --find-links "$here" --upgrade pip
"$into/bin/python" -m pip install --quiet --no-index --find-links "$here" chaland
"$into/bin/chaland" doctor
""", "utf-8")
PYTHON
(cd "$folder" && sha256sum ./*.whl > SHA256SUMS)
echo "$folder: $(ls "$folder" | grep -c whl) wheels, $(du -sh "$folder" | cut -f1)"
