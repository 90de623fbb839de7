#!/bin/bash
# Not a warning from gcc or clang 14 in any source, tests and tools included. gcc finds some only while optimising. And no
# link of the tree leads nowhere: what only the bench reads would be missed by nobody else.
passed=0 failed=0

compile() {    # compile COMPILER FILE
    local how=(-fsyntax-only)
    [ "$1" = gcc ] && how=(-O2 -D_FORTIFY_SOURCE=2 -c -o /dev/null)
    if "$1" "${how[@]}" -std=c11 -D_GNU_SOURCE -Wall -Wextra -Wshadow -Wconversion -Werror -Isrc -Ibuild/gen \
        '-DLINLI_SHARE="/usr/share/linli"' '-DTESTS="tests.def"' "$2" >"$WORK/$1.${2//\//_}" 2>&1
    then echo passed; else echo "failed: $1 $2"; fi
}
export -f compile

for compiler in gcc clang-14; do
    find src tool test bench -name '*.c' -not -path 'test/tidy/*' -print0 2>/dev/null |
        xargs -0 -P "$(nproc)" -I FILE bash -c 'compile "$@"' compile "$compiler" FILE >"$WORK/said"
    passed=$((passed + $(grep -c '^passed' "$WORK/said"))) failed=$((failed + $(grep -c '^failed' "$WORK/said")))
    grep '^failed' "$WORK/said"
    cat "$WORK/$compiler".*
done
astray=$(find bench dist docs packs sql src test tool web -xtype l -not -path '*/node_modules/*')
if [ -z "$astray" ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "leads nowhere: $astray"; fi
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
