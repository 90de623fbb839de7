#!/bin/bash
# The data folder and its copies: what may not be served, who holds it, two backups at once, what broken-off runs leave.
. test/lib/word.sh
data=$WORK/data server= disk=$WORK/disk
trap '[ -n "$server" ] && kill -KILL "$server" 2>/dev/null; umount -l "$disk" 2>/dev/null' EXIT
said() { grep -q -- "$1" "$WORK/said"; }
serve() {    # serve DIR: its address in $url
    "$LINLI" serve --data "$1" --listen 127.0.0.1:0 --lang en >"$WORK/server" 2>"$WORK/log" &
    server=$!
    for _ in $(seq 500); do grep -q '^http' "$WORK/server" && break; sleep 0.01; done
    url=$(head -n 1 "$WORK/server")
}
stop() { kill "-${1:-TERM}" $server; wait $server 2>/dev/null; server=; }
file() { curl -s -X POST -H 'content-type: application/json' -d '{"place":"410104003001","text":"灯不亮"}' \
    "$url/api/matters" >"$WORK/filed"; grep -q '"number"' "$WORK/filed"; }
refused() {    # refused DIR WHAT: it is not served, says so, and is as it was
    local before
    before=$(cat "$1"/linli.db 2>/dev/null | sha256sum)
    check "$2 is not served" ends 1 run serve --data "$1" --listen 127.0.0.1:0
    check "$2: it says what to do" said 'restore a backup'
    check "$2 is as it was" [ "$(cat "$1"/linli.db 2>/dev/null | sha256sum)" = "$before" ]
}
copy() { rm -rf "$WORK/copy"; cp -a "$data" "$WORK/copy"; }

check 'init' ends 0 run init --test --data "$data"
for list in packs/zhengzhou/divisions.csv packs/guancheng/divisions.csv; do
    check "import $list" ends 0 run import places $list --list-on 2021-12-31 --data "$data"
done
serve "$data"
check 'filed' file
stop
cp "$data/linli.db" "$WORK/older.db"
serve "$data"
check 'filed again' file
check 'and again' file

# Who holds the folder is not told by files that can be deleted.
rm "$data/lock" "$data/sock"
check 'a second server beside a deleted lock' ends 1 run serve --data "$data" --listen 127.0.0.1:0
check 'it says why' said 'in use'
check 'nor does a word open the folder' ends 1 run user list --data "$data"
check 'nor restore' ends 1 run restore "$WORK/older.db" --data "$data"
check 'the first one goes on' file
stop KILL
cp -a "$data" "$WORK/killed"

# Entries are gone: each way is refused, nothing is signed anew.
check 'verify after a kill' ends 0 run verify --data "$data"
copy; : >"$WORK/copy/linli.db"; rm -f "$WORK"/copy/linli.db-*
check 'nor is an emptied one copied' ends 1 run backup "$WORK/none.db" --data "$WORK/copy"
check 'it says why' said 'nothing to back up'
check 'and leaves nothing' [ ! -e "$WORK/none.db" ]
refused "$WORK/copy" 'an empty file'
check 'verify names it' ends 1 run verify --data "$WORK/copy"
rm "$WORK/copy/heads.list"
refused "$WORK/copy" 'an empty file without its witness'
copy; rm "$WORK"/copy/linli.db*
refused "$WORK/copy" 'no file'
check 'nor is it made anew' ends 1 run init --data "$WORK/copy"
check 'as restore is what it needs' said 'restore a backup'
copy; truncate -s 40960 "$WORK/copy/linli.db"
refused "$WORK/copy" 'a file cut off'
copy; rm -f "$WORK"/copy/linli.db-*; cp "$WORK/older.db" "$WORK/copy/linli.db"
refused "$WORK/copy" 'an older copy'
check 'verify names it' ends 1 run verify --no-replay --data "$WORK/copy"
check 'by the county' said 'heads.list: county 410104 was signed up to'
check 'no word changes it' ends 1 run user add --name 王小明 --role admin --place 410104 --data "$WORK/copy"
rm -rf "$WORK/copy"; cp -a "$WORK/killed" "$WORK/copy"; rm "$WORK"/copy/linli.db-*
refused "$WORK/copy" 'a store without its write-ahead log'
check 'another of the same key' ends 0 run init --test --data "$WORK/other" --key-file "$data/keys/master.key"
copy; rm -f "$WORK"/copy/linli.db-*; cp "$WORK/other/linli.db" "$WORK/copy/linli.db"
refused "$WORK/copy" 'a new store beside an old key'
check 'a backup of what is left' ends 0 run backup "$WORK/left.db" --data "$WORK/copy"
check 'and a restore accept it' ends 0 run restore "$WORK/left.db" --data "$WORK/copy"
check 'so that it is served' ends 0 run verify --data "$WORK/copy"
serve "$WORK/copy"; check 'again' [ -n "$url" ]; stop

