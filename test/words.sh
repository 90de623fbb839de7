#!/bin/bash
# The program's own words: help, wrong use, and a folder's life from init to restore.
passed=0 failed=0 data=$WORK/data server=
trap '[ -n "$server" ] && kill "$server" 2>/dev/null' EXIT
check() {    # check NAME COMMAND…
    local name=$1
    shift
    if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "not so: $name"; fi
}
run()   { "$LINLI" "$@" --lang en; }
ends()  {    # ends STATUS COMMAND…
    local want=$1 is
    shift
    "$@" >"$WORK/said" 2>&1; is=$?
    [ $is = "$want" ] || { cat "$WORK/said"; false; }
}
said()  { grep -q -- "$1" "$WORK/said"; }
has()   { grep -qF -- "$2" "$1"; }
plain() { run figures --data "$1" --plain; }

# Help.
check 'the page' ends 0 "$LINLI" --help
check 'is in Chinese' has "$WORK/said" '用法'
check 'and in English' has "$WORK/said" 'Usage'
check 'without a word: the page, and wrong use' ends 2 "$LINLI"
for word in serve demo init 'import places' 'import letters' clock 'demo staff' figures 'user add' 'user list' \
            'user end' verify rebuild backup restore 'receipt check' describe 'pack check' health; do
    check "linli $word --help" ends 0 "$LINLI" $word --help
    check "$word: both languages" eval 'has "$WORK/said" "the data folder" && has "$WORK/said" "数据目录"'
    check "$word: an unknown option" ends 2 "$LINLI" $word --colour red
done
for word in user import pack receipt; do
    check "linli $word --help" ends 0 "$LINLI" $word --help
    check "$word: the page of each word" eval 'has "$WORK/said" "linli $word " && has "$WORK/said" "the data folder"'
    check "$word alone is no word" ends 2 "$LINLI" $word
done
check 'an unknown word' ends 2 run fly
check 'nor has it help' ends 2 "$LINLI" fly --help
check 'an argument too few' ends 2 run import places
check 'an argument too many' ends 2 run verify now
check 'an option without its value' ends 2 "$LINLI" verify --data
check 'a folder without a name' ends 2 "$LINLI" demo --data=
check 'no such language' ends 2 "$LINLI" verify --lang fr
check 'no such day' ends 2 run clock --until yesterday --data "$data"
check 'no folder' ends 1 "$LINLI" verify --data "$WORK/none" --lang zh
check 'said in Chinese on request' said 不是数据目录
for word in verify rebuild 'user list' figures health; do
    check "$word needs a folder" ends 1 run $word --data "$WORK/none"
done

# The program about itself, and packs.
for what in openapi columns sql types rights; do check "describe $what" eval 'run describe $what | grep -q .'; done
check 'describe anything' ends 2 run describe anything
check 'our packs' ends 0 run pack check packs
check 'a broken pack' ends 1 run pack check test/data/packs/bad-date
check 'no server on a broken pack' ends 1 run init --data "$WORK/broken" --packs test/data/packs/bad-date

# A folder from init on.
check 'init' ends 0 run init --test --data "$data"
check 'init twice' ends 1 run init --data "$data"
for list in packs/zhengzhou/divisions.csv packs/guancheng/divisions.csv; do
    check "import $list" ends 0 run import places $list --list-on 2021-12-31 --data "$data"
done
check 'again' ends 0 run import places $list --list-on 2021-12-31 --data "$data"
check 'adds nothing' said 'added 0.*refused 0'
printf 'code,name\n410104003001001,松风里\n410104003001002,\n9,x\n' >"$WORK/rows.csv"
check 'rows with mistakes' ends 1 run import places "$WORK/rows.csv" --list-on 2021-12-31 --data "$data"
check 'are named by line' eval "said '^3: name' && said '^4: code'"
check 'good ones land' has "$WORK/said" 'added 1'
printf 'code,name\n410104003001009,甲\n410104003001009,乙\n' >"$WORK/twice.csv"
for times in 1 2 3; do
    check 'a code given twice' ends 1 run import places "$WORK/twice.csv" --list-on 2021-12-31 --data "$data"
    check "is told, $times" eval "said '^3: code' && said 'renamed 0.*refused 1'"
