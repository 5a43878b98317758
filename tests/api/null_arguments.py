"""Wrong arguments: every function of the public headers, called with each pointer argument NULL in
turn, each enum out of range, each struct zeroed, each array element NULL.

The declarations are read from the headers; a C program is generated that makes each call in a child
process. A call passes if it answers as the headers say: RC_EARG, NULL and RC_EARG, or 0.
"""

import os
import re
import shlex
import subprocess
import sys

TOP = os.environ["top_srcdir"]
sys.path.insert(0, os.path.join(TOP, "tests", "cli"))

import tap  # noqa: E402 - found through the path above

LIB = os.path.join(os.environ["top_builddir"], "lib", ".libs")
CC = shlex.split(os.environ["CC"])

# Pointer arguments that may be NULL, as the comment of the function says.
OPTIONAL = {
    "rc_error_clear.err", "rc_error_print.err", "rc_error_print.text", "rc_set_allocator.allocator",
    "rc_text_free.text", "rc_text_printable.text", "rc_text_printable.out",
    "rc_dtype_c_text.tag", "rc_dtype_unit.multiple",
    "rc_dtype_drop_fields.names", "rc_dtype_select_fields.names", "rc_dtype_view_fields.names",
    "rc_value_convert.cell", "rc_value_parse.cell", "rc_value_print.text",
    "rc_store_argsort.options", "rc_store_argsort_part.options", "rc_store_sort.options",
    "rc_store_search_all.options", "rc_store_groups.indices", "rc_store_unique.options",
    "rc_store_take.options", "rc_store_put.options",
    "rc_store_wrap.release", "rc_store_wrap.context", "rc_store_append.first",
    "rc_set_bounds_handler.handler", "rc_view_to_array.valid", "rc_field_from_array.valid",
    "rc_row_json.options", "rc_row_from_json.options",
    "rc_format_name.reads", "rc_format_name.writes", "rc_format_name.suffixes",
    "rc_reader_open.options", "rc_reader_open_memory.options", "rc_reader_open_memory.name",
    "rc_reader_open_range.options",
    "rc_infer.read", "rc_infer.options", "rc_infer.report", "rc_infer_memory.read",
    "rc_infer_memory.options", "rc_infer_memory.report", "rc_infer_memory.name",
    "rc_load.options", "rc_load_memory.options", "rc_load_memory.name",
    "rc_writer_open.options", "rc_save.options",
    "rc_reject_log_open.path", "rc_reject_log_open.raw_path",
    "rc_pump.options", "rc_pump.stats",
    "rc_checkpoint_get.size", "rc_checkpoint_writer.options",
    "rc_checkpoint_reject_log.path", "rc_checkpoint_reject_log.raw_path",
    "rc_checkpoint_set.data",
    "rc_arrow_export_schema.options", "rc_arrow_import_schema.options", "rc_arrow_export.options",
    "rc_arrow_export.schema", "rc_arrow_import.options", "rc_arrow_stream_export.options",
    "rc_arrow_stream_export_store.options", "rc_arrow_stream_import.options",
    "rc_arrow_file_open.options", "rc_arrow_metadata_count.metadata",
    "rc_predicate_in.values", "rc_store_match.bits", "rc_store_match.count", "rc_store_match.options",
    "rc_store_filter.options", "rc_store_filter_bits.options", "rc_store_filter_mask.options",
    "rc_view_stats.options", "rc_store_stats.options",
    "rc_store_group_by.options", "rc_store_group.options", "rc_grouping_stats.options",
    "rc_store_distinct.options", "rc_store_distinct_estimate.options",
    "rc_memory_report_new.before", "rc_memory_trace_start.options", "rc_memory_tag_push.tag",
    "rc_memory_set_site.file", "rc_dtype_text_mapped.mapping",
    "rc_json_from_record.options", "rc_json_to_record.options", "rc_json_from_store.options",
    "rc_json_to_store.options", "rc_json_patch_record.options",
}

