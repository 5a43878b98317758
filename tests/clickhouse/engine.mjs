// engine.mjs - runs statements in chDB, which is ClickHouse in a process: engine.mjs FOLDER, where FOLDER has
// the npm package. A statement a line comes as JSON on the standard input; an answer a line goes to the output.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const require = createRequire(join(process.argv[2], "package.json"));
const { Session } = require("chdb");
const session = new Session();

for (const line of readFileSync(0, "utf8").split("\n").filter(text => text)) {
    const [statement, format] = JSON.parse(line);
    let answer;
    try {
        answer = { text: session.query(statement, format) };
    } catch (failure) {
        answer = { failed: String(failure) };
    }
    process.stdout.write(JSON.stringify(answer) + "\n");
}
if (session.close) session.close();
