// engine_duckdb.mjs: DuckDB, with its tables in memory. Every load names the columns and their types.
import { main, require, resident, size, textBeside, wrap } from "./protocol.mjs";

const duckdb = require("@duckdb/node-api");
const POINT = "{x: 'INTEGER', y: 'INTEGER', z: 'INTEGER'}";
const MIXED =
    "{id: 'BIGINT', name: 'VARCHAR', city: 'VARCHAR', level: 'TINYINT', score: 'DOUBLE', " +
    "ok: 'BOOLEAN'}";
const QUAKES =
    "{features: 'STRUCT(id VARCHAR, " +
    'properties STRUCT(mag DOUBLE, place VARCHAR, "time" BIGINT, sig INTEGER), ' +
    "geometry STRUCT(coordinates DOUBLE[]))[]'}";

const FLAT =
    "{time: 'BIGINT', sensor: 'INTEGER', value: 'DOUBLE', level: 'TINYINT', valid: 'BOOLEAN', " +
    "station: 'VARCHAR', unit: 'VARCHAR', lat: 'DOUBLE', lon: 'DOUBLE'}";
const NESTED =
    "{time: 'BIGINT', sensor: 'INTEGER', valid: 'BOOLEAN', " +
    "place: 'STRUCT(station VARCHAR, lat DOUBLE, lon DOUBLE)', " +
    "data: 'STRUCT(\"value\" DOUBLE, unit VARCHAR, level TINYINT)'}";
const FLIGHTS =
    "{date: 'VARCHAR', delay: 'INTEGER', distance: 'INTEGER', origin: 'VARCHAR', " +
    "destination: 'VARCHAR'}";
const TWEETS =
    "{statuses: 'STRUCT(id BIGINT, \"text\" VARCHAR, " +
    "\"user\" STRUCT(screen_name VARCHAR, followers_count INTEGER), retweet_count INTEGER, " +
    "lang VARCHAR)[]'}";
// The largest record it must expect, and half of the block that a thread reads at a time: with the
// 16 MiB of the default, a file of this size has too few blocks for two threads.
const MAX_OBJECT = 1 << 20;

let instance, connection;

const run = sql => connection.run(sql);
const row = async sql => (await connection.runAndReadAll(sql)).getRowObjects()[0];
const text = path => `'${path.replaceAll("'", "''")}'`;

async function start(job) {
    instance = await duckdb.DuckDBInstance.create(":memory:", { threads: String(job.threads) });
    connection = await instance.connect();
}

function stop() {
    connection.closeSync();
    instance.closeSync();
}

// ---- checks

const pointSums = (table, order = "") =>
    row(`SELECT count(*) AS records, sum(x) AS x, sum(y) AS y, sum(z) AS z,
    sum(x::BIGINT * z) AS xz, sum(y // 1048576 * z) AS yz ${order} FROM ${table}`);
const sortedSums = table => pointSums(table, ', sum(rowid % 1000 * x) AS "order"');

async function mixedSums(table) {
    const sums =
        await row(`SELECT count(*) AS records, sum(id) AS id, sum(strlen(name)) AS name_bytes,
        sum(strlen(city)) AS city_bytes, count(*) FILTER (name LIKE 'A%') AS name_a,
        sum(level) AS level,
        count(*) FILTER (ok) AS ok, sum(score) AS score FROM ${table}`);
    return { ...sums, id: wrap(sums.id) };
}

const quakeSums = table =>
    row(`SELECT count(*) AS records, sum("time") AS "time", sum(sig) AS sig,
    sum(strlen(id)) AS id_bytes, sum(strlen(place)) AS place_bytes, sum(mag) AS mag,
    sum(coordinates[1]) AS lon, sum(coordinates[2]) AS lat,
    sum(coordinates[3]) AS depth FROM ${table}`);

// A key that is absent is a null there, and zero for the sums.
async function kindSums(table, numbers, strings) {
    const sums = numbers
        .map(name => `coalesce(sum("${name}"), 0) AS "${name}"`)
        .concat(strings.map(name => `coalesce(sum(strlen("${name}")), 0) AS "${name}_bytes"`));
    const found = await row(`SELECT count(*) AS records, ${sums.join(", ")} FROM ${table}`);
    if (found.id !== undefined) found.id = wrap(found.id);
    return found;
}