done
printf 'code,name,level,parent_code\n99,某省,2,\n410104003002,惠工街社区居委会,5,410104004\n410104003,\xff,4,410104\n' \
    >"$WORK/rows.csv"
printf '410104003002,惠工街社区居委会,4,\n41,"河南省' >>"$WORK/rows.csv"
check 'more mistakes' ends 1 run import places "$WORK/rows.csv" --list-on 2021-12-31 --data "$data"
check 'each with its column, by line' [ "$(grep -oE '^(linli: line )?[0-9]+: [a-z_]+' "$WORK/said" | tr '\n' ' ')" = \
    '2: level 3: parent_code 4: name 5: level 6: name ' ]
{
    printf 'msg_id,title,time,text\n1,"a\nb",2025-01-02 03:04:05,"x ""y""\nz"\n2,t,never,x\n'
    printf '3,t,2025-01-02 03:04:05,\xff\n4,t,2025-01-02 03:04:05,ok\n'
} | gzip >"$WORK/letters.csv.gz"
check 'letters with mistakes' ends 1 run import letters "$WORK/letters.csv.gz" --county 410104 --data "$data"
check 'are named by line, quoted newlines counted' eval "said '^5: time' && said '^6: text'"
check 'the others are filed' has "$WORK/said" 'filed 2, already there 0, refused 2'
printf 'a,b\n1,2\n' >"$WORK/bad.csv"
check 'not letters at all' ends 1 run import letters "$WORK/bad.csv" --county 410104 --data "$data"
printf 'msg_id,title,time,text\n1,"a' >"$WORK/bad.csv"
check 'an open quote' ends 1 run import letters "$WORK/bad.csv" --county 410104 --data "$data"
gzip -c "$WORK/bad.csv" | head -c 30 >"$WORK/torn.csv.gz"
check 'a torn file' ends 1 run import places "$WORK/torn.csv.gz" --data "$data"

# Users.
check 'user add' ends 0 run user add --name 王小明 --role admin --org 社会治理中心 --org-kind county --place 410104 \
    --data "$data"
check 'its link' said '^/.*invite'
person=$(head -n 1 "$WORK/said")
check 'user add without a place' ends 2 run user add --name 王小明 --role admin --data "$data"
check 'user add with an unknown role' ends 1 run user add --name 王小明 --role king --place 410104 --data "$data"
check 'user list' eval 'run user list --data "$data" | grep -q "$person  王小明  admin@"'
check 'user end' ends 0 run user end "$person" --data "$data"
check 'and no more posts' eval '! run user list --data "$data" | grep -q "admin@"'

# Beside a server: the same words go through its socket.
ready=${EPOCHREALTIME/./}
"$LINLI" serve --data "$data" --listen 127.0.0.1:0 --lang en >"$WORK/server" 2>"$WORK/log" &
server=$!
for _ in $(seq 200); do grep -q '^http' "$WORK/server" && break; sleep 0.01; done
echo "ready after $(( (${EPOCHREALTIME/./} - ready) / 1000 )) ms"
url=$(head -n 1 "$WORK/server")
check 'an address' eval '[[ $url == http://127.0.0.1:* ]]'
check 'health' eval 'run health --data "$data" | grep -q "\"ok\":true"'
check 'a second server is refused' ends 1 run serve --data "$data" --listen 127.0.0.1:0
check 'user add beside it' ends 0 run user add --name 李小红 --role street --place 410104003 --data "$data"
for at in 410104003001:印刷厂街社区居委会 410104003:南关街街道办事处; do
    run user add --name "吴${at#*:}" --role admin --place ${at%%:*} --data "$data" >/dev/null
    check "an organisation called ${at#*:}" eval 'curl -s "$url/api/orgs?place=${at%%:*}" | grep -q "\"name\":\"${at#*:}\""'
done
check 'user list beside it' eval 'run user list --data "$data" | grep -q "李小红  street@"'
check 'figures beside it' eval 'plain "$data" | grep -q "^filed=2$"'
check 'letters beside it' ends 1 run import letters "$WORK/letters.csv.gz" --county 410104 --data "$data"
check 'again nothing' said 'already there 2'
# What people typed must not lie open in a copy: whole, in part, or as the pairs of characters that search keeps.
curl -s -X POST -H 'content-type: application/json' "$url/api/matters" -d '{"place":"410104003001",
    "title":"Marker-Quagga","text":"囍犇骉的路口","spot":"龘龘门前","reporter_name":"犇囍骉"}' >"$WORK/marked"
