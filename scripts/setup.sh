#!/bin/sh
# Make .venv with everything that is locked in requirements/$1.txt and this checkout itself. Needs Python >= 3.11 with pip.
set -eu
cd "$(dirname "$0")/.."
set_name=${1:-dev}
python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "persona-ls needs Python 3.11 or newer; '$python' is $("$python" --version 2>&1). Set PYTHON=/path/to/python3.11." >&2
    exit 1
}
# Debian ships venv without ensurepip unless python3-venv is installed: the pip outside can serve the environment inside.
if [ ! -x .venv/bin/python ]; then
    echo "Setting up .venv, once: about half a minute." >&2
    "$python" -m venv .venv >/dev/null 2>&1 || "$python" -m venv --clear --without-pip .venv
fi
if .venv/bin/python -m pip --version >/dev/null 2>&1; then
    pip() { .venv/bin/python -m pip "$@"; }
elif "$python" -m pip --version >/dev/null 2>&1; then
    pip() { "$python" -m pip --python .venv/bin/python "$@"; }
else
    echo "No pip for '$python'. On Debian: apt-get install python3-pip (or python3-venv), then run this again." >&2
    exit 1
fi
pip install --quiet --disable-pip-version-check --require-hashes -r "requirements/$set_name.txt"
pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
