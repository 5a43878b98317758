// What other implementations of Arrow find in a file, and files that they write: for readers.py.
//
//   node readers.mjs FOLDER read IMPLEMENTATION FILE
//     prints one line of JSON for each record; integers of 64 bits are strings, times are ISO 8601
//   node readers.mjs FOLDER write IMPLEMENTATION FORM FILE
//     writes the records below as a file or stream
//
// FOLDER has the node_modules with the implementations.
import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const [folder, work, implementation, ...rest] = process.argv.slice(2);
const require = createRequire(path.join(path.resolve(folder), "package.json"));

const TIMES = new Set(["day", "time"]);

function plain(value, name) {
  if (value === null || value === undefined) {
    return null;
  }
  if (TIMES.has(name)) {
    return new Date(Number(value)).toISOString();
  }
  if (typeof value === "bigint") {
    return String(value);
  }
  if (value instanceof Uint8Array) {
    return Buffer.from(value).toString("latin1");
  }
  if (typeof value !== "object") {
    return value;
  }
  const object = typeof value.toJSON === "function" ? value.toJSON() : value;
  if (Array.isArray(object) || ArrayBuffer.isView(object)) {
    return Array.from(object, (one) => plain(one));
  }
  return Object.fromEntries(Object.entries(object).map(([key, one]) => [key, plain(one, key)]));
}

const readers = {
  "apache-arrow": (file) => {
    const table = require("apache-arrow").tableFromIPC(readFileSync(file));
    return Array.from(table, (row) => plain(row));
  },
  flechette: (file) => {
    const table = require("@uwdata/flechette").tableFromIPC(readFileSync(file), { useBigInt: true });
    return table.toArray().map((row) => plain(row));
  },
  polars: (file) => {
    const pl = require("nodejs-polars");
    const bytes = readFileSync(file);
    const frame = file.endsWith(".arrows") ? pl.readIPCStream(bytes) : pl.readIPC(bytes);
    return frame.toRecords().map((row) => plain(row));
  },
};

// The records that are written: see WRITTEN in readers.py.
const columns = () => ({
  n: Int32Array.from([1, -2, 3, 2147483647]),
  x: Float64Array.from([0.5, -0, 1e300, 3]),
  s: ["", "twelve bytes", "thirteen byte", "d\u00e9j\u00e0 vu"],
});

const writers = {
  "apache-arrow": (form, file) => {
    const arrow = require("apache-arrow");
    const { n, x, s } = columns();
    const table = new arrow.Table({
      n: arrow.vectorFromArray(n),
      x: arrow.vectorFromArray(x),
      s: arrow.vectorFromArray(s, form.includes("dictionary") ? undefined : new arrow.Utf8()),
      b: arrow.vectorFromArray([true, null, false, true]),
    });
    writeFileSync(file, arrow.tableToIPC(table, form.split("-")[0]));
  },
  flechette: (form, file) => {
    const { tableFromArrays, tableToIPC, utf8, int32, float64, bool } = require("@uwdata/flechette");
    const table = tableFromArrays(
      { ...columns(), b: [true, null, false, true] },
      { types: { n: int32(), x: float64(), s: utf8(), b: bool() } },
    );
    writeFileSync(file, tableToIPC(table, { format: form }));
  },
  polars: (form, file) => {
    const pl = require("nodejs-polars");
    const { n, x, s } = columns();
    const frame = pl.DataFrame({
      n: pl.Series("n", Array.from(n), pl.Int32),
      x: pl.Series("x", Array.from(x), pl.Float64),
      s: pl.Series("s", s, pl.Utf8),
      b: pl.Series("b", [true, null, false, true], pl.Bool),
    });
    const [kind, compression = "uncompressed"] = form.split("-");
    if (kind === "stream") {
      frame.writeIPCStream(file, { compression });
    } else {
      frame.writeIPC(file, { compression });
    }
  },
};

if (work === "read") {
  for (const row of readers[implementation](rest[0])) {
    console.log(JSON.stringify(row));
  }
} else {
  writers[implementation](rest[0], rest[1]);
}
