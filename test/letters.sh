#!/bin/bash
# Point 6: old letters travel the whole road, a stand-in for staff acts, time raises what falls due; every figure is
# computed again by test/recompute.py, which shares nothing with the program.
passed=0 failed=0 data=$WORK/data county=410104
check() {    # check NAME COMMAND…
    local name=$1
    shift
    if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "not so: $name"; fi
}
has()   { grep -qF -- "$2" "$1"; }
run()   { "$LINLI" "$@" --lang en; }
lasts() { printf '%-28s %d ms\n' "$1" $(( (${EPOCHREALTIME/./} - since) / 1000 )); since=${EPOCHREALTIME/./}; }

if [ -r "$LINLI_DATA/hotline-letters.csv.gz" ]; then
    letters=$LINLI_DATA/hotline-letters.csv.gz middle=2019-09-30 end=2020-12-31
    echo "the real letters"
else
    letters=test/data/letters.csv middle=2025-11-15 end=2026-08-31
    echo "no hotline-letters.csv.gz: the repository's own invented letters"
fi
since=${EPOCHREALTIME/./}

# Where it is refused.
run init --data "$WORK/live" >/dev/null
into() { run import letters "$letters" --county $county --data "$1"; }
check 'a folder in earnest refuses letters' eval '! into "$WORK/live" 2>"$WORK/said"'
check 'and says how to make a test one' has "$WORK/said" 'linli init --test'
check 'nor does its clock move' eval '! run clock --until $end --data "$WORK/live" 2>/dev/null'
run init --test --data "$data" >/dev/null
check 'letters need places' eval '! into "$data" 2>"$WORK/said"'
check 'and that is said' has "$WORK/said" 'import places'

python3 test/recompute.py "$letters" $county packs $middle $end >"$WORK/again" &
again=$!

# Filing.
for list in packs/zhengzhou/divisions.csv packs/guancheng/divisions.csv; do
    check "places of $list" eval 'run import places "$list" --list-on 2021-12-31 --data "$data" >/dev/null'
done
check 'letters are filed' eval 'into "$data" >"$WORK/first"'
lasts 'filed'
all=$(sed -nE 's/^([0-9]+) letters.*/\1/p' "$WORK/first")
check 'all of them' has "$WORK/first" "filed $all, already there 0, refused 0"
check 'the hash is said' has "$WORK/first" 'SHA-256("place:" + msg_id)'
other=$(sed -nE 's/.*\(Z99\): ([0-9]+) of.*/\1/p' "$WORK/first")
check 'fewer than a quarter fell into other' [ $((other * 4)) -lt "$all" ]
check 'importing again' eval 'into "$data" >"$WORK/second"'
check 'adds nothing' has "$WORK/second" "filed 0, already there $all, refused 0"
check 'and says the same subjects' cmp -s <(tail -n +3 "$WORK/first") <(tail -n +3 "$WORK/second")
lasts 'filed again'

# Two stretches: the stand-in must take up where it stopped.
for day in $middle $end; do
    check "the stand-in works until $day" eval 'run demo staff --until $day --data "$data" >"$WORK/staff"'
    check 'and every deed of it succeeds' has "$WORK/staff" 'failed 0'
    check "clock until $day" eval 'run clock --until $day --data "$data" --plain >"$WORK/figures.$day"'
    lasts "staff until $day"
done
wait $again
for day in $middle $end; do
    sed -n "/^# $day\$/,/^# /{/^#/d;p}" "$WORK/again" >"$WORK/again.$day"
    check "every figure on $day" diff "$WORK/figures.$day" "$WORK/again.$day"
done
check 'nothing is left to be raised' eval 'run clock --until $end --data "$data" | grep -q "^0 fell due"'
check 'the folder is clean' eval 'run verify --data "$data" >"$WORK/verified"'
lasts 'verified'
grep -E '^(filed|raised|closed|low_rate|in_time)' "$WORK/figures.$end"

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
