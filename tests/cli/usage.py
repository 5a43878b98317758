"""What the command does when it is called in a wrong way: status 2, and a word about it."""

import tap

for args in (), ("--no-such-option",), ("no-such-command",):
    call = " ".join(("rowcol", *args))
    run = tap.rowcol(*args)
    tap.equal(run.returncode, 2, f"{call}: exits with 2")
    tap.equal(run.stdout, b"", f"{call}: prints nothing on standard output")
    tap.ok(b"rowcol" in run.stderr, f"{call}: says something on standard error", run.stderr)

tap.done()
