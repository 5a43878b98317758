#!/bin/sh
# Installs the programs rowcol is measured against: Debian's packages, and npm's into a folder.
set -u

# These versions are known to work together; --latest takes what npm has now.
duckdb=@duckdb/node-api@1.5.6-r.1
polars=0.26.1
chdb=chdb@3.4.0
simdjson=@nozbe/simdjson@3.9.4
# The source of yyjson is in this package; Debian 12 does not have the library.
yyjson=duckdb@1.4.4

packages="g++ pkg-config libjansson-dev libjson-c-dev rapidjson-dev libsimdjson-dev
python3 python3-dev python3-numpy python3-pandas cython3 jq miller"

usage() {
    cat <<'END'
usage: peers.sh DIR [--with-chdb] [--latest]
  DIR          folder for the npm packages: nothing is installed globally
  --with-chdb  ClickHouse too (half a gigabyte)
  --latest     the newest npm packages instead of the versions known to work
What cannot be installed is left out with a line that says so; `make bench` runs with what is there.
END
    exit 2
}

say() {
    printf 'peers: %s\n' "$*"
}

# ---- Debian

is_installed() {
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

missing_packages() {
    for package in $packages; do
        is_installed "$package" || printf '%s ' "$package"
    done
    # Any Node will do; Debian's when there is none.
    command -v node >/dev/null || printf 'nodejs '
    command -v npm >/dev/null || printf 'npm '
}

apt_install() {
    $as_root DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends "$@" >"$log" 2>&1
}

install_packages() {
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        say "this is not Debian: install what corresponds to" $packages nodejs npm
        return
    fi
    missing=$(missing_packages)
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" -eq 0 ]; then
        as_root="env"
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        as_root="sudo env"
    else
        say "left out, since only root can install them: $missing"
        say "run as root: apt-get update && apt-get install -y --no-install-recommends $missing"
        return
    fi
    say "installing with apt-get: $missing"
    $as_root apt-get update -q >"$log" 2>&1 ||
        say "apt-get update failed: trying the package lists at hand"
    # shellcheck disable=SC2086 # one word for each package
    apt_install $missing && return
    for package in $missing; do
        apt_install "$package" || say "left out: $package ($(grep '^E:' "$log" | head -n 1))"
    done
}

# ---- npm

npm_install() {
    name=$1
    shift
    if npm install --prefix "$dir" --no-audit --no-fund --loglevel=error "$@" >"$log" 2>&1; then
        say "$name: $*"
    else
        say "left out: $name ($(grep -m 1 'npm error' "$log"))"
    fi
}

# Two files of the source of an old package; nothing of it is run.
fetch_yyjson() {
    [ ! -f "$dir/yyjson/yyjson.cpp" ] || return 0
    inside=package/src/duckdb/third_party/yyjson
    part=$dir/yyjson.part
    rm -rf "$part"
    mkdir -p "$part"
    if npm pack --pack-destination "$part" --loglevel=error "$yyjson" >"$log" 2>&1 &&
        tar -xzf "$part"/duckdb-*.tgz -C "$part" "$inside" >"$log" 2>&1; then
        rm -rf "$dir/yyjson"
        mv "$part/$inside" "$dir/yyjson"
        # It includes this header of DuckDB, and uses nothing of it.
        mkdir -p "$dir/yyjson/include/duckdb/common"
        : >"$dir/yyjson/include/duckdb/common/fast_mem.hpp"
        say "yyjson: the source in $yyjson"
    else
        say "left out: yyjson ($(grep -m 1 'npm error' "$log"))"
    fi
    rm -rf "$part"
}

install_engines() {
    if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
        say "left out: DuckDB, Polars, ClickHouse, yyjson (node and npm are not installed)"
        return
    fi
    mkdir -p "$dir"
    [ -f "$dir/package.json" ] || printf '{"private": true}\n' >"$dir/package.json"
    npm_install simdjson "$simdjson"
    fetch_yyjson
    case $(uname -m) in
    x86_64) platform=linux-x64-gnu ;;
    aarch64) platform=linux-arm64-gnu ;;
    *)
        say "left out: DuckDB, Polars, ClickHouse (no packages for $(uname -m))"
        return
        ;;
    esac
    npm_install DuckDB "$duckdb"
    npm_install Polars "nodejs-polars@$polars" "nodejs-polars-$platform@$polars"
    if [ "$with_chdb" = yes ]; then
        npm_install ClickHouse "$chdb"
    else
        say "left out: ClickHouse (half a gigabyte: ask for it with --with-chdb)"
    fi
}

dir='' with_chdb=no
for argument in "$@"; do
    case $argument in
    --with-chdb) with_chdb=yes ;;
    --latest)
        duckdb=@duckdb/node-api@latest polars=latest chdb=chdb@latest
        simdjson=@nozbe/simdjson@latest
        ;;
    -*) usage ;;
    *) dir=$argument ;;
    esac
done
[ -n "$dir" ] || usage

log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT
install_packages
install_engines
