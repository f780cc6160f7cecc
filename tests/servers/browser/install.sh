#!/bin/sh
# Installs what drives a browser for tests below a folder, once, and says where it is: install.sh FOLDER. It needs Node with
# its `npm`, and Chromium, which Debian has as a package. Says why where it cannot.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
command -v npm >/dev/null || { echo "npm is not installed: it comes with Node, see https://nodejs.org" >&2; exit 1; }
# Another version of these files is another folder.
folder=$1/browser-$(cat "$here/package-lock.json" "$here"/*.js | cksum | cut -d ' ' -f 1)
if [ ! -d "$folder" ]; then
    # Another process may do the same: each makes a folder of its own, and the first to finish puts it there.
    new=$folder.new-$$
    mkdir -p "$new"
    cp "$here/package.json" "$here/package-lock.json" "$here"/*.js "$new/"
    npm ci --prefix "$new" --ignore-scripts --no-audit --no-fund --loglevel=error >&2
    if ! node -e 'require("fs").renameSync(process.argv[1], process.argv[2])' "$new" "$folder" 2>/dev/null; then
        rm -rf "$new"
        [ -f "$folder/look.js" ] || { echo "$folder cannot be made" >&2; exit 1; }
    fi
fi
echo "$folder"