# Two backups at once: to one name, and beside one another.
mkdir "$WORK/backups"
for i in 1 2 3 4; do
    to=$WORK/backups/one-$i.db
    run backup "$to" --data "$data" >"$WORK/first" 2>&1 & first=$!
    sleep "0.0$((i % 3))"
    run backup "$to" --data "$data" >"$WORK/second" 2>&1; second=$?
    wait $first; first=$?
    cat "$WORK/first" "$WORK/second" >"$WORK/said"
    check "one of two to one name: $first $second" [ $((first + second)) = 1 ]
    check 'the other is told' eval 'said "is being made" || said "exists already"'
    check 'the copy fits its digest' eval '(cd "$WORK/backups" && sha256sum --quiet -c "one-$i.db.sha256")'
    pids=()
    printf '410104000000001 %d\n' $i >>"$data/forgotten.list"
    for n in a b c; do run backup "$WORK/backups/$n-$i.db" --data "$data" >>"$WORK/said" 2>&1 & pids+=($!); done
    for pid in "${pids[@]}"; do check 'each of three to three names' wait $pid; done
done
check 'the forget list is whole' cmp -s "$data/forgotten.list" "$WORK/backups/forgotten.list"
check 'nothing is left beside them' eval '! ls "$WORK"/backups/*part* 2>/dev/null'
rm "$data/forgotten.list" "$WORK/backups/forgotten.list"
check 'a restore of one' ends 0 run restore "$WORK/backups/one-1.db" --data "$WORK/copy"
ln -s nowhere "$WORK/backups/link"
for to in "$WORK/backups" "$WORK/backups/link" "$WORK/backups/a-1.db" "$data/x.db" "$data/backups/x.db" "$WORK/no/x.db" \
          /proc/x.db; do
    check "no backup to $to" ends 1 run backup "$to" --data "$data"
done

# What a broken-off run leaves is gone with the next.
for at in 0.01 0.03 0.06; do
    rm -rf "$WORK/made"; mkdir -p "$WORK/made/keys"; cp "$data/keys/master.key" "$WORK/made/keys/"
    "$LINLI" restore "$WORK/backups/one-1.db" --data "$WORK/made" >/dev/null 2>&1 & pid=$!
    sleep $at; kill -KILL $pid; wait $pid 2>/dev/null
    if [ ! -e "$WORK/made/linli.db" ]; then
        check 'a broken-off restore is named' ends 1 run verify --data "$WORK/made"
        check 'as what it is' said 'restore a backup'
    fi
    check 'restore after it' ends 0 run restore "$WORK/backups/one-1.db" --data "$WORK/made"
    "$LINLI" rebuild --data "$WORK/made" >/dev/null 2>&1 & pid=$!
    sleep $at; kill -KILL $pid; wait $pid 2>/dev/null
    "$LINLI" backup "$WORK/backups/killed-$at.db" --data "$WORK/made" >/dev/null 2>&1 & pid=$!
    sleep $at; kill -KILL $pid; wait $pid 2>/dev/null
    mkdir -p "$WORK/made/tmp"; echo 'open words' >"$WORK/made/tmp/export-1"
    serve "$WORK/made"; check 'served after it' [ -n "$url" ]; stop
    check 'nothing is left' eval '! ls "$WORK"/made/*part* "$WORK"/made/tmp/* 2>/dev/null'
    check 'and it is clean' ends 0 run verify --data "$WORK/made"
