#!/bin/bash
# What a served installation says about itself, over HTTP: health, policy, forms, proofs that an outsider can check, and
# lists as sheets. A changed pack stands in the journal once.
. test/lib/ok.sh
data=$WORK/data packs=$WORK/packs server=
serve() {
    "$LINLI" serve --data "$data" --packs "$packs" --listen 127.0.0.1:0 >"$WORK/out" 2>"$WORK/log" &
    server=$!
    for _ in $(seq 100); do
        at=$(grep -o 'http://[0-9.:]*' "$WORK/out") && [ -S "$data/sock" ] && return 0
        sleep 0.1
    done
    return 1
}
stop() { kill "$server"; wait "$server"; }
trap '[ -n "$server" ] && kill "$server" 2>/dev/null' EXIT
get() { curl -sf --max-time 20 "$at$1"; }
status() { curl -s -o /dev/null -w '%{http_code}' --max-time 20 "$at$1"; }
local_get() { curl -sf --max-time 20 --unix-socket "$data/sock" "http://linli$1"; }
says() { local path=$1; shift; get "$path" | jq -e "$@"; }
entries() { sqlite3 "$data/linli.db" 'SELECT count(*) FROM journal WHERE county = 0'; }
header() { curl -sI --max-time 20 "$at$1" | tr -d '\r' | grep -i "^$2: " | cut -d' ' -f2-; }

cp -R packs "$packs"
"$LINLI" init --test --data "$data" --packs "$packs" >"$WORK/init" 2>&1
ok 'it serves' serve
[ "$failed" = 0 ] || finish

# ---- about itself -----------------------------------------------------------------------------------
ok 'health' says /health '.ok and .writable and .queue == 0 and (.version | length > 0)'
ok 'the first links' says /api '[.links[].path] | index("/api/about") and index("/api/matters")'
ok 'who runs it, by which pack' says /api/about '.county == 410104 and .pack == "CN-410104" and (.pack_hash | length == 64)
    and .counties[0].name == "管城回族区" and .lang == "zh" and .test'
ok 'in English when asked' says '/api/about?lang=en' '.lang == "en" and .pack_name == "Guancheng Hui District"'
ok 'subjects have leaves and a next door' says /api/subjects '[.items[].children[] | select(.door == null)] == []
    and ([.items[].children[]] | length > 30)'
ok 'words of refusal' says /api/refusals '.items | length > 5 and all(.words != "" and .words_en != "")'
ok 'choices with labels' says /api/choices '.choices.urgency | map(.label) == ["一般", "急", "特急"]'
ok 'what filing asks for' says /api/form/matter_file '[.fields[] | select(.needed) | .name] | sort == ["place", "text"]'
ok 'no form for a reading' test "$(status /api/form/matter_list)" = 404
ok 'the pack and its parents' says /api/pack '[.heads[].id] == ["CN-410104", "CN-4101", "CN-41", "CN"]'
ok 'the same document over HTTP' cmp <(get /api/openapi.json) <("$LINLI" describe openapi)
tag=$(header /api/openapi.json etag)
ok 'and not again when it is known' test "$(curl -s -o /dev/null -w '%{http_code}' -H "If-None-Match: $tag" \
    "$at/api/openapi.json")" = 304

# ---- the pack in the journal --------------------------------------------------------------------------
before=$(entries)
stop; serve
ok 'a start without news adds no entry' test "$(entries)" = "$before"
sed -i 's/^version: .*/version: "2026.12"/' "$packs/guancheng/pack.yaml"
stop; serve
ok 'a changed pack is one entry' test "$(entries)" = $((before + 1))
ok 'with the hash that is in force' test "$(get /api/about | jq -r .pack_hash)" = \
    "$(sqlite3 "$data/linli.db" "SELECT hash FROM pack_seen WHERE pack = 'CN-410104'")"

