. "$top_srcdir/tests/cli/tap.sh"

exits "--version succeeds" 0 "$ROWCOL" --version
is "--version prints name and version" "$(sed 's/[0-9][0-9.]*$/N/' "$T/out")" "rowcol N"
exits "no arguments is a usage error" 2 "$ROWCOL"
is "a usage error prints nothing on standard output" "$(cat "$T/out")" ""

tap_done
