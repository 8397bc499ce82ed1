#!/bin/sh
# Makes a virtual environment with a Python that rnngraph runs on: $PYTHON, or the first that fits.
set -eu

venv=$1
here=$(dirname "$0")

if [ -n "${PYTHON:-}" ]; then set -- "$PYTHON"; else set -- python3.13 python3.12 python3.11 python3 python; fi

found=""
seen=""
for name in "$@"; do
    version=$("$name" -c 'import platform; print(platform.python_version())' 2>/dev/null) || continue
    seen="$seen${seen:+, }$name is $version"
    "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || continue
    found=${found:-$name}
    # One that has all it takes comes before one that needs a package more.
    if "$name" -c 'import ensurepip, venv' 2>/dev/null; then
        found=$name
        break
    fi
done

if [ -z "$found" ]; then
    none="no Python was found"
    [ -z "${PYTHON:-}" ] || none="$PYTHON does not run"
    echo "rnngraph needs Python 3.11 to 3.13; here ${seen:-$none}." >&2
    echo "Install one, or name it: make run PYTHON=/path/to/python3.12" >&2
    exit 1
fi

# Debian and Ubuntu keep what makes a virtual environment in a package of its own.
if ! "$found" -c 'import ensurepip, venv' 2>/dev/null; then
    package=$("$found" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    if ! "$found" "$here/packages.py" "$package"; then
        echo "$found can't make a virtual environment; run: sudo apt-get install $package" >&2
        exit 1
    fi
fi

# A half-made environment would look like a whole one the next time.
trap 'rm -rf "$venv"' EXIT
"$found" -m venv --clear "$venv"
trap - EXIT
