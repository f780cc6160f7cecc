#!/bin/sh
# Installs Tryton on PostgreSQL for tests below a folder, once, and prints the command that starts it, a word a line:
# install.sh FOLDER. What it needs beside Python and PostgreSQL comes from the Python package index, as requirements.txt
# pins it. Says why where it cannot.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
root=$(cd "$1" && pwd)
command -v python3 >/dev/null || { echo "python3 is not installed: see https://www.python.org" >&2; exit 1; }
binaries=$("$here/../postgres/binaries.sh")
# Another version of these files is another server, and so is another PostgreSQL: it cannot read what this one wrote.
version=$({ cat "$here/requirements.txt" "$here/server.py" "$here/fill.py"; "$binaries/postgres" --version; } | cksum | cut -d ' ' -f 1)
folder=$root/tryton-$version
if [ ! -f "$folder/ready" ]; then
    # Tests that come at the same time wait for the first one instead of doing the work again.
    exec 9>"$folder.lock"
    flock 9
fi
if [ ! -f "$folder/ready" ]; then
    # What an installation that was cut short has left.
    rm -rf "$folder"
    mkdir -p "$folder"
    cp "$here/server.py" "$here/fill.py" "$folder/"
    python3 -m venv "$folder/venv" >&2 || { echo "python3 has no venv (on Debian: apt-get install python3-venv)" >&2; exit 1; }
    "$folder/venv/bin/pip" install --quiet --disable-pip-version-check --no-deps -r "$here/requirements.txt" >&2
    "$folder/venv/bin/python" "$folder/server.py" prepare "$folder" "$binaries" >&2
    touch "$folder/ready"
fi
printf '%s\n' "$folder/venv/bin/python" "$folder/server.py" serve "$folder" "$binaries"
