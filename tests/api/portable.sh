# The objects of a build with --disable-vector ($VECTOR) have no vector code but what the compiler makes of
# plain C; those of another build have some.
. "$top_srcdir/tests/cli/tap.sh"

vector='[[:space:]](movnt|sfence|[a-z0-9]+[[:space:]].*%[yz]mm)'

# with_vector_code: how many of the library's objects hold vector code.
with_vector_code() {
    find "$top_builddir/lib" -name '*.o' | while IFS= read -r object; do
        ! objdump -d "$object" | grep -qE "$vector" || echo "$object"
    done | wc -l | tr -d " "
}

if ! command -v objdump >/dev/null; then
    skip "vector code in the objects" "there is no objdump"
elif [ -n "$VECTOR" ]; then
    is "no object of a portable build holds vector code" "$(with_vector_code)" 0
elif [ "$(uname -m)" != x86_64 ]; then
    skip "vector code in the objects" "rowcol has none for this processor"
else
    ok "objects of a build with vector code hold some" [ "$(with_vector_code)" -gt 0 ]
fi

tap_done
