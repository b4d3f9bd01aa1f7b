// A module as the built command line writes it, in a folder of its own.

import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "../temporary.mjs";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const folder = temporaryFolder();

/** The path of the module. */
export function compile(source, options) {
  const own = mkdtempSync(join(folder, "module-"));
  writeFileSync(join(own, "package.json"), '{ "type": "module" }\n');
  const module = join(own, "network.js");
  const words = ["dist/nnc.js", "compile", source, "-o", module, ...options];
  execFileSync(process.execPath, words, { cwd: root, stdio: "pipe" });
  return module;
}
