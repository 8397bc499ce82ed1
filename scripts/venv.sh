#!/bin/sh
# Makes a virtual environment with a Python that rnngraph runs on: $PYTHON, or the first that fits.
set -eu

venv=$1
# shellcheck disable=SC2016
fits='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'

found=""
seen=""
for name in ${PYTHON:-python3.13 python3.12 python3.11 python3 python}; do
    command -v "$name" >/dev/null 2>&1 || continue
    if "$name" -c "$fits" >/dev/null 2>&1; then
        found=$name
        break
    fi
    seen="${seen}${seen:+, }$name is $("$name" -c 'import platform; print(platform.python_version())' 2>/dev/null || echo 'no Python')"
done

if [ -z "$found" ]; then
    echo "rnngraph needs Python 3.11 to 3.13; here ${seen:-no Python was found}." >&2
    echo "Install one, or name it: make run PYTHON=/path/to/python3.12" >&2
    exit 1
fi

# Debian and Ubuntu keep what makes a virtual environment in a package of its own.
if ! "$found" -c 'import ensurepip, venv' >/dev/null 2>&1; then
    version=$("$found" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
    package="$version-venv"
    sudo=""
    if [ "$(id -u)" -ne 0 ]; then sudo="sudo -n"; fi
    echo "installing $package"
    if ! command -v apt-get >/dev/null 2>&1 ||
        ! { $sudo apt-get update -qq && $sudo apt-get install -y -qq --no-install-recommends "$package"; } >/dev/null 2>&1; then
        echo "$found can't make a virtual environment; run: sudo apt-get install $package" >&2
        exit 1
    fi
fi

# A half-made environment would look like a whole one the next time.
trap 'rm -rf "$venv"' EXIT
"$found" -m venv "$venv"
trap - EXIT
