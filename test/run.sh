#!/bin/bash
# run.sh [WORD…]: unit tests, house rules, then every executable test/*.sh and test/*.mjs in sorted order (or those
# with one of the words in their name). Each prints what it likes and ends with its own `N passed, N failed`; one that
# dies without that line counts as one failed. The sum is this program's last line.
#
# A story gets LINLI (the binary), LINLI_SAN (the same with ASan and UBSan), LINLI_DATA (real inputs, may be absent),
# WORK (an empty folder of its own) and starts at the repository's root. What it leaves running is ended with it. What
# a sanitizer reports, a leak at a program's end too, makes the story fail, wherever its output went.
cd "$(dirname "$0")/.." || exit 1
root=$PWD
export LINLI=$root/build/linli LINLI_SAN=$root/build/linli-san
LINLI_DATA=$(realpath -m "${LINLI_DATA:-$root/no-data}"); export LINLI_DATA
export ASAN_OPTIONS=${ASAN_OPTIONS:-abort_on_error=0:detect_stack_use_after_return=1}
export UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1} TSAN_OPTIONS=${TSAN_OPTIONS:-second_deadlock_stack=1}
limit_s=${STORY_LIMIT_S:-1800}
words=("$@")
# Stories whose server is the sanitizer build: they ask what is right, not how fast it is, and every leak and every
# undefined step on their way is a failure.
last=test/sentences.mjs
sanitized=" limits matters orgs papers pauses places rights sign "
passed=0 failed=0 broken=()
group=

trap 'if [ -n "$group" ]; then kill -- "-$group"; fi; exit 130' INT TERM

wanted() {    # is one of the words in this name?
    local word
    [ ${#words[@]} = 0 ] && return 0
    for word in "${words[@]}"; do case $1 in *"$word"*) return 0 ;; esac; done
    return 1
}

# What a story left running may end by itself, so that leaks are counted; who does not within 10 s is killed.
ended() {
    local tenths=0
    kill -TERM -- "-$1" 2>/dev/null || return
    while kill -0 -- "-$1" 2>/dev/null && [ $((tenths += 1)) -le 100 ]; do sleep 0.1; done
    kill -KILL -- "-$1" 2>/dev/null
}

story() {    # story NAME COMMAND…
    local name=$1 log=$root/build/test/$1.log start=$EPOCHREALTIME status sum good bad spent options
    shift
    wanted "$name" || return 0
    export WORK=$root/build/test/$name.work
    rm -rf "$WORK"; mkdir -p "$WORK"
    printf '%s\n' "$name"
    rm -f "$log".report.*
    for options in ASAN_OPTIONS UBSAN_OPTIONS TSAN_OPTIONS; do
        export "$options=${!options%%:log_path=*}:log_path=$log.report"
    done
    setsid timeout -k 10 "$limit_s" "$@" >"$log" 2>&1 </dev/null &
    group=$!
    wait "$group"; status=$?
    ended "$group"
    group=
    sum=$(grep -aE '^[0-9]+ passed, [0-9]+ failed$' "$log" | tail -n 1)
    good=${sum%% *} bad=${sum##*, }; bad=${bad%% *}
    if [ -z "$sum" ]; then
        good=0 bad=1
        echo "$name ended with status $status and without its last line" >>"$log"
    elif [ "$status" != 0 ] && [ "$bad" = 0 ]; then
        bad=1
        echo "$name ended with status $status" >>"$log"
    fi
    if ls "$log".report.* >/dev/null 2>&1; then
        bad=$((bad + 1))
        echo "$name: a sanitizer reports:" >>"$log"
        head -n 60 "$log".report.* >>"$log"
    fi
    spent=$(( (${EPOCHREALTIME/./} - ${start/./}) / 1000 ))
    sed 's/^/    /' "$log"
    printf '%s: %d passed, %d failed in %d.%03d s\n' "$name" "$good" "$bad" $((spent / 1000)) $((spent % 1000))
    passed=$((passed + good)) failed=$((failed + bad))
    if [ "$bad" = 0 ]; then rm -rf "$WORK"; else broken+=("$name"); fi
}

mkdir -p build/test
# What a whole run asks of the store is noted, with the kinds of arguments, for the story that comes last.
if [ ${#words[@]} = 0 ]; then export LINLI_SENTENCES=$root/build/test/sentences; rm -f "$LINLI_SENTENCES"; fi
story unit build/unit_test
# ThreadSanitizer dislikes some kernels' random layout; setarch -R turns that off where it is allowed.
if setarch -R true 2>/dev/null; then story threads setarch -R build/tsan_test; else story threads build/tsan_test; fi
story tidy build/tidy

for file in $(printf '%s\n' test/*.sh test/*.mjs | sort); do
    if [ "$file" = test/run.sh ] || [ "$file" = "$last" ] || [ ! -f "$file" ] || [ ! -x "$file" ]; then continue; fi
    name=${file##*/}
    name=${name%.*}
    case $sanitized in
    *" $name "*) LINLI=$LINLI_SAN story "$name" "$file" ;;
    *)           story "$name" "$file" ;;
    esac
done
story sentences "$last"

echo
if [ ${#broken[@]} -gt 0 ]; then echo "not well: ${broken[*]} (their folders and logs are kept in build/test/)"; fi
if [ $((passed + failed)) = 0 ]; then echo "nothing is called so: ${words[*]}"; failed=1; fi
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
