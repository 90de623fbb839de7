#!/bin/bash
# Characters of every general category through every door; what comes out is what docs/text.md says, read back by python.
set -u
"$LINLI_SAN" demo --small --data "$WORK/demo" >"$WORK/demo.log" 2>&1
"$LINLI_SAN" serve --data "$WORK/demo" --listen 127.0.0.1:0 >"$WORK/out" 2>"$WORK/log" &
server=$!
trap 'kill "$server" 2>/dev/null' EXIT
for _ in $(seq 300); do grep -q '"serving"' "$WORK/log" && break; sleep 0.1; done
python3 test/text.py "$LINLI_SAN" "$WORK"
