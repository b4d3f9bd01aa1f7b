/** Type-checks files as the strictest project would, with no library beyond ES2022. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const compilerOptions = {
  module: "nodenext",
  target: "es2022",
  lib: ["es2022"],
  types: [],
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noImplicitOverride: true,
  noPropertyAccessFromIndexSignature: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  isolatedModules: true,
  verbatimModuleSyntax: true,
  erasableSyntaxOnly: true,
  noEmit: true,
};

/** What tsc says of the files, by name and text: nothing if all is well. */
export function typeCheckStrictly(files: readonly (readonly [string, string])[]): string {
  const folder = mkdtempSync(join(tmpdir(), "nnc-form-"));
  try {
    for (const [name, text] of files) writeFileSync(join(folder, name), text);
    const names = files.map(([name]) => name);
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: names }));
    const tsc = new URL("../../node_modules/typescript/bin/tsc", import.meta.url).pathname;
    execFileSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8", stdio: "pipe" });
    return "";
  } catch (error) {
    return String((error as { stdout?: unknown }).stdout);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