# The answer to a wrong argument where it is not 0.
NEUTRAL = {
    "rc_dtype_can_cast": "RC_CAST_NONE",
    "rc_reader_expected": "RC_UNKNOWN",
}

# Members whose unknown values are accepted: only some objects use the first, and a program may get
# hints of a later version of the library.
UNUSED = {"rc_value.unit", "rc_error.hint"}

# Functions whose answer to an unknown enum is a name.
NAMES = {"rc_kind_name", "rc_status_name", "rc_memory_kind_name"}

# Do not return, or take no argument that could be wrong.
SKIPPED = {"rc_bounds_failed", "rc_bytes_get", "rc_bytes_view_get", "rc_str_get",
           "rc_str_view_get"}

# A good argument, by type and name, by type, or by name. Anything else: a zeroed object.
GOOD = {
    "const char *pointer": '"/a"', "const char *text": '"i4"',
    "rc_mapping *": "mapping", "const rc_mapping *": "mapping", "const char *path": "path", "const char *name": '"x"',
    "const char *metadata": '"\\0\\0\\0"', # no pairs
    "const char *from": '"x"', "const char *to": '"w"', "const char *tag": '"t"',
    "const char *type": '"struct t"', "const char *bytes": '"ab"',
    "const rc_dtype *": "dtype", "rc_dtype *": "dtype",
    "rc_store *": "store", "const rc_store *": "other",
    "rc_reader *": "reader", "const rc_reader *": "reader", "rc_writer *": "writer",
    "const rc_writer *": "writer",
    "rc_memory_snapshot *": "snapshot", "const rc_memory_snapshot *": "snapshot",
    "rc_memory_report *": "report", "const rc_memory_report *": "report",
    "rc_memory_group": "RC_MEMORY_BY_SITE", "rc_memory_style": "RC_MEMORY_JSON",
    "rc_compare": "RC_COMPARE_LESS", "const rc_predicate *": "predicate",
    "rc_inference *": "NULL", "const rc_inference *": "inference",
    "rc_read_counts *": "NULL", "const rc_read_counts *": "((const rc_read_counts *)0)",
    "rc_grouping *": "NULL", "const rc_grouping *": "grouping",
    "const rc_aggregate *": "&aggregate", "size_t n_aggregates": "1",
    "const unsigned char *bits": "(const unsigned char *)memory",
    "const unsigned char *mask": "(const unsigned char *)memory",
    "unsigned char *": "(unsigned char *)buffer", "const rc_value *prefix": "&prefix",
    "const rc_value *": "&value", "const rc_field *": "&field", "rc_error *": "&err",
    "rc_reject_log *": "((rc_reject_log *)0)",
    "rc_checkpoint *": "((rc_checkpoint *)0)", "const rc_checkpoint *": "((const rc_checkpoint *)0)",
    "rc_arrow_file *": "((rc_arrow_file *)0)", "const rc_arrow_file *": "((const rc_arrow_file *)0)",
    "rc_npz *": "((rc_npz *)0)", "const rc_npz *": "((const rc_npz *)0)",
    "const rc_view *": "&view", "const rc_store *const *": "stores",
    "const json_t *": "json", "const char *const *": "names", "const size_t *shape": "shape",
    "const rc_field_spec *": "&spec", "const rc_c_entry *": "&entry",
    "rc_bytes_field": "bytes", "rc_bytes_view": "bytes_view", "rc_str_field": "strings",
    "rc_str_view": "strings_view",
    "void *": "memory", "const void *": "memory", "char *": "buffer",
    "const rc_sort_key *": "&sort_key", "rc_side": "RC_SIDE_LEFT", "size_t n_keys": "1",
    "uint64_t *indices": "numbers", "uint64_t *starts": "numbers", "uint64_t *hashes": "numbers",
    "const uint64_t *indices": "numbers",
    "size_t size": "8", "size_t n": "1", "size_t length": "2", "size_t ndim": "1",
    "size_t capacity": "1", "size_t position": "0",
    "rc_kind": "RC_I4", "rc_unit": "RC_UNIT_s", "rc_order": "RC_ORDER_BIG", "rc_align": "RC_PACKED",
    "rc_notation": "RC_NOTATION_COMPACT", "rc_layout": "RC_ROWS", "int32_t": "1",
    "ptrdiff_t": "1", "const rc_row *": "&row", "rc_match": "RC_MATCH_NAME", "rc_cast": "RC_CAST_LOSSY",
}

