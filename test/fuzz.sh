#!/bin/bash
# Every parser of foreign bytes holds what it promises, whatever comes: each target of test/fuzz/ runs for FUZZ_S seconds
# (3) from its kept corpus. FUZZ_KEEP=1 adds what was found to the corpus, made small.
#
# A target names its parts, the files that are watched (by libFuzzer, ASan and UBSan); the rest is linked as it is built.
. test/lib/ok.sh
seconds=${FUZZ_S:-3}
build=build/fuzz
flags="-std=c11 -D_GNU_SOURCE -Isrc -Ibuild/gen -g -O1 -Wall -Wextra -fsanitize=fuzzer,address,undefined
       -fno-sanitize-recover=all"
libs="$(pkg-config --libs $(sed -n 's/^MODULES *= *//p' Makefile))
      -lxlsxwriter -lpthread -lm"
mkdir -p $build

link() {    # link NAME: the target with its parts in place of the built ones
    local name=$1 parts others object file
    parts=$(sed -n 's,^// parts: ,,p' "test/fuzz/${name}_fuzz.c")
    parts=$(ls $parts | grep -v '_test\.c$')
    others=$(ls src/capabilities.c src/*/*.c | grep -v '_test\.c$' | sed 's,^src/\(.*\)c$,build/obj/\1o,'; echo build/obj/gen/embedded.o)
    for file in $parts; do
        object=build/obj/${file#src/}
        others=$(grep -vx "${object%.c}.o" <<<"$others")
    done
    clang-14 $flags -DLINLI_SHARE='"/none"' -o "$build/$name" "test/fuzz/${name}_fuzz.c" $parts $others $libs
}

target() {    # target NAME: linked and run; its words are kept
    local name=$1
    mkdir -p "$WORK/$name" "test/fuzz/corpus/$name"
    link "$name" >"$WORK/$name.log" 2>&1 &&
        "$build/$name" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=1500 -max_len=32768 -verbosity=1 \
            -artifact_prefix="$WORK/$name-" "$WORK/$name" "test/fuzz/corpus/$name" >>"$WORK/$name.log" 2>&1
    echo $? >"$WORK/$name.status"
}

names=$(ls test/fuzz/*_fuzz.c | sed 's,.*/,,; s,_fuzz\.c$,,')
export WORK build seconds flags libs
export -f target link
xargs -P "$(nproc)" -I {} bash -c 'target {}' <<<"$names"
for name in $names; do
    runs=$(grep -aoE '^Done [0-9]+ runs|^#[0-9]+' "$WORK/$name.log" | tail -n 1 | tr -dc 0-9)
    ok "$name: nothing fell (${runs:-0} runs)" [ "$(cat "$WORK/$name.status")" = 0 ]
    ok "$name: it ran" [ "${runs:-0}" -ge 10 ]
    if [ "$(cat "$WORK/$name.status")" != 0 ]; then grep -av '^#' "$WORK/$name.log" | tail -n 40; fi
    if [ -n "$FUZZ_KEEP" ]; then "$build/$name" -merge=1 "test/fuzz/corpus/$name" "$WORK/$name" 2>/dev/null; fi
done
finish
