# TAP for shell tests. Source it:  . "$top_srcdir/tests/cli/tap.sh"
# It makes a private directory, $T, removed at exit. End each test script with tap_done.

tap_n=0
tap_failed=0
T=$(mktemp -d "${TMPDIR:-/tmp}/rowcol-test-XXXXXX") || exit 99
trap 'rm -rf "$T"' EXIT
trap 'exit 99' HUP INT TERM

# ok NAME COMMAND...: the test passes when the command succeeds.
ok() {
    tap_name=$1
    shift
    tap_n=$((tap_n + 1))
    if "$@" >"$T/tap-output" 2>&1; then
        echo "ok $tap_n - $tap_name"
    else
        tap_failed=$((tap_failed + 1))
        echo "not ok $tap_n - $tap_name"
        sed 's/^/# /' "$T/tap-output"
    fi
}

# is NAME FOUND EXPECTED: the test passes when the two strings are the same.
is() {
    tap_n=$((tap_n + 1))
    if [ "$2" = "$3" ]; then
        echo "ok $tap_n - $1"
    else
        tap_failed=$((tap_failed + 1))
        echo "not ok $tap_n - $1"
        printf '%s\n' "$2" | sed 's/^/# found:    /'
        printf '%s\n' "$3" | sed 's/^/# expected: /'
    fi
}

# exits NAME STATUS COMMAND...: the test passes when the command exits with STATUS.
# Leaves its output in $T/out and $T/err.
exits() {
    tap_name=$1
    tap_want=$2
    shift 2
    "$@" >"$T/out" 2>"$T/err"
    is "$tap_name" "exit $?" "exit $tap_want"
}

# skip NAME REASON
skip() {
    tap_n=$((tap_n + 1))
    echo "ok $tap_n - $1 # SKIP $2"
}

# skip_all REASON: no test of this script can run.
skip_all() {
    echo "1..0 # SKIP $1"
    exit 0
}

tap_done() {
    echo "1..$tap_n"
    [ "$tap_failed" -eq 0 ]
    exit
}