# Where a path is the path of a field.
FIELD_PATHS = ("rc_dtype_", "rc_store_", "rc_field_", "rc_row_")

PROLOGUE = r"""
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static rc_dtype *dtype;
static rc_store *store, *other, *texts;
static rc_bytes_field bytes;
static rc_bytes_view bytes_view;
static rc_str_field strings;
static rc_str_view strings_view;
static rc_view view;
static rc_reader *reader;
static rc_writer *writer;
static rc_memory_snapshot *snapshot;
static rc_memory_report *report;
static json_t *json;
static rc_error err;
static rc_value value, prefix;
static rc_predicate *predicate;
static rc_grouping *grouping;
static rc_inference *inference;
static rc_mapping *mapping;
static const rc_aggregate aggregate = {RC_AGGREGATE_SUM, "y", "s"};
static rc_field field;
static rc_row row;
static rc_view view;
static const rc_store *stores[2];
static rc_field_spec spec;
static rc_c_entry entry;
static const char *names[2] = {"x", "y"};
static const size_t shape[1] = {2};
static char memory[256], buffer[256];
static const rc_sort_key sort_key = {"x", 0};
static uint64_t numbers[4];
static const char *path, *sink;

enum { AS_DOCUMENTED = 0, ACCEPTED = 41, OTHER_STATUS, NOT_SET };

static void make_arguments(void)
{
    static const char lines[] = "{\"x\":1,\"y\":2}\n";
    rc_read_options read;
    rc_write_options write;
    memset(&read, 0, sizeof read);
    memset(&write, 0, sizeof write);
#ifdef RC_READ_OPTIONS_INIT
    read = (rc_read_options)RC_READ_OPTIONS_INIT;
#endif
#ifdef RC_WRITE_OPTIONS_INIT
    write = (rc_write_options)RC_WRITE_OPTIONS_INIT;
#endif
    err = (rc_error)RC_ERROR_INIT;
    dtype = rc_dtype_parse("x:i4, y:i4", &err);
    store = rc_store_zeros(dtype, 4, RC_ROWS, &err);
    other = rc_store_zeros(dtype, 4, RC_COLUMNS, &err);
    read.format = write.format = "ndjson";
    read.dtype = dtype;
    reader = rc_reader_open_memory(lines, sizeof lines - 1, NULL, &read, &err);
    writer = rc_writer_open(sink, dtype, &write, &err);
    rc_memory_trace_start(NULL, &err);
    snapshot = rc_memory_snapshot_take(&err);
    report = rc_memory_report_new(snapshot, NULL, RC_MEMORY_BY_KIND, &err);
    json = json_pack("[{s:i,s:i}]", "x", 1, "y", 2);
    value = rc_value_int(5);
    row.store = store;
    prefix = rc_value_string("a");
    predicate = rc_predicate_is_null("x", &err);
    grouping = rc_store_group(store, names, 1, NULL, &err);
    mapping = rc_mapping_new(&err);
    rc_dtype_unref(rc_infer_memory("[{}]", 4, "a.json", NULL, NULL, &inference, &err));
    spec.name = "z";
    spec.dtype = rc_dtype_leaf(RC_I4, &err);
    spec.offset = RC_AUTO;
    entry.role = RC_C_TEXT;
    entry.member = "m";
    entry.text = "i8";
    entry.size = 8;
    stores[0] = stores[1] = store;
    texts = rc_store_zeros(rc_dtype_parse("b:S4, s:str", &err), 2, RC_ROWS, &err);
    if (rc_store_bytes(texts, "b", &bytes, &err) != RC_OK ||
        rc_store_bytes_view(texts, "b", &bytes_view, &err) != RC_OK ||
        rc_store_str(texts, "s", &strings, &err) != RC_OK ||
        rc_store_str_view(texts, "s", &strings_view, &err) != RC_OK ||
        rc_store_view(store, "x", &view, &err) != RC_OK ||
        rc_store_field(store, "x", &field, &err) != RC_OK || !reader || !writer || !report || !json) {
        fprintf(stderr, "the arguments cannot be made: %s\n", err.message);
        exit(2);
    }
}

typedef int call(void);

static const char *run(call *made, char *text, size_t size)
{
    int status;
    pid_t child = fork();
    if (child == 0) {
        signal(SIGABRT, SIG_DFL);
        alarm(60);
        make_arguments();
        _exit(made());
    }
    if (child < 0 || waitpid(child, &status, 0) != child) {
        return "no child process";
    }
    if (WIFSIGNALED(status)) {
        snprintf(text, size, "signal %d", WTERMSIG(status));
        return text;
    }
    switch (WEXITSTATUS(status)) {
    case AS_DOCUMENTED:
        return NULL;
    case ACCEPTED:
        return "accepted";
    case OTHER_STATUS:
        return "another status than RC_EARG";
    case NOT_SET:
        return "the error is not set";
    default:
        snprintf(text, size, "exit status %d", WEXITSTATUS(status));
        return text;
    }
}
"""


