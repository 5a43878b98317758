// protocol.mjs: what every engine driven from Node shares: its command line, its clock and its
// result lines.
//
// The protocol is described in README.md. An engine gives main() its workloads:
//     {load_points: {run, setup, maxThreads}, ...}
// setup(job) returns what run(job, state, result) gets as its state; both may be asynchronous. The
// engine's threads are set before it starts, by `start(job)`.
import { readFileSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";

export const require = createRequire(process.env.BENCH_NODE_MODULES + "/");
export const MAX_THREADS = 16;

export class Result {
    constructor(records) {
        this.records = records;
        this.bytes = 0;
        this.check = {};
        this.pages = {};
    }
    async time(action) {
        const begun = process.hrtime.bigint();
        const value = await action();
        this.seconds = Number(process.hrtime.bigint() - begun) / 1e9;
        this.pages = pages();
        return value;
    }
}

let knownPages;

/** How much memory this process has, and how much of it is in large pages, in bytes. Asked once:
 * walking through the pages takes time. */
function pages() {
    if (knownPages === undefined) {
        try {
            const text = readFileSync("/proc/self/smaps_rollup", "utf8");
            const bytes = name => 1024 * Number(text.match(new RegExp(`^${name}: *([0-9]+)`, "m"))[1]);
            knownPages = { anonymous: bytes("Anonymous"), huge: bytes("AnonHugePages") };
        } catch {
            knownPages = {};
        }
    }
    return knownPages;
}

function toJson(value) {
    if (typeof value === "bigint") return value.toString();
    if (value !== null && typeof value === "object") {
        const members = Object.entries(value).filter(([, member]) => member !== undefined);
        return (
            "{" +
            members.map(([name, member]) => JSON.stringify(name) + ":" + toJson(member)).join(",") +
            "}"
        );
    }
    return JSON.stringify(value);
}

function list(contender) {
    const workloads = Object.fromEntries(
        Object.entries(contender.workloads).map(([name, workload]) => [
            name,
            workload.maxThreads ?? MAX_THREADS,
        ]),
    );
    console.log(
        toJson({
            contender: contender.name,
            role: "peer",
            version: contender.version(),
            workloads,
            todo: "",
        }),
    );
}

export async function main(contender) {
    const args = process.argv.slice(2);
    if (args.length === 1 && args[0] === "--list") return list(contender);
    if (args.length !== 7)
        throw new Error("usage: CONTENDER WORKLOAD FILE RECORDS THREADS REPS SCRATCH, or --list");
    const [name, workload, file, records, threads, reps, scratch] = args;
    const job = {
        workload,
        file,
        scratch,
        records: Number(records),
        threads: Number(threads),
        reps: Number(reps),
    };
    const { setup, run } = contender.workloads[workload] ?? {};
    if (name !== contender.name || run === undefined)
        throw new Error(`there is no contender ${name} for ${workload} here`);
    await contender.start(job);
    const state = setup ? await setup(job) : null;
    const over = performance.now() + 1e3 * Number(process.env.BENCH_SECONDS ?? Infinity);
    for (let rep = 0; rep < job.reps && (rep === 0 || performance.now() < over); rep++) {
        const result = new Result(job.records);
        rmSync(job.scratch, { force: true }); // replacing a file takes time, which is not to be measured
        await run(job, state, result);
        const { seconds, bytes, check, pages, resident, output } = result;
        console.log(
            toJson({
                workload,
                contender: name,
                threads: job.threads,
                seconds,
                records: result.records,
                bytes,
                check,
                peak: process.resourceUsage().maxRSS * 1024,
                ...pages,
                resident,
                output,
            }),
        );
    }
    await contender.stop?.();
}

/** Bytes of this process in memory now. */
export function resident() {
    return Number(readFileSync("/proc/self/statm", "utf8").split(" ")[1]) * 4096;
}

export const size = path => statSync(path).size;

/** Engines that do not read .npy read the same records from the NDJSON in the same folder. */
export const textBeside = path => path.replace(/\.npy$/, ".ndjson");

/** An integer as int64 arithmetic leaves it. */
export const wrap = value => BigInt.asIntN(64, BigInt(value));

const MIX_STEP = 0x9e3779b97f4a7c15n,
    MIX_A = 0xbf58476d1ce4e5b9n,
    MIX_B = 0x94d049bb133111ebn;
const low64 = value => BigInt.asUintN(64, value);

/** data_pick() of data.c */
export function pick(i, n) {
    let value = low64(BigInt(i) + 12345n + MIX_STEP);
    value = low64((value ^ (value >> 30n)) * MIX_A);
    value = low64((value ^ (value >> 27n)) * MIX_B);
    return Number((value ^ (value >> 31n)) % BigInt(n));
}
