#!/bin/sh
# run.sh [WORD…]: measures, prints each figure beside its limit and writes build/bench.json. With words, only the parts
# that have one of them in their name. What a part needs lies in build/bench and is used again.
cd "$(dirname "$0")/.." || exit 1
command -v node >/dev/null || tool/packages.sh test || exit 1
LINLI_DATA=$(realpath -m "${LINLI_DATA:-no-data}")
export LINLI_DATA
mkdir -p build/bench
exec node bench/bench.mjs "$@"
