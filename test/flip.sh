#!/bin/bash
# One bit flipped in any used place of the store, and verify says that it is not clean; beside a running server that is
# written to, it says clean.
passed=0 failed=0 data=$WORK/data bent=$WORK/bent server= writers=()
trap 'kill "${writers[@]}" $server 2>/dev/null' EXIT
check() {    # check NAME COMMAND…
    local name=$1
    shift
    if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "not so: $name"; cat "$WORK/said"; fi
}
run()  { "$LINLI" "$@" --lang en >"$WORK/said" 2>&1; }
post() { curl -s -X POST -H 'content-type: application/json' "${@:3}" -d "$2" "$url$1"; }
serve() {
    "$LINLI" serve --data "$data" --listen 127.0.0.1:0 --lang en >"$WORK/server" 2>"$WORK/log" &
    server=$!
    for _ in $(seq 500); do grep -q '^http' "$WORK/server" && break; sleep 0.01; done
    url=$(head -n 1 "$WORK/server")
}
stop() { kill -TERM $server; wait $server; server=; }

check 'init' run init --test --data "$data"
for list in packs/zhengzhou/divisions.csv packs/guancheng/divisions.csv; do
    check "import $list" run import places $list --list-on 2021-12-31 --data "$data"
done
serve
for i in 1 2 3 4 5 6; do
    post /api/matters "{\"place\":\"41010400300$i\",\"text\":\"灯不亮 $i\"}" -H "Idempotency-Key: key-$i" >/dev/null
done
post /api/sign-up '{"name":"张三","password":"Nach-Hause-7","county":410104}' >/dev/null
post /api/sign-in '{"name":"张三","password":"wrong-one","county":410104}' >/dev/null
check 'an account with an invitation' run user add --name 王小明 --role admin --place 410104 --data "$data"

# Beside writers that file, note and forget: what was fed to an index and forgotten behind its mark is no fault.
writer() {
    local made id code
    while true; do
        made=$(post /api/matters "{\"place\":\"41010400300$((RANDOM % 6 + 1))\",\"text\":\"楼道里的灯又不亮了\"}" \
            -H "X-Forwarded-For: 192.0.2.$((RANDOM % 250))")
        id=$(sed -nE 's/^\{"id":([0-9]+),.*/\1/p' <<<"$made") code=$(sed -nE 's/.*"follow":"([^"]+)".*/\1/p' <<<"$made")
        [ -n "$code" ] || { sleep 0.2; continue; }
        post "/api/matters/$id/note" '{"text":"还是不亮"}' -H "Linli-Follow: $code" >/dev/null
        post "/api/matters/$id/forget" '{}' -H "Linli-Follow: $code" >/dev/null
    done
}
for _ in 1 2 3 4; do writer & writers+=($!); done
for i in $(seq 12); do check "verify beside writers, $i" run verify --data "$data"; done
kill "${writers[@]}"; wait "${writers[@]}" 2>/dev/null; writers=()
stop
check 'much was forgotten meanwhile' [ "$(grep -c . "$data/forgotten.list")" -gt 5 ]

check 'clean' run verify --data "$data"
cp -a "$data" "$bent"
seed=${SEED:-$RANDOM} silent=0 flips=0
python3 test/flip.py "$data/linli.db" "${FLIPS:-160}" "$seed" >"$WORK/flips"
while read -r offset bit kind; do
    cp "$data/linli.db" "$bent/linli.db"; rm -f "$bent"/linli.db-*
    was=$(od -An -tu1 -j "$offset" -N 1 "$bent/linli.db")
    printf "\\x$(printf %02x $((was ^ 1 << bit)))" | dd of="$bent/linli.db" bs=1 seek="$offset" conv=notrunc status=none
    run verify --data "$bent"; status=$?
    flips=$((flips + 1))
    if [ $status != 1 ]; then silent=$((silent + 1)); echo "status $status: bit $bit of byte $offset, in $kind"; fi
    if LC_ALL=C grep -q $'[\x01-\x08\x0b-\x1f\x7f]' "$WORK/said" || ! iconv -f UTF-8 -t UTF-8 "$WORK/said" >/dev/null; then
        silent=$((silent + 1)); echo "bit $bit of byte $offset, in $kind: foreign bytes are printed as they are"
    fi
done <"$WORK/flips"
check "$flips flips, seed $seed: $silent not found" [ "$silent" = 0 ]
check 'enough of them' [ "$flips" -ge 100 ]

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
