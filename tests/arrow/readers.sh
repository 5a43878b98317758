#!/bin/sh
# Installs other implementations of Arrow, from npm, into the folder that is the argument: for readers.py.
set -u

# These versions are known to work together.
polars=0.26.1
case $(uname -m) in
x86_64) platform=linux-x64-gnu ;;
*) platform=linux-arm64-gnu ;;
esac

dir=${1:?usage: readers.sh DIR}
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    echo 'readers: node and npm are needed (Debian packages: nodejs, npm)'
    exit 0
fi
mkdir -p "$dir"
[ -f "$dir/package.json" ] || printf '{"private": true}\n' >"$dir/package.json"

install() {
    if npm install --prefix "$dir" --no-audit --no-fund --loglevel=error "$@" >"$dir/npm.log" 2>&1; then
        echo "readers: $*"
    else
        echo "readers: left out: $* ($(grep -m 1 'npm error' "$dir/npm.log"))"
    fi
}

install apache-arrow@21.2.0
install @uwdata/flechette@2.6.0
install "nodejs-polars@$polars" "nodejs-polars-$platform@$polars"
