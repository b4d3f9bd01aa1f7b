/**
 * The long campaign: every large network and every spec at full size, one after another, each in a process
 * of its own. `npm run campaign` runs all of it, `npm run campaign -- bert` what has that in its name, and
 * `npm run campaign -- --short` what takes no more than a minute or two; `--target wasm` does it in WebAssembly.
 *
 * Invariant: a part that fails does not stop the others; the exit code says whether all held.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { secondsSince } from "./progress.ts";
import { parts, type Part } from "./parts.ts";
import type { Measured } from "./result.ts";
import { tableOf, type Row } from "./table.ts";

/** What one sample of any network may take, and one pass of the interpreter. */
const mostGigabytes = 24;
const mostSeconds = 300;

const root = fileURLToPath(new URL("../../", import.meta.url));

const { values: options, positionals: wanted } = parseArgs({
  options: {
    short: { type: "boolean", default: false },
    target: { type: "string", default: "ts" },
  },
  allowPositionals: true,
});
const chosen = parts.filter(
  ({ file, model, isLong }) =>
    !(options.short && isLong) &&
    wanted.every((word) => `${file} ${model}`.toLowerCase().includes(word.toLowerCase())),
);
const bare = medianSeconds(["-e", "0"]);
const rows: Row[] = [];
for (const part of chosen) rows.push(await runPart(part));
process.stdout.write(`\nnode -e 0 takes ${(bare * 1000).toFixed(0)} ms\n\n${tableOf(rows, bare)}`);
process.exitCode = rows.every(({ problems }) => problems.length === 0) ? 0 : 1;

function medianSeconds(argv: readonly string[]): number {
  const times = Array.from({ length: 5 }, () => {
    const start = performance.now();
    const { status, stderr } = spawnSync(process.execPath, argv, { cwd: root });
    if (status !== 0) throw new Error(String(stderr));
    return secondsSince(start);
  });
  return times.sort((a, b) => a - b)[2]!;
}

async function runPart(part: Part): Promise<Row> {
  process.stderr.write(`${part.file} ${part.model}\n`);
  try {
    const compileSeconds = timeCompiling(part);
    const measured = await measure(part);
    const problems = judge(measured);
    for (const each of problems) process.stderr.write(`    ${each}\n`);
    return { part, compileSeconds, measured, problems };
  } catch (error) {
    process.stderr.write(`    ${(error as Error).message}\n`);
    return {
      part,
      compileSeconds: NaN,
      measured: undefined,
      problems: ["it did not run to the end"],
    };
  }
}

/** As a user would: the command line as it is built, with training, for one sample. */
function timeCompiling({ file, model }: Part): number {
  const folder = mkdtempSync(join(tmpdir(), "nnc-campaign-"));
  const given = ["--model", model, "--batch", "1", "--target", options.target, "-o", folder];
  try {
    return medianSeconds(["dist/nnc.js", "compile", `test/${file}.nn`, ...given]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function measure({ file, model }: Part): Promise<Measured> {
  const script = fileURLToPath(new URL("part.ts", import.meta.url));
  const engine = options.target === "wasm" ? "wasm" : "script";
  const argv = ["--import", "tsx", "--max-old-space-size=20000", script, file, model, engine];
  const child = spawn(process.execPath, argv, { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.on("data", (text: Buffer) => (output += text.toString()));
  return new Promise((resolve, reject) => {
    child.on("close", (code, signal) => {
      if (code === 0) resolve(JSON.parse(output) as Measured);
      else reject(new Error(`it ended with ${signal ?? code}`));
    });
  });
}

function judge({ gigabytes, forward, train }: Measured): readonly string[] {
  const problems: string[] = [];
  if (gigabytes > mostGigabytes) problems.push(`${gigabytes.toFixed(1)} GB are too much`);
  for (const [name, { strain, worst, seconds, noisySeconds }] of Object.entries({
    forward,
    train,
  })) {
    if (!(strain <= 1)) problems.push(`${name} is wrong: ${worst}`);
    const longest = Math.max(seconds, noisySeconds);
    if (longest > mostSeconds)
      problems.push(`the interpreter took ${longest.toFixed(0)} s for ${name}`);
  }
  return problems;
}
