#!/bin/bash
# What `make install` lays down: the program, its packs, its guides and the samples they name; and that a release of
# `make dist` becomes the same program where there is no Node.
passed=0 failed=0 root=$WORK/root share=$WORK/root/usr/share
check() {    # check NAME COMMAND…
    local name=$1
    shift
    if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "not so: $name"; fi
}
compiler=$(sed 's/ -std=.*//' build/flags)          # another one would compile everything anew
front() { env -u MAKELEVEL -u MAKEFLAGS make CC="$compiler" "$@"; }

check 'it installs' eval 'front install DESTDIR="$root" PREFIX=/usr >"$WORK/said" 2>&1'
check 'a program that runs' eval '"$root/usr/bin/linli" --help | grep -q serve'
check 'a unit' grep -q '/usr/bin/linli serve' "$root/usr/lib/systemd/system/linli.service"
check 'packs without a mistake' eval '"$root/usr/bin/linli" pack check "$share/linli/packs" >/dev/null'
for file in README.md CHANGELOG.md LICENSE docs/operations.md dist/nginx.conf.sample dist/Caddyfile.sample; do
    check "$file" [ -s "$share/doc/linli/$file" ]
    check "$file: readable for all" [ "$(stat -c %A "$share/doc/linli/$file")" = -rw-r--r-- ]
done

# ---- a release ----------------------------------------------------------------------------------
# Nodes that would be asked leave a mark. What was compiled here is taken along, as its sources are the same.
check 'a release' eval 'front dist >"$WORK/dist" 2>&1'
release=$(echo build/linli-*.tar.gz)
sum=$(sha256sum <"$release")
tar -C "$WORK" -xzf "$release"
there=$(echo "$WORK"/linli-*)
check 'it carries the faces' [ -s "$there/faces/index.html" ]
mkdir -p "$WORK/none" "$there/build/gen"
for tool in node npm npx; do
    printf '#!/bin/sh\ntouch "%s/asked"\nexit 1\n' "$WORK" >"$WORK/none/$tool"
    chmod +x "$WORK/none/$tool"
done
cp -a build/flags build/embed build/pinyin build/obj "$there/build/"
cp -a build/gen/pinyin.def "$there/build/gen/"
check 'it is built' eval 'PATH="$WORK/none:$PATH" front -C "$there" >"$WORK/built" 2>&1'
check 'without Node' [ ! -e "$WORK/asked" ]
check 'from its own faces' eval '! grep -q faces.sh "$WORK/built" && [ ! -e "$there/build/faces" ]'
check 'with the same pages' cmp -s build/gen/embedded.c "$there/build/gen/embedded.c"
check 'and runs' eval '"$there/build/linli" --help | grep -q serve'
front dist >"$WORK/dist" 2>&1
check 'the same release twice' [ "$sum" = "$(sha256sum <"$release")" ]
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
