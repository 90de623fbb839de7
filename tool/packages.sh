#!/bin/sh
# packages.sh run|test: installs the Debian packages that are missing for building and running, or for the tests too.
# Says which ones; does nothing, quickly, when none is missing. sudo only when not root.
set -eu

run="gcc make pkg-config libc6-dev libmicrohttpd-dev libjansson-dev libsqlite3-dev libsodium-dev libssl-dev libyaml-dev
     libxlsxwriter-dev zlib1g-dev libzstd-dev libcurl4-openssl-dev libutf8proc-dev libvips42 libqrencode-dev
     libicu-dev nodejs npm"
tests="clang-14 libclang-rt-14-dev python3 curl sqlite3 chromium fonts-noto-cjk strace zstd xz-utils unzip jq postgresql
       util-linux systemd openssl libvips-tools"

case "${1:-}" in
run)  wanted=$run ;;
test) wanted="$run $tests" ;;
*)    echo "usage: tool/packages.sh run|test" >&2; exit 2 ;;
esac

command -v dpkg-query >/dev/null || { echo "packages: not a Debian system; please provide: $(echo $wanted)"; exit 0; }

# A Node from elsewhere, or a systemd-analyze that is already there, is as good as Debian's own.
present=" "
if command -v node >/dev/null; then present="$present nodejs "; fi
if command -v npm >/dev/null; then present="$present npm "; fi
if command -v systemd-analyze >/dev/null; then present="$present systemd "; fi

installed=" $(dpkg-query -W -f '${db:Status-Status}:${Package}\n' $wanted 2>/dev/null |
    sed -n 's/^installed://p' | tr '\n' ' ')"
missing=
for package in $wanted; do
    case "$present$installed" in
    *" $package "*) ;;
    *) missing="$missing $package" ;;
    esac
done
[ -n "$missing" ] || exit 0

echo "packages: installing$missing"
as_root=
if [ "$(id -u)" != 0 ]; then as_root=sudo; fi
log=$(mktemp)
if $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q update >"$log" 2>&1 &&
   $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends $missing >>"$log" 2>&1
then
    rm -f "$log"
    echo "packages: done"
else
    tail -n 20 "$log"
    rm -f "$log"
    echo "packages: could not install$missing" >&2
    exit 1
fi
