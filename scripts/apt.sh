#!/bin/sh
# Installs Debian packages where that needs nobody's leave: as root, or with a sudo that asks for no password.
# Fails, without a word, where it may not or can't.
set -eu

command -v apt-get >/dev/null
if [ "$(id -u)" -eq 0 ]; then as_root="env"; else
    as_root="sudo -n env"
    $as_root true 2>/dev/null
fi

apt() { $as_root DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120 "$@" </dev/null >/dev/null 2>&1; }

echo "installing $* with apt-get"
# A list that can't be brought up to date may still do.
apt update || true
apt install -y --no-install-recommends "$@"
