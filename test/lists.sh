#!/bin/bash
# Lists in and out: every reason is the true one, a torn row costs itself, our own lists come back in, sheets say when
# they are cut.
. test/lib/word.sh
data=$WORK/data server=
trap '[ -n "$server" ] && kill "$server" 2>/dev/null' EXIT
said()  { grep -qE -- "$1" "$WORK/said"; }
# into STATUS WORDS…: imports $WORK/list.csv and looks for each of the words in what is said.
into() {
    local want=$1
    shift
    ends "$want" run import places "$WORK/list.csv" --data "$data" || return 1
    for word in "$@"; do said "$word" || return 1; done
}
list() { printf "$1" >"$WORK/list.csv"; }

run init --test --data "$data" >/dev/null
for file in packs/zhengzhou/divisions.csv packs/guancheng/divisions.csv; do
    run import places $file --list-on 2021-12-31 --data "$data" >/dev/null
done

# What kind of file it is.
list '编码,名称\r\n410104003001101,国标小区\r\n'
iconv -f UTF-8 -t GB18030 "$WORK/list.csv" -o "$WORK/gbk.csv"; mv "$WORK/gbk.csv" "$WORK/list.csv"
check 'GBK is told as such' into 1 'line 1: the list is not in UTF-8 \(perhaps GBK'
list 'code,name\r\n410104003001101,\xb9\xfa\xb1\xea\xd0\xa1\xc7\xf8\r\n410104003001102,plain\r\n'
check 'a GBK row costs itself' into 1 '^2: name is not valid UTF-8' 'perhaps GBK' 'added 1,.*refused 1'
list 'code,name\n410104003001103,甲\n'
iconv -f UTF-8 -t UTF-16 "$WORK/list.csv" -o "$WORK/wide.csv"; mv "$WORK/wide.csv" "$WORK/list.csv"
check 'UTF-16' into 1 'UTF-16'
list 'code;name\n410104003001103;甲\n'
check 'semicolons' into 1 'separated by commas; found instead: ;'
list 'code\tname\n410104003001103\t甲\n'
check 'tabs' into 1 'separated by commas.*tab'
list '编码，名称\n410104003001103，甲\n'
check 'full-width commas' into 1 'separated by commas.*，'
list 'code name\n410104003001103 甲\n'
check 'none at all' into 1 'no commas, tab or ; found'
list 'PK\x03\x04\x14\x00\x06\x00'
check 'a renamed workbook' into 1 'is a workbook'
list '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'
check 'an old one' into 1 'is a workbook.*xls'
list '<table><tr><td>code</td></tr></table>'
check 'a page' into 1 'something else.*HTML'
list ''
check 'an empty file' into 1 'has no rows'
list 'code,name\n'
check 'a head alone' into 1 'has no rows'
list 'Code,name,ＮＡＭＥ\n410104003001103,甲,乙\n'
check 'a column twice, however written' into 1 'name is given twice'
list '\xef\xbb\xbf"code","name"\n"410104003001105","甲"\n'
check 'a mark before a quoted cell' into 0 'added 1'
list '\xef\xbb\xbf\xef\xbb\xbf"code","name"\n"410104003001105","甲"\n'
check 'two marks' into 0 'unchanged 1'
list 'sep=,\r\ncode,name,,\r\n410104003001105,甲,,\r\n,,,\r\n\r\n'
check 'the first line of Excel, empty columns and rows' into 0 'unchanged 1'
list 'code,name\r410104003001105,甲\r410104003001106,乙'
check 'line ends of old' into 0 'added 1,.*unchanged 1'
zstd -q "$WORK/list.csv" -o "$WORK/packed" -f && mv "$WORK/packed" "$WORK/list.csv"
check 'packed, whatever its name' into 0 'unchanged 2'

# Quotes.
list 'code,name\n410104003001115,好一\n410104003001116,"东"区\n410104003001117,好二\n'
check 'text behind a quote costs its row' into 1 '^3: name goes on behind its closing' 'added 2,.*refused 1'
list 'code,name\n410104003001118,好"三"\n410104003001119,"东区\n410104003001120,好四\n410104003001121,"好五"\n'
check 'stray and open ones too' into 1 '^2: name holds a quotation mark' '^3: name begins with a quotation mark' \
    'added 2,.*refused 2'
list 'code,name\n410104003001122,甲,乙\n410104003001123,丙\n'
check 'a comma without quotes' into 1 '^2: row has more cells' 'added 1,.*refused 1'

