"""table, count, hist and diff of text without -d: the dtype is that which all records show."""

import os

import tap

# What shows the dtype comes late: a number that is not whole, text that is not a number, an absent field.
LINES = ["{\"a\":%d,\"b\":\"%d\"}" % (i % 3, i) for i in range(5000)] + ['{"a":1.5,"b":"x"}', '{"b":"y"}']
NDJSON = tap.write("x.ndjson", "\n".join(LINES) + "\n")
CSV = tap.write("x.csv", "a,b\n" + "".join(f"{i % 3},k{i}\n" for i in range(5000)) + "1.5,x\n,y\n")


def run(*args, **options):
    found = tap.rowcol(*args, **options)
    return found.returncode, found.stdout.decode(), found.stderr.decode()


for name, path in ("ndjson", NDJSON), ("csv", CSV):
    status, out, err = run("count", path, "a")
    rows = [line.split()[0::2] for line in out.splitlines()[2:-1]]
    tap.equal((status, rows, err), (0, [["1,667", "0.0"], ["1,667", "1.0"], ["1,666", "2.0"], ["1", "1.5"], ["1", "null"]],
                                    ""), f"count of {name}")
    status, out, err = run("table", path, "--tail", "2")
    tap.equal((status, [line.split() for line in out.splitlines()[3:-1]], err), (0, [["1.5", "x"], ["null", "y"]], ""),
              f"table of {name}")
    status, out, err = run("hist", path, "a", "--bins", "2")
    tap.equal((status, out.splitlines()[0], err), (0, "a: 5,001 values, 1 null, 0 NaN", ""), f"hist of {name}")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    options = ["-f", name]
    tap.equal(run("count", "-", "a", *options, input=text.encode()), run("count", path, "a"), f"{name} from a pipe")
    with open(path, "rb") as file:
        tap.equal(run("count", "-", "a", *options, stdin=file), run("count", path, "a"), f"{name} from a file as standard input")
    tap.equal(run("count", "-", "a", *options, "--where", "b == 'x'", input=text.encode())[1].splitlines()[2].split()[-1], "1.5",
              f"{name}: --where")

other = tap.write("y.csv", "b,a\n" + "".join(f"{i},{i % 3}.0\n" for i in range(5000)) + "x,2.5\ny,\n")
tap.equal(run("diff", NDJSON, other),
          (1, "record 5000: a 1.5 -> 2.5\n1 record differs, 5,001 equal\nfields that differ: a 1\n", ""),
          "diff of lines and CSV, each with the dtype that it shows")

# --- what cannot be found
mixed = tap.write("mixed.ndjson", '{"a":1,"b":1}\n{"a":"x","b":2}\n')
status, out, err = run("table", mixed)
tap.ok((status, out) == (3, "") and 'mixed.ndjson:2:6: field "a": ' in err and "-d @FILE" in err, "a conflict has its place", err)
status, out, err = run("table", tap.write("bad.ndjson", '{"a":1}\n{"a":\n'))
tap.ok((status, out) == (3, "") and "bad.ndjson:2:" in err, "text that is wrong has its place", err)
status, out, err = run("table", mixed, "--null", "a=5")
tap.ok(status == 2 and "need -d DTYPE" in err, "--null FIELD=VALUE", err)
fifo = os.path.join(tap.T, "fifo")
os.mkfifo(fifo)
status, out, err = run("table", fifo)
tap.ok(status == 2 and "it can be read only once: give -d DTYPE" in err, "a FIFO cannot be read twice", err)
status, out, err = run("table", os.path.join(tap.T, "none.csv"))
tap.ok(status == 4 and "cannot open it" in err, "a file that is not there", err)
tap.done()
