# The stages of .ci/run, one function each. Sourced by .ci/run.
# shellcheck shell=bash disable=SC2154 # top and work are set in .ci/run

all_stages=(bootstrap reverse install format scripts gcc faults dist portable clang threads prefix demo
    bench)

jobs=$(nproc)
# The build that the stages gcc and faults share: its path has a space.
spaced="$work/a space/rowcol"
# Tests of the source, which is the same in each build, and of rowcol.hpp, which the stage gcc compiles with
# all compilers.
of_the_source='tests/source/|tests/api/(abi\.py|cxx\.sh)'

# What every developer runs first. On a bare machine it installs what the build needs.
stage_bootstrap() {
    ./bootstrap check
}

# A second time in the same tree, the last test first: the scripts that write files. (The stage gcc runs
# unit tests in reverse.)
stage_reverse() {
    local once="$of_the_source|tests/unit/|tests/cli/(help|completion|irregular|dtype_notations)\.py"
    cd build
    # shellcheck disable=SC2046 # one word for each test
    make -j "$jobs" check TESTS="$(echo $(make -s list-tests | grep -vE "$once" | tac))"
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
    make -C build check TESTS=tests/api/arrow_duckdb
}

# What only the stages below need.
stage_install() {
    ./bootstrap install git clang clang-format libclang-rt-14-dev shellcheck xz-utils zstd
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

# All warnings, all compilers, a path with a space; not as root; unit tests in reverse order.
stage_gcc() {
    copy_tree "$spaced"
    mkdir "$spaced/build"
    cd "$spaced/build"
    ../configure --enable-werror CC=gcc CXX=g++
    make -j "$jobs"
    export ROWCOL_TEST_ORDER=reverse
    if [ "$(id -u)" -ne 0 ]; then
        ROWCOL_ALL_COMPILERS=1 make -j "$jobs" check
        return
    fi
    local home=$work/home
    mkdir "$home"
    chown -R nobody: "$home" "$spaced/build"
    HOME=$home TMPDIR=$home ROWCOL_ALL_COMPILERS=1 \
        setpriv --reuid=nobody --regid=nogroup --clear-groups make -j "$jobs" check
}

# More errors of the system, larger data, threads, and 300 kills.
stage_faults() {
    cd "$spaced/build"
    ROWCOL_FAULTS=full make -j "$jobs" check TESTS="tests/faults/faults.py tests/faults/kill.py"
}

# The distribution has the whole source. Unpacked it is built without vector code, as on a processor for
# which there is none, tested in a source tree that cannot be written to, installed, removed.
stage_dist() {
    local missing
    configure_in "$work/dist"
    cd "$work/dist"
    make -j "$jobs" distcheck DISTCHECK_CONFIGURE_FLAGS='--enable-werror --disable-vector'
    missing=$(git -C "$top" -c safe.directory='*' ls-files include lib tools tests doc m4 | sort |
        comm -23 - <(tar -tf rowcol-*.tar.xz | cut -d / -f 2- | sort))
    [ -z "$missing" ] || {
        printf 'not in the distribution: %s\n' "$missing" >&2
        return 1
    }
}

# The objects of a build without vector code have none.
stage_portable() {
    configure_in "$work/portable" --enable-werror --disable-vector --disable-static
    cd "$work/portable"
    make -j "$jobs" lib/libcore.la
    if find lib -name '*.o' -print0 | xargs -0 objdump -d |
        grep -qE '[[:space:]](movnt|sfence|[a-z0-9]+[[:space:]].*%[yz]mm)'; then
        echo 'portable: the objects hold vector code' >&2
        return 1
    fi
}

stage_clang() {
    configure_in "$work/clang" --enable-werror --enable-sanitize=address,undefined \
        --disable-static CC=clang CXX=clang++
    cd "$work/clang"
    make -j "$jobs"
    # shellcheck disable=SC2046 # one word for each test
    make -j "$jobs" check TESTS="$(echo $(make -s list-tests | grep -vE "$of_the_source"))"
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
    configure_in "$work/threads" --enable-werror --enable-sanitize=thread --disable-static
    cd "$work/threads"
    # shellcheck disable=SC2086 # several words
    make -j "$jobs" $programs
    ! setarch -R true 2>/dev/null || fixed="setarch -R"
    # shellcheck disable=SC2086,SC2116 # several words each
    ROWCOL_IRREGULAR_RECORDS=3000 CK_INCLUDE_TAGS=threads $fixed make -j "$jobs" check-TESTS check_PROGRAMS= \
        TESTS="$(echo $programs)"
}
uses_threads='pthread_create|rc_(load|load_memory|save|pump)\(|irregular\.h|rc_set_threads|(order|take|stats|group)_options|STATS\('

# The distribution is built with vector code, as most users do, and installed. A program builds against it
# with what pkg-config says, shared and static.
stage_prefix() {
    mkdir "$work/prefix-build"
    cd "$work/prefix-build"
    tar -xf "$work"/dist/rowcol-*.tar.xz --strip-components=1
    ./configure --prefix="$work/prefix" CFLAGS=-O1 CXXFLAGS=-O1
    make -j "$jobs" install
    export PKG_CONFIG_PATH=$work/prefix/lib/pkgconfig
    cd "$work"
    # shellcheck disable=SC2046 # flags
    gcc -o shared-user "$top/tests/api/api_version.c" $(pkg-config --cflags --libs rowcol)
    LD_LIBRARY_PATH=$work/prefix/lib ./shared-user
    rm "$work"/prefix/lib/librowcol.so*
    # shellcheck disable=SC2046
    gcc -o static-user "$top/tests/api/api_version.c" $(pkg-config --static --cflags --libs rowcol)
    ./static-user
    # shellcheck disable=SC2046
    gcc -DRC_TRACE -o static-leak "$top/tests/api/leak.c" $(pkg-config --static --cflags --libs rowcol)
    env ROWCOL_TRACE=exit ./static-leak leak 2>&1 | grep 'leak\.c:'
}
