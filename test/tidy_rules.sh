#!/bin/bash
# The house rules can see: every bad sample of test/tidy is reported, on its line, and nothing else is.
root=$PWD tidy=$PWD/build/tidy passed=0 failed=0
tree=$WORK/tree
mkdir -p "$tree"
cp -R test/tidy/. "$tree"
cd "$tree" || exit 1

check() {    # check NAME COMMAND…
    local name=$1
    shift
    if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "not so: $name"; fi
}
says()  { "$tidy" "$tree" | grep -qxF "$1"; }
fails() { ! "$tidy" "$tree" >/dev/null; }

# Samples that are too long to keep. A function of 70 lines is fine, one of 71 is not; macros and #if do not confuse.
lines() { seq -f '    deed(%g);' "$1"; }
{
    echo '#define OPEN(x) do {'
    echo; echo 'int fine(void)'; echo '{'; lines 67; echo '}'
    echo; echo '#ifdef A'; echo 'int either(int a)'; echo '{'; echo '#else'; echo 'int either(void)'; echo '{'
    echo '#endif'; echo '}'
    echo; echo 'static const int table[] = {'; seq -f '    %g,' 90; echo '};'
    echo; echo 'int long_one(void)  // bad: function'; echo '{'; lines 68; echo '}'
} >src/base/long.c
awk 'BEGIN { for (i = 1; i <= 800; i++) print "int a" i ";" }' >src/base/full.c
awk 'BEGIN { for (i = 1; i <= 805; i++) print "int a" i ";" (i == 801 ? "  // bad: file" : "") }' >src/base/large.c
awk 'BEGIN { for (i = 1; i <= 205; i++) print "int a" i ";" (i == 201 ? "  // bad: header" : "") }' >src/base/large.h

"$tidy" "$tree" >"$WORK/found"
grep -rn --include='*.[ch]' '// bad: ' . | sed 's|^\./||' |
    awk -F: '{ rules = $0; sub(/.*\/\/ bad: /, "", rules); n = split(rules, each, " ")
               for (i = 1; i <= n; i++) print $1 ":" $2 ": " each[i] }' | sort -u >"$WORK/wanted"
sed -nE 's/^([^ ]+\.[ch]:[0-9]+: [a-z]+): .*/\1/p' "$WORK/found" | sort -u >"$WORK/reported"
while read -r line; do check "reported: $line" grep -qxF "$line" "$WORK/reported"; done <"$WORK/wanted"
while read -r line; do check "rightly reported: $line" grep -qxF "$line" "$WORK/wanted"; done <"$WORK/reported"
check 'a broken house fails' fails

# Exceptions must fit exactly.
printf 'src/base/large.c:file:805\nsrc/base/long.c:function:71\n' >tool/tidy.exceptions
"$tidy" "$tree" >"$WORK/found"
check 'an exception that fits is silent' eval '! grep -qE "^src/base/(large|long).c" "$WORK/found"'
echo 'src/base/large.c:file:806' >tool/tidy.exceptions
check 'an exception may not be larger than needed' says \
    'src/base/large.c:1: exception: file is down from 806; write 805 into tool/tidy.exceptions'
echo 'src/base/large.c:file:804' >tool/tidy.exceptions
check 'nor smaller' says 'src/base/large.c:1: exception: file is up from 804 to 805'
echo 'src/base/full.c:file:1' >tool/tidy.exceptions
check 'an exception that is not needed goes' says \
    'src/base/full.c:1: exception: file is down from 1; write 0 into tool/tidy.exceptions, that is: take the line out'
echo 'src/base/gone.c:file:900' >tool/tidy.exceptions
check 'an exception for no file goes' says 'tool/tidy.exceptions:1: exception: no such file: src/base/gone.c'
echo 'src/base/large.c:beauty:1' >tool/tidy.exceptions
check 'an unknown rule is no exception' says 'tool/tidy.exceptions:1: exception: not file:rule:number'

cd "$root" && rm -rf "$tree"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