def preprocessed():
    """The public headers as the compiler sees them: (all text, with macros expanded)."""
    headers = sorted(os.listdir(os.path.join(TOP, "include", "rowcol")))
    source = "".join(f"#include <rowcol/{name}>\n" for name in headers
                     if name.endswith(".h") and name != "mpi.h")  # tests/mpi/refusals.c has its functions
    run = subprocess.run([*CC, "-E", "-P", f"-I{TOP}/include",
                          *shlex.split(os.environ.get("JANSSON_CFLAGS", "")), "-xc", "-"],
                         input=source, capture_output=True, text=True, check=True)
    return source, " ".join(run.stdout.split())


def split_arguments(text):
    """Splits at the commas outside parentheses."""
    parts, depth, start = [], 0, 0
    for at, c in enumerate(text):
        depth += (c == "(") - (c == ")")
        if c == "," and depth == 0:
            parts.append(text[start:at].strip())
            start = at + 1
    parts.append(text[start:].strip())
    return [] if parts == ["void"] else parts


def split_parameter(text):
    """(type, name): "const char *", "path"; "void (*)(void *)", "release"."""
    pointer = re.search(r"\(\*(\w+)\)", text)
    if pointer:
        return text.replace(pointer[0], "(*)"), pointer[1]
    match = re.match(r"(.*?)(\w+)$", text)
    return match[1].strip(), match[2]


def declarations(text):
    """Each function of the headers that has arguments: (return type, name, [(type, name)])."""
    found = []
    visible = r'__attribute__\s*\(\(visibility\("default"\)\)\)\s*([^;{}]*?\)\s*);'
    inline = r'static inline ([^;{}]*?\brc_\w+\([^{};]*\))\s*\{'
    for match in re.finditer(f"{visible}|{inline}", text):
        head = (match[1] or match[2]).strip()
        head = re.sub(r"__attribute__\s*\(\(.*?\)\)\s*", "", head)
        name = re.search(r"\b(rc_\w+)\s*\(", head)
        if name:
            result = head[:name.start()].strip()
            arguments = split_arguments(head[name.end():head.rindex(")")])
            found.append((result, name[1], [split_parameter(a) for a in arguments]))
    return found


def enums(text):
    return set(re.findall(r"\} (rc_\w+);", " ".join(re.findall(
        r"typedef enum (?:rc_\w+ )?\{[^}]*\} rc_\w+;", text))))


