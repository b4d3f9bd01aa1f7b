/**
 * The structure as a test: which folder may import which, no cycles, no op named outside ops/ and prelude/.
 *
 * Invariant: arrows point along the representations (syntax → graph → kernel → text), never back.
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { registry } from "../src/ops/registry.generated.ts";

const root = new URL("..", import.meta.url).pathname;

/** Folder (or file, for those directly in src) → what it may import beside itself. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  grammar: [],
  diagnostics: [],
  syntax: ["grammar", "diagnostics"],
  kernel: ["diagnostics", "graph", "model"],
  graph: ["diagnostics", "kernel", "ops"],
  ops: ["graph", "kernel", "place.ts"],
  passes: ["graph", "ops"],
  prelude: [],
  model: ["diagnostics", "syntax", "graph", "ops", "prelude", "autodiff.ts", "passes"],
  warnings: ["diagnostics", "syntax", "graph", "ops", "model", "autodiff.ts"],
  lower: ["graph", "kernel", "diagnostics"],
  wasm: [],
  emit: ["kernel", "model", "graph", "diagnostics", "wasm", "draws.ts"],
};

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

function listFiles(folder: string): readonly string[] {
  return readdirSync(join(root, folder)).flatMap((name) => {
    const path = `${folder}/${name}`;
    if (statSync(join(root, path)).isDirectory()) return listFiles(path);
    return name.endsWith(".ts") ? [path] : [];
  });
}

const files = [...listFiles("src"), ...listFiles("grammar")];

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(root, file), "utf8");
  const pattern = /(?:import|export)\s+(type\s)?[^;"]*?from\s+"(\.[^"]+)"/g;
  return [...text.matchAll(pattern)].map((match) => ({
    from: file,
    to: relative(root, normalize(join(root, dirname(file), match[2]!))),
    typeOnly: match[1] !== undefined,
  }));
}

function areaOf(file: string): string {
  const parts = file.split("/");
  if (parts[0] === "grammar") return "grammar";
  return parts[1]!;
}

describe("import arrows", () => {
  for (const file of files) {
    const allowed = mayImport[areaOf(file)];
    if (allowed === undefined) continue;
    it(`${file} imports only what its stage may know`, () => {
      const wrong = importsOf(file)
        .map((each) => areaOf(each.to))
        .filter((area) => area !== areaOf(file) && !allowed.includes(area));
      expect(wrong).toEqual([]);
    });
  }

  // Expressions hold stages and stages expressions: one recursive descent, in two files to be read.
  const recursion = new Map([
    ["src/syntax/tree/stages.ts", "src/syntax/tree/expressions.ts"],
    ["src/syntax/print/stages.ts", "src/syntax/print/expressions.ts"],
  ]);

  it("no cycles at run time", () => {
    const targets = new Map(
      files.map((file) => [
        file,
        importsOf(file)
          .filter((each) => !each.typeOnly)
          .map((each) => each.to),
      ]),
    );
    const state = new Map<string, "open" | "done">();
    const visit = (file: string, path: readonly string[]): void => {
      if (state.get(file) === "done") return;
      if (state.get(file) === "open") throw new Error(`cycle: ${[...path, file].join(" → ")}`);
      state.set(file, "open");
      for (const target of targets.get(file) ?? []) {
        if (recursion.get(file) !== target) visit(target, [...path, file]);
      }
      state.set(file, "done");
    };
    for (const file of files) visit(file, []);
  });
});

describe("ops are named only in ops/ and the prelude", () => {
  const names = Object.keys(registry);
  const asName = new RegExp(`\\bop(?:\\.name)?\\s*[!=]==\\s*"(?:${names.join("|")})"`);
  for (const file of files.filter((each) => !/^src\/(ops|generate)\//.test(each))) {
    it(file, () => {
      const text = readFileSync(join(root, file), "utf8");
      expect(asName.exec(text)?.[0]).toBeUndefined();
      expect(/from "[^"]*\/ops\/(?!registry|kit\/)[a-zA-Z]+\.ts"/.exec(text)?.[0]).toBeUndefined();
    });
  }
});
