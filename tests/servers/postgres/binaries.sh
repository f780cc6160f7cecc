#!/bin/sh
# Says where PostgreSQL's programs are: binaries.sh. Installs them where they are missing, the package manager
# is there and root asks; elsewhere it says what to do. Tests need no running service, only the programs.
set -eu

newest() {
    for folder in "${PGBIN:-}" $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t / -k 5 -n -r) \
        "$(command -v initdb >/dev/null && dirname "$(command -v initdb)")"; do
        if [ -n "$folder" ] && [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ]; then
            echo "$folder"
            return
        fi
    done
    return 1
}

if newest; then
    exit 0
fi
hint="install it (on Debian: apt-get install postgresql), or say where its programs are with PGBIN"
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "PostgreSQL is not installed: $hint" >&2
    exit 1
fi
# Tests that come at the same time wait for the first one: two package managers would refuse each other.
exec 9<"$0"
flock 9
if newest; then
    exit 0
fi
{
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -q
    apt-get install -q -y --no-install-recommends postgresql-common
    # Only the programs are wanted: the package would make a cluster of its own and start it.
    sed -i 's/^#\? *create_main_cluster .*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf
    apt-get install -q -y --no-install-recommends postgresql
} >&2 9<&-
newest || { echo "PostgreSQL was installed and is still not found: $hint" >&2; exit 1; }