# A list that is the whole of what lies below a place.
whole() {    # whole STATUS OPTION… -- WORD…
    local want=$1 options=()
    shift
    while [ "$1" != -- ]; do options+=("$1"); shift; done
    shift
    ends "$want" run import places "$WORK/list.csv" --data "$data" --list-on 2026-01-01 "${options[@]}" || return 1
    for word in "$@"; do said "$word" || return 1; done
}
at=410104003002
list "code,name\n${at}001,松风里\n${at}002,竹里\n${at}003,梅里\n${at}004,兰里\n${at}003001,1号楼\n410104003004009,别处\n"
check 'places to begin with' ends 0 run import places "$WORK/list.csv" --data "$data" --list-on 2025-01-01
list "code,name\n${at}009,后来\n"
check 'and a later one' ends 0 run import places "$WORK/list.csv" --data "$data" --list-on 2026-03-01
run user add --name 梅经理 --role manager --org 梅里物业 --org-kind manager --place ${at}003 --data "$data" >/dev/null
list "code,name\n${at}001,松风里\n${at}002,竹里新村\n${at}004,兰里\n${at}005,菊里\n"
entries() { run verify --data "$data" | grep -oE 'entries: [0-9]+'; }
before=$(entries)
check 'a dry run, row by row' whole 0 --whole $at --dry-run -- "^add ${at}005 菊里" "^rename ${at}002 竹里新村  ← 竹里" \
    "^end ${at}003 梅里  .not in the list.; 1 places below stay; 1 organisations; 1 posts" \
    'would add 1, rename 1, change 0, end 1, leave 2, refuse 0' '1 places began after'
check 'says nothing of what is not its business' eval '! grep -qE "${at}003001|410104003004009|^end.*${at}009" "$WORK/said"'
check 'and changes nothing' [ "$(entries)" = "$before" ]
check 'done' whole 0 --whole $at -- 'added 1, renamed 1' 'ended 1'
check 'what it left out ended on its day' eval \
    'run import places "$WORK/list.csv" --data "$data" --whole $at --list-on 2026-01-01 >"$WORK/said" 2>&1 && ! said "^end" && said "unchanged 4"'
check 'said again it changes nothing' [ "$(entries)" = "$(whole 0 --whole $at -- unchanged; entries)" ]
list "code,name\n${at}001,松风里\n"
check 'most of them would end: refused' whole 1 --whole $at -- 'more than half of .: nothing was changed' '--may-end 3'
check 'with another number too' whole 1 --whole $at --may-end 2 -- 'more than half'
check 'the number said' whole 0 --whole $at --may-end 3 -- 'ended 3'
list "code,name\n${at}001,\"松\"风里\n${at}006,桂里\n"
check 'a bad row: the others land, nothing ends' whole 1 --whole $at -- 'added 1' 'was not ended'
list "code,name\n410104003,南关街街道\n"
check 'a list of something else' whole 1 --whole $at -- 'holds no place below'
check 'below no place' whole 1 --whole 410104998 -- 'there is no place'
check 'below no code' whole 2 --whole moon -- 'takes the code'
cp packs/guancheng/divisions.csv "$WORK/list.csv"
check 'the divisions are whole, and end no compound' whole 0 --whole 410104 --dry-run -- 'end 0, leave 163'
list "code,name\n${at}001,松风里之一\n"
check 'a dry run of any list' whole 0 --dry-run -- "^rename ${at}001 松风里之一  ← 松风里"

# Our own list comes back in, as it is and through other programs.
"$LINLI" serve --data "$data" --listen 127.0.0.1:0 --lang en >"$WORK/server" 2>"$WORK/log" &
server=$!
for _ in $(seq 200); do grep -q '^http' "$WORK/server" && break; sleep 0.02; done
url=$(head -n 1 "$WORK/server")
list "code,name,kind,lat,lon,crs\n410104003001130,-1层,,34.7,113.6,GCJ02\n410104003001131,''-2层,,,,\n410104003001132,'里,,,,\n"
printf '410104003001133,"甲,""乙""",segment,-34.5,-113.6,EPSG:4326\n410104003001134,=1+1,,,,\n410104003001135,@丙,,,,\n' \
    >>"$WORK/list.csv"
check 'names that look like formulas' into 0 'added 6'
for lang in zh en; do
    curl -s -H "Accept-Language: $lang" "$url/api/places.csv?under=410104003&deep=1" >"$WORK/list.csv"
    check "our own list, $lang" into 0 'unchanged [1-9][0-9]+, refused 0' 'renamed 0, changed 0'
    for style in QUOTE_MINIMAL QUOTE_ALL; do
        python3 - "$WORK/list.csv" $style <<'END' >"$WORK/again.csv"
