# ok.sh: sourced by stories in shell: ok NAME COMMAND… counts and tells; finish prints the closing line.
passed=0 failed=0

ok() {
    local name=$1
    shift
    if "$@" >"$WORK/said" 2>&1; then passed=$((passed + 1)); echo "ok: $name"
    else failed=$((failed + 1)); echo "failed: $name"; tail -n 40 "$WORK/said"; fi
}

finish() {
    echo "$passed passed, $failed failed"
    [ "$failed" = 0 ]
    exit
}
