/**
 * Bundles the command line to dist/nnc.js and the library to dist/index.js, with its type declarations.
 * npm runs it after `npm ci` in a clone and when nnc is installed from git (the script `prepare`).
 *
 * The command line is cut into pieces that load when they are needed: `nnc --version` reads one small
 * file, and nothing but parsing .nn loads the parser library.
 */
import { execFileSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL(".", import.meta.url));
rmSync(`${root}dist`, { recursive: true, force: true });

const common = {
  absWorkingDir: root,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  legalComments: "none",
  logLevel: "warning",
};

await build({
  ...common,
  entryPoints: { nnc: "src/cli/main.ts" },
  outdir: "dist",
  chunkNames: "chunks/[name]-[hash]",
  splitting: true,
  minifySyntax: true,
  minifyWhitespace: true,
  minifyIdentifiers: true,
});

if (existsSync(`${root}src/index.ts`)) {
  await build({
    ...common,
    entryPoints: { index: "src/index.ts" },
    outdir: "dist",
    external: ["chevrotain"],
  });
  const tsc = createRequire(import.meta.url).resolve("typescript/package.json");
  const options = ["--noEmit", "false", "--declaration", "--emitDeclarationOnly"];
  execFileSync(
    process.execPath,
    [tsc.replace(/package\.json$/, "bin/tsc"), "-p", "tsconfig.build.json", ...options],
    { cwd: root, stdio: "inherit" },
  );
}
