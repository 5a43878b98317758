#!/bin/sh
# Fetches two public collections of CSV files into the folder that is the argument: for csv_suites.py. csv-spectrum is
# from npm (BSD-2-Clause); csv-test-data, which names no licence, from its repository.
set -u

spectrum=2.0.0
data=e4c25ebd65902671bc53eedc67275c2328067dbe

dir=${1:?usage: csv_suites.sh DIR}
mkdir -p "$dir"
[ -f "$dir/package.json" ] || printf '{"private": true}\n' >"$dir/package.json"

report() {
    if [ "$1" -eq 0 ]; then
        echo "csv-suites: $2"
    else
        echo "csv-suites: left out: $2"
    fi
}

timeout 120 npm install --prefix "$dir" --no-audit --no-fund --loglevel=error "csv-spectrum@$spectrum" >"$dir/npm.log" 2>&1
report $? "csv-spectrum@$spectrum"

if [ ! -d "$dir/csv-test-data" ]; then
    GIT_TERMINAL_PROMPT=0 timeout 120 git clone -q https://github.com/sineemore/csv-test-data "$dir/csv-test-data" >"$dir/git.log" 2>&1
fi
git -C "$dir/csv-test-data" checkout -q "$data" >>"$dir/git.log" 2>&1
report $? "csv-test-data $data"
