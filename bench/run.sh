#!/bin/sh
# run.sh [WORD…]: measures, prints each figure beside its yardstick and limit and writes build/bench.json. With words, only
# the parts that have one of them in their name. What a part needs lies in build/bench and is used again.
# BENCH_MATTERS: how large the large folder is (200000). BENCH_BEFORE: the revision to compare with (none: without).
# BENCH_MINUTES: when to stop (14). Ends with 0: every limit is met; 1: some are missed; 2: something was not measured.
cd "$(dirname "$0")/.." || exit 2
command -v node >/dev/null || tool/packages.sh test || exit 2
LINLI_DATA=$(realpath -m "${LINLI_DATA:-no-data}")
export LINLI_DATA
mkdir -p build/bench
exec node bench/bench.mjs "$@"