# ---- proofs ---------------------------------------------------------------------------------------------
get /api/proof/0/key >"$WORK/key"
get "/api/proof/0/receipt?entry=$before" >"$WORK/receipt"
sqlite3 "$data/linli.db" "SELECT body FROM journal WHERE county = 0 AND seq = $before" | head -c -1 >"$WORK/entry"
checks() { "$LINLI" receipt check "$WORK/receipt" --key "$(cat "$WORK/key")" --entry "$1"; }
ok 'a receipt holds without the server' checks "$WORK/entry"
ok 'and not for another entry' eval '! checks "$WORK/key"'
ok 'the checkpoint is of this log' eval 'get /api/proof/0/checkpoint | head -n 2 | diff - <(printf "linli/0\n%d\n" $((before + 1)))'
ok 'a tile holds one hash an entry' eval "[ \$(get /api/proof/0/tile/0/000.p/$((before + 1)) | wc -c) = $((32 * (before + 1))) ]"
ok 'no entries, no wider tile, no other log' test "$(status /api/proof/0/tile/entries/000).$(status /api/proof/0/tile/0/000
    ).$(status /api/proof/999999/checkpoint).$(status /api/proof/x/key)" = 404.404.404.404
ok 'inclusion and consistency' eval 'says "/api/proof/0/inclusion?entry=0" ".hashes | length > 0" &&
    says "/api/proof/0/consistency?from=1" ".to == $((before + 1))"'
ok 'a size that never was' test "$(status '/api/proof/0/consistency?from=3&to=2').$(status '/api/proof/0/inclusion?entry=99'
    ).$(status /api/proof/0/receipt)" = 422.422.422

# ---- sheets ---------------------------------------------------------------------------------------------
printf 'code,name,level,parent_code\n41,河南省,province,\n4101,郑州市,city,41\n410104,管城回族区,county,4101\n' >"$WORK/places.csv"
"$LINLI" import places "$WORK/places.csv" --list-on 2026-01-01 --data "$data" --packs "$packs" >"$WORK/import" 2>&1
for n in $(seq 450); do
    printf '{"method":"POST","path":"/api/orgs","body":{"kind":"volunteers","name":"=%d号志愿队","place":"410104"}}\n' "$n"
done >"$WORK/orgs"
curl -sf --max-time 60 --unix-socket "$data/sock" -H 'Content-Type: application/json' --data-binary "@$WORK/orgs" \
    http://linli/api/local/batch >"$WORK/made"
ok 'there are 450 organisations' test "$(grep -c '"status":201' "$WORK/made")" = 450
get /api/orgs.csv >"$WORK/orgs.csv"
ok 'a CSV starts with the mark that Excel wants' test "$(head -c 3 "$WORK/orgs.csv" | od -An -tx1)" = ' ef bb bf'
ok 'it has every row once, over all pages' test "$(grep -o '=[0-9]*号' "$WORK/orgs.csv" | sort -u | wc -l).$(wc -l \
    <"$WORK/orgs.csv")" = 450.451
ok 'and nothing that a spreadsheet would run' eval '! grep -E "(^|,)\"?[=+@-]" "$WORK/orgs.csv"'
get /api/orgs.xlsx >"$WORK/orgs.xlsx"
unzip -p "$WORK/orgs.xlsx" xl/worksheets/sheet1.xml >"$WORK/sheet.xml"
ok 'a real .xlsx with the same rows' test "$(grep -o '<row ' "$WORK/sheet.xml" | wc -l)" = 451
ok 'whose texts are no formulas' eval 'grep -q "<t>=450号志愿队</t>" "$WORK/sheet.xml" && ! grep -q "<f>" "$WORK/sheet.xml"'
ok 'both come as files' test "$(header /api/orgs.xlsx content-disposition | cut -d';' -f1)" = attachment
ok 'a wrong query is refused before anything is made' test "$(status '/api/orgs.csv?kind=x').$(status \
    '/api/orgs.xlsx?kind=x').$(status '/api/orgs.xlsx?kimd=x').$(status /api/health.csv)" = 422.422.400.404
ok 'sheets of persons only for those who may' test "$(status /api/persons.csv).$(status /api/persons.xlsx)" = 401.401
"$LINLI" user add --name 张三 --phone 13800000000 --role admin --place 410104 \
    --data "$data" --packs "$packs" >"$WORK/user" 2>&1
ok 'and with the phone masked' eval 'local_get /api/persons.csv | grep 张三 | grep -F "***" | grep -v 13800000000'
ok 'nothing is left in tmp/' test -z "$(ls "$data/tmp")"
ok 'ten at once, half of them hung up on' eval 'for i in $(seq 5); do get /api/orgs.xlsx >/dev/null & curl -s \
    --max-time 0.02 "$at/api/orgs.xlsx" >/dev/null & done; sleep 2; says /health .ok'
stop
server=
ok 'the folder is clean' "$LINLI" verify --data "$data" --packs "$packs"

finish
