/**
 * `npm run generate`: writes everything that machines should write. `--check` says what is stale.
 *
 * Invariant: what is written depends on the sources alone; a test runs `generateAll` and compares.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { findLeftOver, generateAll } from "./all.ts";

const root = new URL("../../", import.meta.url);
const check = process.argv.includes("--check");
const stale: string[] = [];

const generated = await generateAll();
for (const [path, text] of generated) {
  const url = new URL(path, root);
  let old: string | undefined;
  try {
    old = readFileSync(url, "utf8");
  } catch {
    old = undefined;
  }
  if (old === text) continue;
  stale.push(path);
  if (check) continue;
  mkdirSync(new URL(".", url), { recursive: true });
  writeFileSync(url, text);
}

for (const path of findLeftOver(generated)) {
  stale.push(path);
  if (!check) rmSync(new URL(path, root));
}

for (const path of stale) console.log(check ? `stale: ${path}` : `wrote ${path}`);
if (check && stale.length > 0) process.exitCode = 1;

// What the generator itself is made from has changed under it: pages may say something else now.
const isAgain = process.argv.includes("--again");
if (!check && !isAgain && stale.some((path) => path.startsWith("src/"))) {
  const argv = [...process.execArgv, ...process.argv.slice(1), "--again"];
  process.exitCode = spawnSync(process.execPath, argv, { stdio: "inherit" }).status ?? 1;
}