def structs(text):
    """The members of each complete struct: {name: [(type, member)]}."""
    found = {}
    for match in re.finditer(r"typedef struct (?:rc_\w+ )?\{((?:[^{}]|\{[^{}]*\}|\{(?:[^{}]|\{[^{}]*\})"
                             r"*\})*)\} (rc_\w+);", text):
        body = re.sub(r"\{(?:[^{}]|\{[^{}]*\})*\}", "", match[1])
        found[match[2]] = [tuple(m) for m in re.findall(r"(rc_\w+) (\w+);", body)]
    return found


class Call:
    """One call: the function, its arguments, and what is wrong with them."""

    def __init__(self, function, wrong, arguments, setup="", kind="null"):
        self.result, self.name, self.parameters = function
        self.wrong, self.arguments, self.setup, self.kind = wrong, arguments, setup, kind

    def judged(self):
        """C code that makes the call and returns how it answered."""
        call = f"{self.name}({', '.join(self.arguments)})"
        has_error = any(t == "rc_error *" for t, _ in self.parameters)
        fails = "return err.status == RC_EARG ? AS_DOCUMENTED : " + (
            "err.status == RC_OK ? NOT_SET : OTHER_STATUS;" if has_error else "0;")
        if self.kind == "survives" or self.result == "void":
            return f"    {'' if self.result == 'void' else '(void)'}{call};\n    return AS_DOCUMENTED;\n"
        if self.name in NAMES:
            return f"    return {call} ? AS_DOCUMENTED : ACCEPTED;\n"
        if self.result == "rc_status":
            return (f"    rc_status status = {call};\n"
                    "    if (status != RC_EARG) {\n"
                    "        return status == RC_OK ? ACCEPTED : OTHER_STATUS;\n    }\n"
                    f"    {fails if has_error else 'return AS_DOCUMENTED;'}\n")
        if self.result.endswith("*"):
            return (f"    if ({call}) {{\n        return ACCEPTED;\n    }}\n"
                    f"    {fails if has_error else 'return AS_DOCUMENTED;'}\n")
        neutral = NEUTRAL.get(self.name, "0")
        return f"    return {call} == {neutral} ? AS_DOCUMENTED : ACCEPTED;\n"


def good(function, kind, name):
    if name == "path" and kind == "const char *" and function.startswith(FIELD_PATHS):
        return '"x"'
    if (function, name) in (("rc_writer_open", "path"), ("rc_save", "path")):
        return "sink"
    if kind == "const json_t *" and function.startswith(
            ("rc_json_from_record", "rc_json_to_record", "rc_json_patch_record")):
        return "json_array_get(json, 0)"
    if function == "rc_json_parse" and name == "text":
        return '"[]"'
    if function.startswith("rc_c_") and "(*)" in kind:
        return "describe"
    for key in (f"{kind}{name}", f"{kind} {name}", kind):
        if key in GOOD:
            return GOOD[key]
    if kind.endswith("*"):
        # A zeroed object of the type, initialised if the headers say how.
        return f"(void *)&zero_{function}_{name}"
    return "NULL" if "(*)" in kind else "0"


def zeroed(function, kind, name, complete):
    """The definition of the object that good() points to."""
    pointed = re.sub(r"\s*\*$", "", re.sub(r"^const ", "", kind))
    pointed = "max_align_t" if pointed == "void" else pointed
    initialiser = f"RC_{pointed[3:].upper()}_INIT"
    text = f"static {pointed} zero_{function}_{name};\n"
    if pointed in complete:
        return (f"#ifdef {initialiser}\nstatic {pointed} zero_{function}_{name} = {initialiser};\n"
                f"#else\n{text}#endif\n")
    return text


