#!/bin/sh
# faces.sh [NPM-SCRIPT]: builds the faces of web/ into build/faces, or runs another of its scripts (check, lint, test).
#
# It works in build/web, a copy, so that nothing is put into the sources. The packages of package-lock.json are installed
# there once, without running a script of theirs. A build that fails leaves the faces of the one before.
set -eu
cd "$(dirname "$0")/.."
root=$PWD work=$PWD/build/web
node=$("$root/tool/node.sh")
PATH=$(dirname "$node"):$PATH FACES=$root/build/faces.new
export PATH FACES

mkdir -p "$work"
find "$work" -mindepth 1 -maxdepth 1 ! -name node_modules ! -name installed -exec rm -rf {} +
tar -C web --exclude=./node_modules --exclude=./gen -cf - . | tar -C "$work" -xf -
mkdir "$work/gen"
cp build/gen/linli.d.ts "$work/gen/linli.ts"
cd "$work"
if ! cmp -s package-lock.json installed; then
    echo "  npm ci"
    rm -rf node_modules installed
    if ! npm ci --ignore-scripts --no-audit --no-fund >"$root/build/npm.log" 2>&1; then
        tail -n 20 "$root/build/npm.log" >&2
        echo "faces.sh: npm could not install what web/ needs; make WEB=no builds a server without pages" >&2
        exit 1
    fi
    cp package-lock.json installed
fi
[ $# = 0 ] || exec npm run --silent "$@"

echo "  faces"
rm -rf "$FACES"
if ! npm run --silent build >"$root/build/faces.log" 2>&1; then
    cat "$root/build/faces.log" >&2
    exit 1
fi
rm -rf "$root/build/faces"
mv "$FACES" "$root/build/faces"
touch "$root/build/faces/index.html"
