"""Internal names carry their folder: what lib/store defines is called rci_store_... or RCI_STORE_...

Looked at are the names that other files can see: what headers define, and the global symbols of the
built objects.
"""

import os
import re

from source import files, folder_of, tap, text, without_comments

# Where the prefix is not the folder with underscores.
PREFIX = {
    "compute/filter": "filter",
    "compute/group": "group",
    "compute/hash": "hash",
    "compute/order": "order",
    "compute/stats": "stats",
    "format/arrow/data": "arrow_data",
    "format/arrow/ipc": "arrow_ipc",
    "format": "stream",  # defines rci_stream_formats, which lib/stream declares
    "format/clickhouse": "clickhouse",
    "format/csv": "csv",
    "format/json": "json",
    "format/json/read": "json_read",
    "format/json/write": "json_write",
    "format/json/text": "json_text",
    "format/json/dom": "json_dom",
    "format/npy": "npy",
    "stream/text": "stream_text",
}

# Given on the command line of the compiler.
BUILD_MACROS = {"RCI_PORTABLE"}

DEFINITIONS = [
    r"^#\s*define\s+(\w+)",
    r"^\s*(?:typedef\s+)?(?:struct|union|enum)\s+(\w+)\s*\{",
    r"^\}\s*(\w+);",
    r"^typedef\s[^;{]*?(\w+);",
    r"^typedef\s[^;{]*?\b(\w+)\)?\(",
    r"^\s+(RCI_\w+)(?:\s*=[^,}]*)?[,}]?\s*$",
    r"^(?:extern|static|const|_Atomic|[a-z_]\w*)[\w\s*()\",]*?\b(rci_\w+)\s*[(\[;]",
]


def defined_names(code):
    names = set()
    for pattern in DEFINITIONS:
        names.update(re.findall(pattern, code, flags=re.M))
    return names


def test_headers():
    by_folder = {}
    for path in files("lib", (".h",)):
        by_folder.setdefault(folder_of(path), []).append(path)
    for folder, paths in sorted(by_folder.items()):
        prefix = PREFIX.get(folder, folder)
        wrong = []
        count = 0
        for path in paths:
            code = without_comments(text(path))
            for name in sorted(defined_names(code)):
                local = re.search(rf"^#\s*undef\s+{name}\b", code, flags=re.M)
                if local or name.startswith(("ROWCOL_", "RC_", "rc_")) or name in BUILD_MACROS:
                    continue
                count += 1
                if not name.startswith((f"rci_{prefix}_", f"RCI_{prefix.upper()}_")) and (
                        name != f"rci_{prefix}"):
                    wrong.append(f"{path}: {name} should begin with rci_{prefix}_")
        tap.ok(not wrong and count > 0, f"lib/{folder}: headers define names of the folder",
               "\n".join(wrong) or "no names were found")


def test_guards():
    wrong = []
    for path in files("lib", (".h",)):
        guard = "ROWCOL_" + re.sub(r"\W", "_", path[len("lib/"):]).upper()
        code = text(path)
        if f"#ifndef {guard}\n#define {guard}\n" not in code and "included more than once" not in code and (
                "once for each kernel" not in code):
            wrong.append(f"{path}: the include guard should be {guard}")
    tap.ok(not wrong, "include guards follow the path", "\n".join(wrong))


def test_sources():
    """A name with the internal prefix that a .c file makes for itself is not hidden: static names
    need no prefix."""
    wrong = []
    for path in files("lib", (".c",)):
        prefix = PREFIX.get(folder_of(path), folder_of(path))
        for name in re.findall(r"^(?!static)[a-z][\w\s*]*?\b(rci_\w+)\(", without_comments(text(path)),
                               flags=re.M):
            if not name.startswith(f"rci_{prefix}_"):
                wrong.append(f"{path}: {name} should begin with rci_{prefix}_")
    tap.ok(not wrong, "functions of .c files have the name of their folder", "\n".join(wrong))


test_headers()
test_guards()
test_sources()
tap.done()
