# Running stages and counting their test cases. Sourced by .ci/run.
# shellcheck shell=bash disable=SC2154 # top and work are set in .ci/run

passed=0
failed=0
skipped=0

remove_work() {
    # make distcheck leaves a read-only tree behind when it fails.
    chmod -R u+w "$work"
    rm -rf "$work"
}

# count_results LOG: prints "PASSED FAILED SKIPPED", summed over every `make check` in LOG. Counted is
# what make says at its end: the lines of tests that run side by side can run into each other.
# A test program that reported failed cases also exits with a failure: that is not one case more.
count_results() {
    awk '
        /^# (PASS|XFAIL): / { passed += $3 }
        /^# (FAIL|XPASS|ERROR): / { failed += $3 }
        /^# SKIP: / { skipped += $3 }
        /^(FAIL|XPASS): / { has_failed[$2] = 1 }
        /^ERROR: .* - exited with status [0-9]+$/ { failed -= has_failed[$2] }
        END { print passed + 0, failed + 0, skipped + 0 }' "$1"
}

# run_stage NAME: runs stage_NAME in a subshell, as `set -e` does, from the top of the source tree.
run_stage() {
    local name=$1 log=$work/$1.log start=$SECONDS status p f s
    if ! declare -F "stage_$name" >/dev/null; then
        printf 'no such stage: %s (there are: %s)\n' "$name" "${all_stages[*]}" >&2
        exit 2
    fi
    printf '%-10s ' "$name"
    touch "$work/$name.start"
    (
        set -e
        "stage_$name"
    ) >"$log" 2>&1 </dev/null
    status=$?
    read -r p f s < <(count_results "$log")
    if [ "$status" -ne 0 ] && [ "$f" -eq 0 ]; then
        f=1
    elif [ "$status" -eq 0 ] && [ $((p + f + s)) -eq 0 ]; then
        p=1
    fi
    passed=$((passed + p))
    failed=$((failed + f))
    skipped=$((skipped + s))
    printf '%5d passed %3d failed %3d skipped %4d s\n' "$p" "$f" "$s" $((SECONDS - start))
    if [ "$status" -ne 0 ] || [ "$f" -gt 0 ]; then
        show_failure "$name" "$log"
    fi
}

show_failure() {
    printf '\n--- stage %s failed: the failed cases and the end of its output\n' "$1"
    grep -E '^(FAIL|XPASS|ERROR): ' "$2" | head -n 100
    grep -v '^PASS: ' "$2" | tail -n 40
    find "$work" "$top/build" -name test-suite.log -newer "$work/$1.start" 2>/dev/null |
        while IFS= read -r suite_log; do
            printf -- '--- the failed tests in %s\n' "$suite_log"
            grep -E -A 20 '^(not ok|FAIL:|ERROR:|Bail out!)' "$suite_log" | head -n 200
        done
    printf -- '---\n\n'
}

summary() {
    grep -h '^SKIP: ' "$work"/*.log | sed 's/^SKIP: [^ ]* [0-9]* *//' | sort | uniq -c |
        sort -rn | sed 's/^ *\([0-9]*\)/skipped \1 times:/' | head -n 40
    printf '%d passed, %d failed\n' "$passed" "$failed"
    [ "$failed" -eq 0 ]
    exit
}

# copy_tree DIR: the files git knows or would add, as they are now, with a configure.
copy_tree() {
    mkdir -p "$1"
    git -c safe.directory='*' ls-files -z --cached --others --exclude-standard |
        while IFS= read -r -d '' file; do
            [ ! -e "$file" ] || printf '%s\0' "$file"
        done | tar -c --null -T - | tar -x -C "$1"
    (cd "$1" && autoreconf -i)
}

# source_tree: prints the path of a copy of the tree that the stages with an own build share.
source_tree() {
    [ -e "$work/src/configure" ] || copy_tree "$work/src" >&2
    printf '%s\n' "$work/src"
}

# configure_in DIR FLAGS...: configures the shared copy of the tree in DIR.
configure_in() {
    local dir=$1 src
    shift
    src=$(source_tree)
    mkdir -p "$dir"
    (cd "$dir" && "$src/configure" --disable-silent-rules "$@")
}