import csv, sys
rows = list(csv.reader(open(sys.argv[1], encoding="utf-8-sig", newline="")))
csv.writer(sys.stdout, quoting=getattr(csv, sys.argv[2]), lineterminator="\n").writerows(rows)
END
        mv "$WORK/again.csv" "$WORK/list.csv"
        check "written again, $style" into 0 'unchanged [1-9][0-9]+, refused 0' 'renamed 0, changed 0'
    done
done
curl -s "$url/api/places/by-code?code=410104003001131" >"$WORK/said"
check "a quote mark of one's own stays" said '"name":"'"'"'-2层"'
sed -i 's/"34.7"/34.8/; s/,34\.7,/,34.8,/' "$WORK/list.csv"
check 'a position that was edited lands, from an English list too' into 0 'changed 1'

# Cells of a workbook.
long=$(python3 -c 'print("😀" * 9999 + "完")')
for text in "$long" '第一行'; do
    printf '{"place":"410104003001","text":"%s"}' "$text" |
        curl -s -X POST -H 'content-type: application/json' -d @- "$url/api/matters" >/dev/null
done
curl -s --unix-socket "$data/sock" 'http://linli/api/matters.xlsx?place=410104' >"$WORK/matters.xlsx"
python3 - "$WORK/matters.xlsx" >"$WORK/said" 2>&1 <<'END'
import sys, zipfile, xml.etree.ElementTree as tree
sheet = tree.fromstring(zipfile.ZipFile(sys.argv[1]).read("xl/worksheets/sheet1.xml"))
texts = ["".join(t.itertext()) for t in sheet.iter() if t.tag.endswith("}is")]
print("whole" if "😀" * 9999 + "完" in texts else "cut", max(len(t.encode("utf-16-le")) // 2 for t in texts))
END
check 'a long text is whole' said '^whole 19999$'
kill -TERM $server; wait $server; server=

# Letters.
letters() { ends "$1" run import letters "$WORK/list.csv" --county 410104 --data "$data"; }
list 'msg_id,title,time,text,text\n1,a,2025-01-02 03:04:05,b,c\n'
check 'a column twice' letters 1
check 'is told' said 'text is given twice'
list 'msg_id,title,time,text, Text \n1,a,2025-01-02 03:04:05,b,c\n'
check 'however written' eval 'letters 1 && said "text is given twice"'
list 'msg_id,title,time,text\n1,a,2025-01-02 03:04:05,路灯\n1,a,2025-01-02 03:04:05,路灯\n1,a,2025-01-02 03:04:05,别的\n'
check 'the same letter twice' letters 1
check 'is one letter' said 'filed 1, already there 1, refused 1'
check 'another one under its number is not' said '^4: msg_id is given twice'
list 'msg_id,title,time,text\r\n2,a,2025-01-02 03:04:05,"第一行\r\n第二行"\r\n'
check 'line ends within a cell' eval 'letters 0 && said "filed 1.*made blanks in 0"'
list 'msg_id,title,time,text\n3,a,1988-07-01 08:00:00,路灯\n4,a,2025-01-02 03:04:05,"他说"好"\n第二行\n"\n5,a,2025-01-02 03:04:05,路灯\n'
check 'torn and early ones' letters 1
check 'cost themselves' said 'filed 1, already there 0, refused 2'
check 'a torn one by its lines' said '^3: text goes on behind.*\(up to line 5\)'
check 'an early one by its day' said '^2: .*lies before the first day of the policy packs'
list 'msg_id,title,time,text\n6,a,2025-01-02 03:04:05,路灯,请修\n7,a,2025-01-02 03:04:05,\xc2\xb7\xb5\xc6\n'
check 'cut ones are refused, foreign ones told' eval 'letters 1 && said "^2: row has more cells" && said "perhaps GBK"'
list 'msg_id;title;time;text\n'
check 'letters by semicolons' eval 'letters 1 && said "separated by commas"'
list 'msg_id,title,time,text\n'
check 'no letters' eval 'letters 1 && said "has no rows"'
"$LINLI" serve --data "$data" --listen 127.0.0.1:0 --lang en >"$WORK/server" 2>"$WORK/log" &
server=$!
for _ in $(seq 200); do grep -q '^http' "$WORK/server" && break; sleep 0.02; done
curl -s "$(head -n 1 "$WORK/server")/api/matters?place=410104&limit=50" >"$WORK/said"
check 'its line end is a line end' said '第一行\\n第二行'
kill -TERM $server; wait $server; server=

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
