// engine_polars.mjs: Polars, with its frames in memory.
//
// Lines are read with the columns and their types given (its reader of lines has no 8-bit integers:
// that column is read as 32 bits and cast). Its reader of one document takes no types: it infers
// them, and the columns are cast.
import { readFileSync } from "node:fs";
import { main, pick, require, resident, size, textBeside } from "./protocol.mjs";

let pl, POINT, MIXED, MIXED_TEXT, SMALL;

function start(job) {
    process.env.POLARS_MAX_THREADS = String(job.threads);
    pl = require("nodejs-polars");
    POINT = { x: pl.Int32, y: pl.Int32, z: pl.Int32 };
    MIXED = {
        id: pl.Int64,
        name: pl.Utf8,
        city: pl.Utf8,
        level: pl.Int8,
        score: pl.Float64,
        ok: pl.Bool,
    };
    MIXED_TEXT = { ...MIXED, level: pl.Int32 };
    SMALL = pl.col("level").cast(pl.Int8);
}

// ---- checks

const query = (frame, sql) => pl.SQLContext({ frame }).execute(sql, { eager: true }).toRecords()[0];
const POINT_SUMS = `COUNT(*) AS records, SUM(CAST(x AS BIGINT)) AS x, SUM(CAST(y AS BIGINT)) AS y,
    SUM(CAST(z AS BIGINT)) AS z`;
const pointSums = frame =>
    query(
        frame,
        `SELECT ${POINT_SUMS}, SUM(CAST(x AS BIGINT) * z) AS xz,
    SUM(y // 1048576 * CAST(z AS BIGINT)) AS yz FROM frame`,
    );

function sortedSums(frame) {
    const { order } = query(
        frame.withRowIndex("i"),
        'SELECT SUM(CAST(i AS BIGINT) % 1000 * x) AS "order" FROM frame',
    );
    return { ...pointSums(frame), order };
}

function mixedSums(frame) {
    const sums = query(
        frame,
        `SELECT COUNT(*) AS records, CAST(SUM(id) AS VARCHAR) AS id,
        SUM(OCTET_LENGTH(name)) AS name_bytes, SUM(OCTET_LENGTH(city)) AS city_bytes,
        SUM(CASE WHEN name LIKE 'A%' THEN 1 ELSE 0 END) AS name_a,
        SUM(CAST(level AS BIGINT)) AS level, SUM(ok) AS ok, SUM(score) AS score FROM frame`,
    );
    return { ...sums, id: BigInt(sums.id) };
}

function quakeSums(frame) {
    const sums = query(
        frame,
        `SELECT COUNT(*) AS records, CAST(SUM("time") AS VARCHAR) AS "time", SUM(sig) AS sig,
        SUM(OCTET_LENGTH(id)) AS id_bytes, SUM(OCTET_LENGTH(place)) AS place_bytes,
        SUM(mag) AS mag FROM frame`,
    );
    const sum = i =>
        frame.select(pl.col("coordinates").lst.get(i).sum().alias("sum")).toRecords()[0].sum;
    return { ...sums, time: BigInt(sums.time), lon: sum(0), lat: sum(1), depth: sum(2) };
}

// ---- loading

const scanPoints = path => pl.scanJson(path, { schema: POINT });
const scanMixed = path => pl.scanJson(path, { schema: MIXED_TEXT }).withColumns(SMALL);

const scanPointsCsv = path => pl.scanCSV(path, { schema: POINT });
const scanMixedCsv = path => pl.scanCSV(path, { schema: MIXED });

const load = (scan, sums) => ({
    async run(job, _state, result) {
        const frame = await result.time(() => scan(job.file).collectSync());
        result.bytes = size(job.file);
        result.check = sums(frame);
    },
});

const loadArray = (schema, sums) => ({
    async run(job, _state, result) {
        const types = Object.entries(schema()).map(([name, type]) => pl.col(name).cast(type));
        const frame = await result.time(() =>
            pl.readJSON(job.file, { format: "json" }).select(...types),
        );
        result.bytes = size(job.file);
        result.check = sums(frame);
    },
});

const loadQuakes = {
    async run(job, _state, result) {
        const part = (name, type) => pl.col("properties").struct.field(name).cast(type).alias(name);
        // As bytes: it takes a path for a path only when it ends in .json.
        const frame = await result.time(() =>
            pl
                .readJSON(readFileSync(job.file), { format: "json" })
                .select(pl.col("features").explode().alias("f"))
                .unnest("f")
                .select(
                    pl.col("id"),
                    part("mag", pl.Float64),
                    part("place", pl.Utf8),
                    part("time", pl.Int64),
                    part("sig", pl.Int32),
                    pl.col("geometry").struct.field("coordinates").alias("coordinates"),
                ),
        );
        result.bytes = size(job.file);
        result.check = quakeSums(frame);
    },
};

// ---- frames