marked=$(sed -nE 's/^\{"id":([0-9]+),.*/\1/p' "$WORK/marked") code=$(sed -nE 's/.*"follow":"([^"]+)".*/\1/p' "$WORK/marked")
curl -s -X POST -H 'content-type: application/json' -H "Linli-Follow: $code" -d '{"text":"Marker-Okapi 囍骉犇"}' \
    "$url/api/matters/$marked/note" >/dev/null
open_words=(Marker-Quagga Quagga quagga Marker-Okapi 囍犇骉的路口 囍犇 犇骉 路口 龘龘 囍骉 王小明 李小红)
open_in() {    # open_in FILE…: the words that lie open there
    local word
    for word in "${open_words[@]}"; do cat "$@" | grep -qaF -- "$word" && printf '%s ' "$word"; done
}
for _ in $(seq 500); do grep -qaF '犇骉' "$data"/linli.db* && break; sleep 0.01; done
check 'the folder holds them open' [ "$(open_in "$data"/linli.db*)" = "${open_words[*]} " ]
check 'backup beside it' ends 0 run backup "$WORK/backup" --data "$data"
check 'in the copy nothing is open' [ "$(open_in "$WORK/backup")" = '' ]
check 'no room for a copy' eval '(trap "" XFSZ; ulimit -f 100; ends 1 run backup "$WORK/tight" --data "$data")'
check 'leaves nothing behind' eval '! ls "$WORK"/tight* 2>/dev/null'
check 'the copy is for its owner alone' [ "$(stat -c %a "$WORK/backup")" = 600 ]
check 'verify beside it' ends 0 run verify --data "$data"
check 'rebuild must wait' ends 1 run rebuild --data "$data"
curl -s "$url/api/proof/410104/key" >"$WORK/key"
curl -s "$url/api/proof/410104/receipt?entry=3" >"$WORK/receipt"
curl -s -X POST -H 'content-type: application/json' -d '{"place":"410104003001","text":"灯不亮"}' "$url/api/matters" \
    >"$WORK/filed"
leaf=$(sed -nE 's/.*"leaf":"([0-9a-f]{64})".*/\1/p' "$WORK/filed")
entry=$(sed -nE 's/.*"receipt":\{"county":410104,"entry":([0-9]+).*/\1/p' "$WORK/filed")
curl -s "$url/api/proof/410104/receipt?entry=$entry" >"$WORK/mine"
check 'a receipt holds' ends 0 run receipt check "$WORK/mine" --key "$(cat "$WORK/key")" --leaf "$leaf"
check 'of another entry it does not' ends 1 run receipt check "$WORK/receipt" --key "$(cat "$WORK/key")" --leaf "$leaf"
check 'nor with another key' ends 1 run receipt check "$WORK/mine" --key "x+00000000+AAAA" --leaf "$leaf"
head -c 100 "$WORK/mine" >"$WORK/torn"
check 'nor torn' ends 1 run receipt check "$WORK/torn" --key "$(cat "$WORK/key")"
kill -TERM $server
check 'it stops when told' wait $server
server=
check 'its log is JSON' python3 -c 'import json, sys; [json.loads(line) for line in open(sys.argv[1])]' "$WORK/log"

