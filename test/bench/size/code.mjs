// How large a module is when it is shipped: minified, then gzipped; a file of WebAssembly beside it counts.

import { existsSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { transform } from "esbuild";

/** Bytes as written, minified, and zipped. */
export async function codeSize(module) {
  const text = readFileSync(module);
  const { code } = await transform(text, { minify: true, format: "esm" });
  const beside = module.replace(/\.js$/, ".wasm");
  const parts = existsSync(beside) ? [readFileSync(beside)] : [];
  const sum = (all) => all.reduce((total, each) => total + each.length, 0);
  return {
    whole: sum([text, ...parts]),
    minified: sum([Buffer.from(code), ...parts]),
    zipped: sum([Buffer.from(code), ...parts].map((each) => gzipSync(each, { level: 9 }))),
  };
}
