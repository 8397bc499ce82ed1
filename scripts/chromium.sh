#!/bin/sh
# Finds or installs a Chromium for the browser tests, and leaves its path in .venv/chromium-path.
# Tried in order: $CHROMIUM, one on the machine, Debian's package where it may be installed, Playwright's own download.
set -u

out=.venv/chromium-path
page='data:text/html,<title>works</title>'

# A browser counts if it renders: Ubuntu's package is a stub that only points to a snap.
works() {
    [ -n "$1" ] && command -v "$1" >/dev/null 2>&1 || return 1
    sandbox=""
    [ "$(id -u)" -eq 0 ] && sandbox=--no-sandbox
    # shellcheck disable=SC2086
    timeout_ 60 "$1" --headless $sandbox --disable-gpu --dump-dom "$page" 2>/dev/null | grep -q works
}

timeout_() {
    if command -v timeout >/dev/null 2>&1; then timeout "$@"; else
        shift
        "$@"
    fi
}

keep() {
    command -v "$1" >"$out"
    exit 0
}

if [ -s "$out" ] && works "$(cat "$out")"; then exit 0; fi
rm -f "$out"

for each in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" "/Applications/Chromium.app/Contents/MacOS/Chromium"; do
    works "$each" && keep "$each"
done

if command -v apt-get >/dev/null 2>&1; then
    sudo=""
    [ "$(id -u)" -ne 0 ] && sudo="sudo -n"
    echo "installing Chromium for the browser tests"
    { $sudo apt-get update -qq && $sudo apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core; } >/dev/null 2>&1
    works chromium && keep chromium
fi

if .venv/bin/python -m playwright install chromium >/dev/null 2>&1; then
    path=$(.venv/bin/python -c 'from playwright.sync_api import sync_playwright as p
with p() as each: print(each.chromium.executable_path)')
    works "$path" && keep "$path"
fi

echo "no Chromium is to be had here: the browser tests will be skipped" >&2
[ "${CI:-}" != true ]
