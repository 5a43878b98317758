# The stages of .ci/run, one function each. Sourced by .ci/run.
# shellcheck shell=bash disable=SC2154 # top and work are set in .ci/run

all_stages=(bootstrap install format scripts dist clang threads prefix faults distributed demo bench)

jobs=$(nproc)
# Tests that tell nothing new in a build with sanitizers: those of the source, of the objects, and of headers
# that the stage dist compiles with all compilers.
of_one_build='tests/source/|tests/api/(abi\.py|cxx\.sh|cstruct\.sh|portable\.sh|hardening\.sh|exports\.sh)'
# Tests that fail the system's calls, for which there is the stage faults.
of_faults='tests/faults/'

# What the report of a sanitizer needs to name files and lines: the rest costs a fifth of the build's time.
lines_only='-O2 -g1'

# What every developer runs first. On a bare machine it installs what the build needs.
stage_bootstrap() {
    ./bootstrap check
}

stage_demo() {
    ./bootstrap demo
}

# The benchmarks work, with all contenders that can be installed (but the half gigabyte of
# ClickHouse): tiny data, one repetition, no verdict on speed.
stage_bench() {
    make -C build bench-peers
    make -C build bench-smoke
    make -C build arrow-readers
    make -C build csv-suites
    make -C build check TESTS=tests/api/arrow_duckdb
}

# What only the stages below need.
stage_install() {
    ./bootstrap install git clang clang-format libclang-rt-14-dev shellcheck xz-utils zstd iproute2
}

stage_format() {
    git -c safe.directory='*' ls-files -z '*.c' '*.h' '*.cc' |
        xargs -0 clang-format --dry-run --Werror
}

# Not reported: variables that come from or go to another file, and cd in functions run by `set -e`.
stage_scripts() {
    git -c safe.directory='*' ls-files -z bootstrap .ci '*.sh' |
        xargs -0 shellcheck --shell=bash --severity=warning --exclude=SC2034,SC2154,SC2164
    git -c safe.directory='*' ls-files -z '*.py' |
        xargs -0 -r python3 -c 'import ast, sys
for path in sys.argv[1:]: ast.parse(open(path, encoding="utf-8").read(), path)'
}

# The distribution has the whole source. Unpacked it is built without vector code, as on a processor for
# which there is none, and tested: not as root, in a source tree that cannot be written to, the last test
# first, with all compilers. A test that leaves a file behind is a failure, since distclean does not remove
# it. Then it is installed and removed.
stage_dist() {
    local home=$work/home missing tests user=()
    local configuration='--enable-werror --disable-vector --without-isal --disable-static CFLAGS=-O2 CXXFLAGS=-O2'
    configure_in "$work/dist"
    cd "$work/dist"
    tests=$(make -s list-tests | grep -v "$of_faults" | tac | tr '\n' ' ')
    mkdir "$home"
    if [ "$(id -u)" -eq 0 ]; then
        chown -R nobody: "$home" "$work/dist"
        user=(setpriv --reuid=nobody --regid=nogroup --clear-groups)
    fi
    HOME=$home TMPDIR=$home ROWCOL_ALL_COMPILERS=1 ROWCOL_TEST_ORDER=reverse "${user[@]}" \
        make -j "$jobs" distcheck DISTCHECK_CONFIGURE_FLAGS="$configuration" \
        AM_MAKEFLAGS="TESTS='$tests'"
    missing=$(git -C "$top" -c safe.directory='*' ls-files include lib tools tests doc m4 | sort |
        comm -23 - <(tar -tf rowcol-*.tar.xz | cut -d / -f 2- | sort))
    [ -z "$missing" ] || {
        printf 'not in the distribution: %s\n' "$missing" >&2
        return 1
    }
}

# Address and undefined behaviour sanitizers, all warnings of clang, in a path with a space.
stage_clang() {
    copy_tree "$work/a space/rowcol"
    mkdir "$work/a space/rowcol/build"
    cd "$work/a space/rowcol/build"
    ../configure --enable-werror --enable-sanitize=address,undefined --disable-static CC=clang CXX=clang++ \
        CFLAGS="$lines_only" CXXFLAGS="$lines_only"
    make -j "$jobs"
    # shellcheck disable=SC2046 # one word for each test
    make -j "$jobs" check TESTS="$(echo $(make -s list-tests | grep -vE "$of_one_build|$of_faults"))"
}

# More errors of the system, larger data, threads, and 300 kills.
stage_faults() {
    cd build
    ROWCOL_FAULTS=full make -j "$jobs" check TESTS="tests/faults/faults.py tests/faults/kill.py"
}

# Programs of several ranks, with more of them than `make check` starts.
stage_distributed() {
    make -C build -j "$jobs" check-distributed
}

# The program of a file of unit tests: the one whose name begins its name, the longest of them.
program_of() {
    local name=${1##*/test_}
    name=${name%.c}
    until grep -qE "tests/unit/unit_$name( |\$)" tests/unit/Makefile.inc; do
        [[ $name == *_* ]] || return 1
        name=${name%_*}
    done
    echo "tests/unit/unit_$name"
}

# ThreadSanitizer, for the test cases with the tag "threads". It wants a fixed address layout where the
# kernel randomizes many bits.
stage_threads() {
    local untagged fixed='' programs
    untagged=$(grep -lE "$uses_threads" tests/unit/test_*.c |
        xargs grep -L 'tcase_set_tags(.*"threads")' || true)
    [ -z "$untagged" ] || {
        echo "these tests use threads, and none of their cases has the tag \"threads\": $untagged" >&2
        return 1
    }
    programs=$(grep -l 'tcase_set_tags(.*"threads")' tests/unit/test_*.c |
        while read -r source; do program_of "$source"; done | sort -u)
    configure_in "$work/threads" --enable-werror --enable-sanitize=thread --disable-static \
        CFLAGS="$lines_only" CXXFLAGS="$lines_only"
    cd "$work/threads"
    # shellcheck disable=SC2086 # several words
    make -j "$jobs" $programs
    ! setarch -R true 2>/dev/null || fixed="setarch -R"
    # shellcheck disable=SC2086,SC2116 # several words each
    CK_INCLUDE_TAGS=threads $fixed make -j "$jobs" check-TESTS check_PROGRAMS= \
        TESTS="$(echo $programs)"
}
uses_threads='pthread_create|rc_(load|load_memory|save|pump)\(|irregular\.h|rc_set_threads|(order|take|stats|group)_options|STATS\('

# What bootstrap has built is installed below a folder, as packages are made. A program builds against it
# with what pkg-config says, shared and static.
stage_prefix() {
    local root=$work/root
    local prefix=$root/usr/local
    make -C build install DESTDIR="$root"
    export PKG_CONFIG_PATH=$prefix/lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$root
    cd "$work"
    # shellcheck disable=SC2046 # flags
    gcc -o shared-user "$top/tests/api/api_version.c" $(pkg-config --cflags --libs rowcol)
    LD_LIBRARY_PATH=$prefix/lib ./shared-user
    LD_LIBRARY_PATH=$prefix/lib "$prefix/bin/rowcol" --version
    rm "$prefix"/lib/librowcol.so*
    # shellcheck disable=SC2046
    gcc -o static-user "$top/tests/api/api_version.c" $(pkg-config --static --cflags --libs rowcol)
    ./static-user
    # shellcheck disable=SC2046
    gcc -DRC_TRACE -o static-leak "$top/tests/api/leak.c" $(pkg-config --static --cflags --libs rowcol)
    env ROWCOL_TRACE=exit ./static-leak leak 2>&1 | grep 'leak\.c:'
}