# Verify, rebuild, backup, restore.
plain "$data" >"$WORK/before"
check 'verify' ends 0 run verify --data "$data"
check 'rebuild' ends 0 run rebuild --data "$data"
check 'the figures stay' cmp -s "$WORK/before" <(plain "$data")
check 'verify after it' ends 0 run verify --no-replay --data "$data"
mkdir -p "$WORK/new/keys"; cp "$data"/keys/* "$WORK/new/keys/"
check 'restore' ends 0 run restore "$WORK/backup" --data "$WORK/new"
check 'verify what was restored' ends 0 run verify --data "$WORK/new"
check 'it holds what the backup held' eval 'plain "$WORK/new" | grep -q "^filed=3$"'
check 'and its users' eval 'run user list --data "$WORK/new" | grep -q "李小红  street@"'
"$LINLI" serve --data "$WORK/new" --listen 127.0.0.1:0 --lang en >"$WORK/server" 2>/dev/null &
server=$!
for _ in $(seq 200); do grep -q '^http' "$WORK/server" && break; sleep 0.01; done
url=$(head -n 1 "$WORK/server")
curl -s -H "Linli-Follow: $code" "$url/api/matters/$marked" >"$WORK/said"
check 'what was typed is readable again' eval 'said Marker-Quagga && said 囍犇骉的路口 && said "Marker-Okapi 囍骉犇"'
curl -s "$url/api/matters" -G --data-urlencode 'text=犇骉' >"$WORK/said"
check 'and found again' said Marker-Quagga
kill -TERM $server; wait $server; server=
mkdir -p "$WORK/bare/keys"; cp "$data"/keys/* "$WORK/bare/keys/"; cp "$WORK/backup" "$WORK/bare/linli.db"
check 'a copy cannot be served as it is' ends 1 run serve --data "$WORK/bare" --listen 127.0.0.1:0
check 'and it says what to do' said 'restore it'
cp "$WORK/backup" "$WORK/damaged"; cp "$WORK/backup.sha256" "$WORK/damaged.sha256" 2>/dev/null
printf 'x' | dd of="$WORK/damaged" bs=1 seek="$(grep -abo -m 1 'matter_file' "$WORK/damaged" | head -n 1 | cut -d : -f 1)" \
    conv=notrunc 2>/dev/null
mkdir -p "$WORK/never/keys"; cp "$data"/keys/* "$WORK/never/keys/"
check 'a damaged copy is refused' ends 1 run restore "$WORK/damaged" --data "$WORK/never"
check 'because of its digest' said 'its digest'
(cd "$WORK" && sha256sum damaged >damaged.sha256)
check 'and with a new digest too' ends 1 run restore "$WORK/damaged" --data "$WORK/never"
check 'it says what is wrong' said 'is damaged: '
check 'nothing was made' eval '[ ! -e "$WORK/never/linli.db" ] && [ ! -e "$WORK/never/forgotten.list" ]'

# No packs: every word that needs them says how to name them, in both languages, and makes nothing.
lost() { (cd "$WORK" && "$LINLI" "$@" --packs nowhere); }
for word in "serve --data $data" "init --data $WORK/packless" "demo --data $WORK/packless" "figures --data $data" \
    "user list --data $data" "import places $WORK/none.csv --data $data" "import letters $WORK/none.csv --county 410104 --data $data" \
    "clock --live --data $data" "demo staff --data $data"; do
    # shellcheck disable=SC2086
    check "no packs: $word" ends 1 lost $word --lang en
    check 'where it looked, and what to say' said "$WORK/nowhere holds no policy packs; name their folder with --packs DIR"
    check 'nothing of mistakes' eval '! said "have mistakes"'
done
check 'nothing was made of it' eval '[ ! -e "$WORK/packless" ]'
check 'in Chinese' ends 1 lost serve --data "$data" --lang zh
check 'too' said '用 --packs DIR 指明'
check 'one pack is not the folder of packs' ends 1 run serve --data "$data" --packs packs/guancheng
check 'which is said' said 'is a pack itself'

# Two districts under one roof: each by its own pack.
packs=$WORK/packs
cp -r packs "$packs"; mkdir "$packs/a-jinshui"
cat >"$packs/a-jinshui/pack.yaml" <<END
id: CN-410105
name: {zh: 金水区, en: Jinshui District}
parent: CN-4101
version: "2026.11"
settings:
  - {key: reopen_days, value: "3", valid_from: 2010-01-01, valid_to: "", source: "trial", evidence: K-l}
END
check 'two leaves' ends 0 run pack check "$packs"
check 'one folder for both' ends 0 run init --test --data "$WORK/two" --packs "$packs"
printf 'code,name\n410105,金水区\n410105001,经八路街道\n410105001001,某社区\n' >"$WORK/jinshui.csv"
for list in packs/zhengzhou/divisions.csv packs/guancheng/divisions.csv "$WORK/jinshui.csv"; do
    check "places of $list" ends 0 run import places "$list" --list-on 2021-12-31 --data "$WORK/two" --packs "$packs"
done
"$LINLI" serve --data "$WORK/two" --packs "$packs" --listen 127.0.0.1:0 --lang en >"$WORK/server" 2>"$WORK/log" &
server=$!
for _ in $(seq 200); do grep -q '^http' "$WORK/server" && break; sleep 0.01; done
url=$(head -n 1 "$WORK/server")
both='"county":410104,.*"counties":\[{"county":410104,.*{"county":410105,"name":"金水区"}\]'
check 'it tells both, the first as its own' eval 'curl -s "$url/api/about" | grep -q "$both"'
for place in 410104003001 410105001001; do
    curl -s -X POST -H 'content-type: application/json' -d "{\"place\":\"$place\",\"text\":\"灯不亮\"}" "$url/api/matters" \
        >"$WORK/filed"
    check "filed at $place" has "$WORK/filed" "\"number\":\"${place:0:6}-"
    pack=$(curl -s "$url/api/about?county=${place:0:6}" | grep -o '"pack":"[^"]*"')
    check "by its own pack: $pack" [ "$pack" = "\"pack\":\"CN-${place:0:6}\"" ]
done
kill -TERM $server; wait $server; server=
check 'both are clean' ends 0 run verify --data "$WORK/two"
printf 'id: CN-410106\n' >"$packs/a-jinshui/pack.yaml"
check 'a broken second' ends 1 run pack check "$packs"
check 'keeps the server from starting' ends 1 run serve --data "$WORK/two" --packs "$packs" --listen 127.0.0.1:0
check 'with the same words' has "$WORK/said" 'a-jinshui/pack.yaml'

# The demo folder, made unattended; interrupted it leaves nothing.
"$LINLI" demo --small --data "$WORK/cut" >/dev/null 2>&1 &
cut=$!
sleep 0.3; kill -KILL $cut; wait $cut 2>/dev/null
check 'an interrupted demo leaves no folder' [ ! -e "$WORK/cut" ]
check 'and can be made then' ends 0 run demo --small --data "$WORK/cut"
check 'nothing is left aside' [ ! -e "$WORK/cut.making" ]
check 'making it again does nothing' ends 0 run demo --small --data "$WORK/cut"
"$LINLI" serve --data "$WORK/cut" --listen 127.0.0.1:0 --lang en >"$WORK/server" 2>/dev/null &
server=$!
for _ in $(seq 200); do grep -q '^  admin' "$WORK/server" && break; sleep 0.01; done
url=$(head -n 1 "$WORK/server")
for user in resident grid steward manager owners community street district department admin; do
    word=$(awk -v u=$user '$1 == u { print $2 }' "$WORK/server")
    body="{\"name\":\"$user\",\"password\":\"$word\",\"county\":410104}"
    curl -s -o /dev/null -w "%{http_code}" -H 'content-type: application/json' -H "origin: $url" -d "$body" \
        "$url/api/sign-in" >"$WORK/status"
    check "$user signs in" [ "$(cat "$WORK/status")" = 200 ]
    check "the page may show $user" eval 'curl -s "$url/api/about" | grep -q "{\"name\":\"$user\",\"label\":\"[^\"]*\",\"password\":\"$word\",\"opens\":\"/"'
done
kill -TERM $server; wait $server; server=
check 'the demo folder is clean' ends 0 run verify --data "$WORK/cut"

# A day ahead: what falls due by its end is raised, at its due moment, and nothing of it is later than that day.
clocked=$WORK/cut ahead=$(TZ=Asia/Shanghai date -d '+200 days' +%F)
before=$(plain "$clocked" | sed -n 's/^raised_county_clock=//p')
check 'the clock runs ahead' ends 0 run clock --until "$ahead" --data "$clocked"
check 'and raises' said '^[1-9][0-9]* fell due'
check 'its figures go to that day' eval 'run clock --until "$ahead" --data "$clocked" --plain >"$WORK/ahead"'
check 'more was raised' [ "$(sed -n 's/^raised_county_clock=//p' "$WORK/ahead")" -gt "$before" ]
check 'again nothing' eval 'run clock --until "$ahead" --data "$clocked" | grep -q "^0 fell due"'
check 'its steps lie ahead' eval 'run figures --from "$(TZ=Asia/Shanghai date -d +1\ day +%F)" --to "$ahead" --data "$clocked" --plain |
    grep -q "^raised_county_clock=[1-9]"'
check 'and it is clean' ends 0 run verify --data "$clocked"

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
