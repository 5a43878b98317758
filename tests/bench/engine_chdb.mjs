// engine_chdb.mjs: ClickHouse in process (chDB), with tables of its Memory engine. Every load is
// given the columns and their types.
import { main, require, resident, size, textBeside } from "./protocol.mjs";

const POINT = "x Int32, y Int32, z Int32";
const MIXED = "id Int64, name String, city String, level Int8, score Float64, ok Bool";
const QUAKES =
    "features Array(Tuple(id String, " +
    "properties Tuple(mag Float64, place String, time Int64, sig Int32), " +
    "geometry Tuple(coordinates Array(Float64))))";

let session, settings;

const text = path => `'${path.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
const run = sql => session.query(`${sql} ${settings}`);

/** One record of integers and floats; integers come as text, since they may be larger than 2^53. */
function row(sql) {
    const how =
        "SETTINGS max_threads = 1, prefer_column_name_to_alias = 1, " +
        "output_format_json_quote_64bit_integers = 1";
    const record = JSON.parse(session.query(`${sql} ${how}`, "JSONEachRow"));
    for (const [name, value] of Object.entries(record))
        if (typeof value === "string") record[name] = BigInt(value);
    return record;
}

function start(job) {
    const { Session } = require("chdb");
    session = new Session();
    settings = `SETTINGS max_threads = ${job.threads}`;
}

const stop = () => session.close();

// ---- checks

const pointSums = table =>
    row(`SELECT count() AS records, sum(x) AS x, sum(y) AS y, sum(z) AS z,
    sum(toInt64(x) * z) AS xz, sum(intDiv(toInt64(y), 1048576) * z) AS yz FROM ${table}`);
const sortedSums = table => ({
    ...pointSums(table),
    ...row(
        `SELECT sum(toInt64(n % 1000) * x) AS order
        FROM (SELECT rowNumberInAllBlocks() AS n, x FROM ${table})`,
    ),
});
const mixedSums = table =>
    row(`SELECT count() AS records, sum(id) AS id, sum(length(name)) AS name_bytes,
    sum(length(city)) AS city_bytes, countIf(startsWith(name, 'A')) AS name_a, sum(level) AS level,
    countIf(ok) AS ok, sum(score) AS score FROM ${table}`);
const quakeSums = table =>
    row(`SELECT count() AS records, sum(time) AS time, sum(sig) AS sig, sum(length(id)) AS id_bytes,
    sum(length(place)) AS place_bytes, sum(mag) AS mag, sum(coordinates[1]) AS lon,
    sum(coordinates[2]) AS lat, sum(coordinates[3]) AS depth FROM ${table}`);

// ---- loading

const json = (path, columns) => `file(${text(path)}, 'JSONEachRow', '${columns}')`;
const csv = columns => path =>
    `SELECT * FROM file(${text(path)}, 'CSVWithNames', '${columns}')`;
const makeTable = (name, query) => run(`CREATE TABLE ${name} ENGINE = Memory AS ${query}`);
const dropTable = name => session.query(`DROP TABLE ${name}`);

const load = (query, sums) => ({
    async run(job, _state, result) {
        await result.time(() => makeTable("loaded", query(job.file)));
        result.bytes = size(job.file);
        result.check = sums("loaded");
        dropTable("loaded");
    },
});

const allOf = columns => path => `SELECT * FROM ${json(path, columns)}`;
const quakesOf = path => `SELECT f.id AS id, f.properties.mag AS mag, f.properties.place AS place,
    f.properties.time AS time, f.properties.sig AS sig, f.geometry.coordinates AS coordinates
    FROM (SELECT arrayJoin(features) AS f FROM ${json(path, QUAKES)})`;

// ---- tables

const setup = columns => job => makeTable("t", allOf(columns)(textBeside(job.file)));

const write = (columns, format = "JSONEachRow", output = "ndjson") => ({
    setup: setup(columns),
    async run(job, _state, result) {
        await result.time(() =>
            run(`SELECT * FROM t INTO OUTFILE ${text(job.scratch)} TRUNCATE FORMAT ${format}`),
        );
        result.bytes = size(job.scratch);
        result.output = output;
    },
});

const sumField = {
    setup: setup(POINT),
    async run(job, _state, result) {
        result.check = {
            x: BigInt(
                await result.time(() => session.query(`SELECT sum(x) FROM t ${settings}`, "TSV")),
            ),
        };
        result.bytes = 4 * job.records;
    },
};

const select = (clause, sums) => ({
    setup: setup(POINT),
    async run(job, _state, result) {
        await result.time(() => makeTable("made", `SELECT * FROM t ${clause}`));
        result.bytes = 12 * job.records;
        result.check = sums("made");
        dropTable("made");
    },
});

const numbers = n =>
    `SELECT toInt32(number) AS x, toInt32(number + 1) AS y, toInt32(number + 2) AS z
    FROM numbers(${n})`;
const memory = {
    setup() {
        makeTable("warm", numbers(1000));
    },
    async run(job, _state, result) {
        const before = resident();
        await result.time(() => makeTable("made", numbers(job.records)));
        result.resident = resident() - before;
        result.bytes = 12 * job.records;
        result.check = row(
            "SELECT count() AS records, sum(x) AS x, sum(y) AS y, sum(z) AS z FROM made",
        );
        dropTable("made");
    },
};

// ---- file to file

const convert = (columns, sums) => ({
    async run(job, _state, result) {
        await result.time(() =>
            run(
                `${allOf(columns)(job.file)}
                INTO OUTFILE ${text(job.scratch)} TRUNCATE FORMAT Native`,
            ),
        );
        result.bytes = size(job.file);
        result.output = "native";
        result.check = sums(`file(${text(job.scratch)}, 'Native')`);
    },
});

const rewrite = columns => ({
    async run(job, _state, result) {
        await result.time(() =>
            run(
                `${allOf(columns)(job.file)}
                INTO OUTFILE ${text(job.scratch)} TRUNCATE FORMAT JSONEachRow`,
            ),
        );
        result.bytes = size(job.file);
        result.output = "ndjson";
    },
});

await main({
    name: "ClickHouse",
    version: () => require("chdb").query("SELECT version()", "TSV").trim() + " (chDB)",
    start,
    stop,
    workloads: {
        load_points: load(allOf(POINT), pointSums),
        load_mixed: load(allOf(MIXED), mixedSums),
        load_points_array: load(allOf(POINT), pointSums),
        load_mixed_array: load(allOf(MIXED), mixedSums),
        load_quakes: load(quakesOf, quakeSums),
        load_points_csv: load(csv(POINT), pointSums),
        load_mixed_csv: load(csv(MIXED), mixedSums),
        write_points_csv: write(POINT, "CSVWithNames", "csv"),
        write_mixed_csv: write(MIXED, "CSVWithNames", "csv"),
        write_points: write(POINT),
        write_mixed: write(MIXED),
        convert_points: convert(POINT, pointSums),
        convert_mixed: convert(MIXED, mixedSums),
        rewrite_points: rewrite(POINT),
        rewrite_mixed: rewrite(MIXED),
        sum_columns: sumField,
        sort_columns: select("ORDER BY x", sortedSums),
        filter_columns: select("WHERE x >= 0", pointSums),
        memory,
    },
});
