# word.sh: sourced by stories in shell that ask the program's words: what they end with, and what they say.
passed=0 failed=0

check() {    # check NAME COMMAND…
    local name=$1
    shift
    if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "not so: $name"; cat "$WORK/said" 2>/dev/null; fi
}
run() { "$LINLI" "$@" --lang en; }
ends() {    # ends STATUS COMMAND…
    local want=$1 is
    shift
    "$@" >"$WORK/said" 2>&1; is=$?
    [ $is = "$want" ]
}