const readingSums = table =>
    kindSums(
        `(SELECT * REPLACE (valid::INTEGER AS valid) FROM ${table})`,
        ["time", "sensor", "value", "level", "valid", "lat", "lon"],
        ["station", "unit"],
    );
const flightSums = table =>
    kindSums(table, ["delay", "distance"], ["date", "origin", "destination"]);
const tweetSums = table =>
    kindSums(table, ["id", "retweet_count", "followers_count"], ["text", "lang", "screen_name"]);

// ---- loading

const json = (path, columns, format) =>
    `read_json(${text(path)}, columns = ${columns}, format = '${format}',
    maximum_object_size = ${MAX_OBJECT})`;

const load = (columns, format, sums) => ({
    async run(job, _state, result) {
        await result.time(() =>
            run(`CREATE TABLE loaded AS SELECT * FROM ${json(job.file, columns, format)}`),
        );
        result.bytes = size(job.file);
        result.check = await sums("loaded");
        await run("DROP TABLE loaded");
    },
});

const loadCsv = (columns, sums) => ({
    async run(job, _state, result) {
        await result.time(() =>
            run(`CREATE TABLE loaded AS SELECT * FROM read_csv(${text(job.file)},
            columns = ${columns}, auto_detect = false, header = true, delim = ',', quote = '"',
            escape = '"')`),
        );
        result.bytes = size(job.file);
        result.check = await sums("loaded");
        await run("DROP TABLE loaded");
    },
});

const loadFlat = load(FLAT, "newline_delimited", readingSums);

const loadNested = {
    async run(job, _state, result) {
        await result.time(() =>
            run(`CREATE TABLE loaded AS SELECT time, sensor, valid, place.station, place.lat,
            place.lon, data."value", data.unit, data.level
            FROM ${json(job.file, NESTED, "newline_delimited")}`),
        );
        result.bytes = size(job.file);
        result.check = await readingSums("loaded");
        await run("DROP TABLE loaded");
    },
};

const loadTweets = {
    async run(job, _state, result) {
        const limit = size(job.file) * 2;
        await result.time(() =>
            run(`CREATE TABLE loaded AS SELECT s.id, s."text", s."user".screen_name,
            s."user".followers_count, s.retweet_count, s.lang FROM (
                SELECT unnest(statuses) AS s FROM read_json(${text(job.file)}, columns = ${TWEETS},
                format = 'unstructured', maximum_object_size = ${limit}))`),
        );
        result.bytes = size(job.file);
        result.check = await tweetSums("loaded");
        await run("DROP TABLE loaded");
    },
};

const loadQuakes = {
    async run(job, _state, result) {
        const limit = size(job.file) * 2; // of one document
        await result.time(() =>
            run(`CREATE TABLE loaded AS SELECT f.id, f.properties.mag, f.properties.place,
            f.properties."time", f.properties.sig, f.geometry.coordinates FROM (
                SELECT unnest(features) AS f FROM read_json(${text(job.file)}, columns = ${QUAKES},
                format = 'unstructured', maximum_object_size = ${limit}))`),
        );
        result.bytes = size(job.file);
        result.check = await quakeSums("loaded");
        await run("DROP TABLE loaded");
    },
};

// ---- tables

const points = job =>
    run(
        `CREATE TABLE t AS SELECT * FROM ${json(textBeside(job.file), POINT, "newline_delimited")}`,
    );
const mixed = job =>
    run(
        `CREATE TABLE t AS SELECT * FROM ${json(textBeside(job.file), MIXED, "newline_delimited")}`,
    );

const write = (setup, format = "json", output = "ndjson") => ({
    setup,
    async run(job, _state, result) {
        await result.time(() => run(`COPY t TO ${text(job.scratch)} (FORMAT ${format})`));
        result.bytes = size(job.scratch);
        result.output = output;
    },
});

const sumField = {
    setup: points,
    async run(job, _state, result) {
        result.check = await result.time(() => row("SELECT sum(x) AS x FROM t"));
        result.bytes = 4 * job.records;
    },
};