const points = job => scanPoints(textBeside(job.file)).collectSync();
const mixed = job => scanMixed(textBeside(job.file)).collectSync();

const write = setup => ({
    setup,
    async run(job, frame, result) {
        await result.time(() => frame.lazy().sinkNdJson(job.scratch).collectSync());
        result.bytes = size(job.scratch);
        result.output = "ndjson";
    },
});

const writeCsv = setup => ({
    setup,
    async run(job, frame, result) {
        await result.time(() => frame.lazy().sinkCSV(job.scratch).collectSync());
        result.bytes = size(job.scratch);
        result.output = "csv";
    },
});

const sumField = {
    setup: points,
    async run(job, frame, result) {
        result.check = await result.time(
            () => frame.select(pl.col("x").cast(pl.Int64).sum()).toRecords()[0],
        );
        result.bytes = 4 * job.records;
    },
};

const make = (action, sums) => ({
    setup: points,
    async run(job, frame, result) {
        const made = await result.time(() => action(frame));
        result.bytes = 12 * job.records;
        result.check = sums(made);
    },
});

// Sums of y by a key that is a column of its own.
const group = part => ({
    setup(job) {
        const frame = points(job);
        return pl.SQLContext({ frame }).execute(
            `SELECT CAST((x + 1000000) // ${part} AS INT) AS key, CAST(y AS BIGINT) AS y FROM frame`,
            { eager: true },
        );
    },
    async run(job, frame, result) {
        const made = await result.time(() => frame.groupBy("key").agg(pl.col("y").sum()));
        result.bytes = 8 * job.records;
        result.check = query(
            made,
            "SELECT COUNT(*) AS groups, SUM(y) AS total, MAX(y) AS greatest FROM frame",
        );
    },
});

const take = {
    setup(job) {
        const picks = Uint32Array.from({ length: Math.floor(job.records / 2) }, (_, i) =>
            pick(i, job.records),
        );
        return { frame: points(job), picks: pl.Series("picks", picks, pl.UInt32) };
    },
    async run(_job, { frame, picks }, result) {
        const made = await result.time(() =>
            frame.select(
                pl.col("x").gather(picks),
                pl.col("y").gather(picks),
                pl.col("z").gather(picks),
            ),
        );
        result.records = picks.length;
        result.bytes = 12 * picks.length;
        result.check = sortedSums(made);
    },
};

function numbers(n) {
    const x = pl.intRange(0, n, 1, pl.Int32, true).alias("x");
    return pl
        .DataFrame({ x })
        .withColumns(
            pl.col("x").add(1).cast(pl.Int32).alias("y"),
            pl.col("x").add(2).cast(pl.Int32).alias("z"),
        );
}

const memory = {
    setup() {
        numbers(1000);
    },
    async run(job, _state, result) {
        const before = resident();
        const frame = await result.time(() => numbers(job.records));
        result.resident = resident() - before;
        result.bytes = 12 * job.records;
        result.check = query(frame, `SELECT ${POINT_SUMS} FROM frame`);
    },
};

// ---- file to file

const convert = (scan, sums) => ({
    async run(job, _state, result) {
        await result.time(() =>
            scan(job.file).sinkIpc(job.scratch, { compression: "uncompressed" }).collectSync(),
        );
        result.bytes = size(job.file);
        result.output = "arrow";
        result.check = sums(pl.scanIPC(job.scratch).collectSync());
    },
});

const rewrite = scan => ({
    async run(job, _state, result) {
        await result.time(() => scan(job.file).sinkNdJson(job.scratch).collectSync());
        result.bytes = size(job.file);
        result.output = "ndjson";
    },
});

await main({
    name: "Polars",
    version: () => require("nodejs-polars/package.json").version + " (npm)",
    start,
    workloads: {
        load_points: load(scanPoints, pointSums),
        load_mixed: load(scanMixed, mixedSums),
        load_points_array: loadArray(() => POINT, pointSums),
        load_mixed_array: loadArray(() => MIXED, mixedSums),
        load_quakes: loadQuakes,
        load_points_csv: load(scanPointsCsv, pointSums),
        load_mixed_csv: load(scanMixedCsv, mixedSums),
        write_points: write(points),
        write_mixed: write(mixed),
        write_points_csv: writeCsv(points),
        write_mixed_csv: writeCsv(mixed),
        convert_points: convert(scanPoints, pointSums),
        convert_mixed: convert(scanMixed, mixedSums),
        rewrite_points: rewrite(scanPoints),
        rewrite_mixed: rewrite(scanMixed),
        sum_columns: sumField,
        sort_columns: make(frame => frame.sort("x"), sortedSums),
        filter_columns: make(frame => frame.filter(pl.col("x").gtEq(0)), pointSums),
        take_columns: take,
        group_few_columns: group(2000),
        group_many_columns: group(2),
        memory,
    },
});
