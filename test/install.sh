#!/bin/bash
# What `make install` lays down: the program, its packs, its guides and the samples they name.
passed=0 failed=0 root=$WORK/root share=$WORK/root/usr/share
check() {    # check NAME COMMAND…
    local name=$1
    shift
    if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "not so: $name"; fi
}
check 'it installs' eval 'env -u MAKELEVEL -u MAKEFLAGS make install DESTDIR="$root" PREFIX=/usr >"$WORK/said" 2>&1'
check 'a program that runs' eval '"$root/usr/bin/linli" --help | grep -q serve'
check 'a unit' grep -q '/usr/bin/linli serve' "$root/usr/lib/systemd/system/linli.service"
check 'packs without a mistake' eval '"$root/usr/bin/linli" pack check "$share/linli/packs" >/dev/null'
for file in README.md CHANGELOG.md LICENSE docs/operations.md dist/nginx.conf.sample dist/Caddyfile.sample; do
    check "$file" [ -s "$share/doc/linli/$file" ]
    check "$file: readable for all" [ "$(stat -c %A "$share/doc/linli/$file")" = -rw-r--r-- ]
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
