. "$top_srcdir/tests/cli/tap.sh"

exits "--version succeeds" 0 "$ROWCOL" --version
is "--version prints name and version" "$(sed 's/[0-9][0-9.]*$/N/' "$T/out")" "rowcol N"

tap_done