def calls(functions, kinds, members):
    """Every call with one wrong argument, and the objects they need."""
    made, objects = [], {}
    for function in functions:
        result, name, parameters = function
        values = [good(name, t, n) for t, n in parameters]
        for (t, n), v in zip(parameters, values):
            if v.startswith("(void *)&zero_"):
                objects[v] = zeroed(name, t, n, members)
        for i, (t, n) in enumerate(parameters):
            def with_argument(argument, wrong, setup="", kind="null"):
                made.append(Call(function, wrong, [*values[:i], argument, *values[i + 1:]], setup,
                                 "survives" if result in members else kind))
            pointer = t.endswith("*") or "(*)" in t
            pointed = re.sub(r"\s*\*$", "", re.sub(r"^const ", "", t))
            if pointer:
                optional = f"{name}.{n}" in OPTIONAL or t == "rc_error *"
                with_argument("NULL", f"{n} is NULL", kind="survives" if optional else "null")
            if t == "const char *const *":
                with_argument("no_names", f"an element of {n} is NULL")
            if pointed in members and pointer and t.startswith("const "):
                with_argument(f"&({pointed}){{0}}", f"{n} is zeroed", kind="survives")
                for kind, member in members[pointed]:
                    if kind in kinds and f"{pointed}.{member}" not in UNUSED:
                        with_argument("&wrong", f"{n}->{member} is unknown",
                                      f"    {pointed} wrong = *({t}){values[i]};\n"
                                      f"    wrong.{member} = ({kind})9999;\n")
            if t in kinds:
                for number in ("-1", "9999"):
                    with_argument(f"({t}){number}", f"{n} is {number}")
    return made, objects


def program(source, made, objects):
    lines = [source, PROLOGUE, "static const char *const no_names[2] = {NULL, NULL};\n",
             "struct described { int64_t m; };\n"
             "RC_DEFINE_DTYPE(describe, struct described, RC_FIELD_AS(m, \"i8\"))\n"]
    lines += sorted(set(objects.values()))
    for i, call in enumerate(made):
        lines.append(f"static int call_{i}(void)\n{{\n{call.setup}{call.judged()}}}\n")
    lines.append("static call *const calls[] = {\n")
    lines += [f"    call_{i},\n" for i in range(len(made))]
    lines.append("};\nint main(int argc, char **argv)\n{\n    char text[64];\n"
                 "    path = argc > 1 ? argv[1] : \"\";\n    sink = argc > 2 ? argv[2] : \"\";\n"
                 "    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {\n"
                 "        const char *wrong = run(calls[i], text, sizeof text);\n"
                 "        printf(\"%s\\n\", wrong ? wrong : \"\");\n        fflush(stdout);\n"
                 "    }\n    (void)memory;\n    (void)buffer;\n    return 0;\n}\n")
    return "".join(lines)


def main():
    if not os.path.exists(os.path.join(LIB, "librowcol.so")):
        tap.skip_all("no shared library was built")
    source, text = preprocessed()
    functions = [f for f in declarations(text) if f[2] and f[1] not in SKIPPED]
    tap.ok(len(functions) > 100, "the headers declare functions", len(functions))
    names = {f"{name}.{n}" for _, name, parameters in functions for _, n in parameters}
    tap.equal(sorted(OPTIONAL - names), [], "the table of optional arguments has no others")
    made, objects = calls(functions, enums(text), structs(text))
    written = tap.write("calls.c", program(source, made, objects))
    built = os.path.join(tap.T, "calls")
    run = subprocess.run([*CC, "-std=gnu11", "-w", f"-I{TOP}/include",
                          *shlex.split(os.environ.get("JANSSON_CFLAGS", "")), "-o", built, written,
                          *shlex.split(os.environ.get("SANITIZE", "")), f"-L{LIB}",
                          f"-Wl,-rpath,{LIB}", "-lrowcol", "-ljansson"],
                         capture_output=True, text=True, check=False)
    if not tap.equal((run.returncode, run.stderr), (0, ""), "the calls compile"):
        tap.done()
    tap.write("in.npy", b"")
    run = subprocess.run([built, os.path.join(tap.T, "in.npy"), os.path.join(tap.T, "out.ndjson")],
                         capture_output=True, text=True, check=False, cwd=tap.T)
    answers = run.stdout.splitlines()
    tap.equal((run.returncode, len(answers)), (0, len(made)), "every call was made")
    for call, answer in zip(made, answers):
        tap.equal(answer, "", f"{call.name}: {call.wrong}")
    tap.done()


main()