const select = (clause, sums) => ({
    setup: points,
    async run(job, _state, result) {
        await result.time(() => run(`CREATE TABLE made AS SELECT * FROM t ${clause}`));
        result.bytes = 12 * job.records;
        result.check = await sums("made");
        await run("DROP TABLE made");
    },
});

// Sums of y by a key that is a column of its own.
const group = part => ({
    async setup(job) {
        await points(job);
        await run(
            `CREATE TABLE keyed AS SELECT ((x + 1000000) // ${part})::INTEGER AS key, y FROM t`,
        );
    },
    async run(job, _state, result) {
        await result.time(() =>
            run("CREATE TABLE made AS SELECT key, sum(y)::BIGINT AS sum FROM keyed GROUP BY key"),
        );
        result.bytes = 8 * job.records;
        result.check = await row(
            "SELECT count(*) AS groups, sum(sum) AS total, max(sum) AS greatest FROM made",
        );
        await run("DROP TABLE made");
    },
});

const numbers = n =>
    `SELECT i::INTEGER AS x, (i + 1)::INTEGER AS y, (i + 2)::INTEGER AS z FROM range(${n}) AS r(i)`;
const memory = {
    setup() {
        return run(`CREATE TABLE warm AS ${numbers(1000)}`);
    },
    async run(job, _state, result) {
        const before = resident();
        await result.time(() => run(`CREATE TABLE made AS ${numbers(job.records)}`));
        result.resident = resident() - before;
        result.bytes = 12 * job.records;
        result.check = await row(
            "SELECT count(*) AS records, sum(x) AS x, sum(y) AS y, sum(z) AS z FROM made",
        );
        await run("DROP TABLE made");
    },
};

// ---- file to file

const convert = (columns, sums) => ({
    async run(job, _state, result) {
        const from = json(job.file, columns, "newline_delimited");
        await result.time(() =>
            run(
                `COPY (SELECT * FROM ${from}) TO ${text(job.scratch)}
                (FORMAT parquet, COMPRESSION uncompressed)`,
            ),
        );
        result.bytes = size(job.file);
        result.output = "parquet";
        result.check = await sums(`read_parquet(${text(job.scratch)})`);
    },
});

const rewrite = columns => ({
    async run(job, _state, result) {
        const from = json(job.file, columns, "newline_delimited");
        await result.time(() =>
            run(`COPY (SELECT * FROM ${from}) TO ${text(job.scratch)} (FORMAT json)`),
        );
        result.bytes = size(job.file);
        result.output = "ndjson";
    },
});

await main({
    name: "DuckDB",
    version: duckdb.version,
    start,
    stop,
    workloads: {
        load_points: load(POINT, "newline_delimited", pointSums),
        load_mixed: load(MIXED, "newline_delimited", mixedSums),
        load_points_array: load(POINT, "array", pointSums),
        load_mixed_array: load(MIXED, "array", mixedSums),
        load_quakes: loadQuakes,
        load_points_csv: loadCsv(POINT, pointSums),
        load_mixed_csv: loadCsv(MIXED, mixedSums),
        load_regular: loadFlat,
        load_escapes: loadFlat,
        load_nested: loadNested,
        load_shuffled: loadFlat,
        load_absent: loadFlat,
        load_extra: loadFlat,
        load_extra_shuffled: loadFlat,
        load_spaces: loadFlat,
        load_nested_shuffled: loadNested,
        load_two_shapes: loadFlat,
        load_events: loadFlat,
        load_everything: loadNested,
        load_flights: load(FLIGHTS, "array", flightSums),
        load_tweets: loadTweets,
        write_points: write(points),
        write_mixed: write(mixed),
        write_points_csv: write(points, "csv, HEADER", "csv"),
        write_mixed_csv: write(mixed, "csv, HEADER", "csv"),
        convert_points: convert(POINT, pointSums),
        convert_mixed: convert(MIXED, mixedSums),
        rewrite_points: rewrite(POINT),
        rewrite_mixed: rewrite(MIXED),
        sum_columns: sumField,
        sort_columns: select("ORDER BY x", sortedSums),
        filter_columns: select("WHERE x >= 0", pointSums),
        group_few_columns: group(2000),
        group_many_columns: group(2),
        memory,
    },
});