done
check 'one more backup' ends 0 run backup "$WORK/backups/last.db" --data "$data"
check 'removes what killed ones left' eval '! ls "$WORK"/backups/*part* 2>/dev/null'
for f in "$WORK"/backups/killed-*.db; do
    [ ! -e "$f" ] || check 'what has a name is whole' eval '(cd "$WORK/backups" && sha256sum --quiet -c "${f##*/}.sha256")'
done

# A folder that may not be written says so; so does a disk without room.
mkdir "$disk"
if mount -t tmpfs -o size=24m linli-story "$disk" 2>/dev/null; then
    cp -a "$data" "$disk/data"; rm -f "$disk"/data/{lock,sock}
    check 'a full disk' ends 1 run backup "$disk/full/x.db" --data "$data"
    head -c 64m /dev/zero >"$disk/ballast" 2>/dev/null
    check 'no room for a backup' ends 1 run backup "$disk/x.db" --data "$data"
    check 'nothing is left of it' eval '! ls "$disk"/x.db* 2>/dev/null'
    serve "$disk/data"
    cat /dev/zero >>"$disk/ballast" 2>/dev/null
    check 'an .xlsx is not made there' [ "$(curl -s -o "$WORK/said" -w '%{http_code}' "$url/api/matters.xlsx?place=410104")" = 503 ]
    stop
    check 'each line of the log is ours' python3 -c 'import json, sys; [json.loads(x) for x in open(sys.argv[1])]' "$WORK/log"
    check 'one tells of it' [ "$(grep -c '"export".*No space left' "$WORK/log"; grep -c library "$WORK/log")" = $'1\n0' ]
    rm "$disk/ballast"
    mount -o remount,ro "$disk"
    check 'a read-only file system' ends 1 run serve --data "$disk/data" --listen 127.0.0.1:0
    check 'is told as such' said 'read-only'
    check 'verify goes on, or says so' eval 'run verify --data "$disk/data" >"$WORK/said" 2>&1 || said "Read-only"'
    check 'by backup, too' eval '! run backup "$disk/x.db" --data "$data" >"$WORK/said" 2>&1 && said "Read-only"'
    umount -l "$disk"
else echo 'a read-only file system: not tried (needs root and mount)'; fi
as=(); [ "$(id -u)" != 0 ] || as=(setpriv --reuid=65534 --regid=65534 --clear-groups)
rm -rf "$WORK/copy"; cp -a "$data" "$WORK/copy"; rm -f "$WORK"/copy/{lock,sock}
chmod -R a+rX "$WORK/copy"; chmod a-w "$WORK/copy" "$WORK/copy"/linli.db*
if "${as[@]}" "$LINLI" --help >/dev/null 2>&1 && "${as[@]}" cat "$WORK/copy/linli.db" >/dev/null 2>&1; then
    check 'a folder one may not write' ends 1 "${as[@]}" "$LINLI" serve --data "$WORK/copy" --listen 127.0.0.1:0
    check 'is told as such' said 'cannot be written: Permission denied'
    chmod a+w "$WORK/copy"
    check 'so is a file' ends 1 "${as[@]}" "$LINLI" serve --data "$WORK/copy" --listen 127.0.0.1:0
    check 'by its name' said 'linli.db cannot be written: Permission denied'
else echo 'a folder one may not write: not tried (nobody cannot run the program here)'; fi

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
