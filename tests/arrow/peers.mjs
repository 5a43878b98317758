// Reads an Arrow file or stream with another implementation and prints its records as lines of JSON; or
// reads such lines and writes a file. Integers are strings, as JSON has no 64-bit integers.
//
//     node peers.mjs LIBRARY read FILE
//     node peers.mjs LIBRARY write FILE
import {createRequire} from 'node:module';
import {readFileSync, writeFileSync} from 'node:fs';

const [library, action, path] = process.argv.slice(2);
const need = createRequire(process.env.ROWCOL_PEERS + '/');

function plain(value) {
    if (value === null || value === undefined) {
        return null;
    }
    if (typeof value === 'bigint') {
        return String(value);
    }
    if (value instanceof Date) {
        return value.toISOString();
    }
    if (typeof value !== 'object') {
        return value;
    }
    if (Array.isArray(value) || ArrayBuffer.isView(value)) {
        return Array.from(value, plain);
    }
    if (typeof value.toJSON === 'function') {
        return plain(value.toJSON());
    }
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

const readers = {
    'apache-arrow': bytes => need('apache-arrow').tableFromIPC(bytes).toArray(),
    'flechette': bytes => need('@uwdata/flechette').tableFromIPC(bytes, {useBigInt: true}).toArray(),
    'nodejs-polars': bytes => need('nodejs-polars').readIPC(bytes).toRecords(),
};

const writers = {
    'apache-arrow': rows => {
        const arrow = need('apache-arrow');
        const columns = {};
        for (const name of Object.keys(rows[0])) {
            columns[name] = arrow.vectorFromArray(rows.map(row => row[name]));
        }
        return arrow.tableToIPC(new arrow.Table(columns), path.endsWith('s') ? 'stream' : 'file');
    },
    'nodejs-polars': rows => need('nodejs-polars').readRecords(rows).writeIPC({compression: 'lz4'}),
};

if (action === 'read') {
    for (const row of readers[library](readFileSync(path))) {
        console.log(JSON.stringify(plain(row)));
    }
} else {
    const rows = readFileSync(0, 'utf8').trim().split('\n').map(line => JSON.parse(line));
    writeFileSync(path, writers[library](rows));
}
