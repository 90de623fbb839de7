#!/bin/bash
# The systemd unit is well formed, starts the binary that is installed, and leaves it little to break.
passed=0 failed=0
exposure_limit=15    # tenths; systemd's own scale ends at 10.0 "unsafe"

check() {    # check NAME COMMAND…
    local name=$1
    shift
    if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "not so: $name"; fi
}

unit=$WORK/linli.service
sed "s|^ExecStart=/usr/bin/linli|ExecStart=$LINLI|; s|^Documentation=file:.*|Documentation=file:$PWD/LICENSE|" \
    dist/linli.service >"$unit"
check 'the unit starts the binary' grep -qF "ExecStart=$LINLI serve --data /var/lib/linli" "$unit"

said=$(systemd-analyze verify --man=no "$unit" 2>&1)
status=$?
mine=$(grep -F "linli.service" <<<"$said")
if [ -n "$mine" ]; then echo "$mine"; fi
check 'systemd-analyze verify accepts it' test "$status" = 0
check 'systemd-analyze verify has no remark' test -z "$mine"

said=$(systemd-analyze security --offline=true --threshold="$exposure_limit" --no-pager "$unit" 2>&1)
status=$?
grep 'Overall exposure' <<<"$said" || echo "$said"
check "exposure is at most $((exposure_limit / 10)).$((exposure_limit % 10))" test "$status" = 0

# What the install puts down is the same unit, with its own prefix. Files only; nothing is started.
sed 's|/usr/bin/|/opt/linli/bin/|' dist/linli.service >"$WORK/other.service"
check 'another prefix changes one line' test "$(diff dist/linli.service "$WORK/other.service" | grep -c '^>')" = 1

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
