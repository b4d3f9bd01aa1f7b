/**
 * `npm run generate`: writes everything that machines should write. `--check` says what is stale.
 *
 * Invariant: what is written depends on the sources alone; a test runs `generateAll` and compares.
 */
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
