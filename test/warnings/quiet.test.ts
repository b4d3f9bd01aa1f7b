/**
 * Where nothing is wrong, nothing is said: networks as they are built and taught, the contract's, the examples,
 * the programs of the language's own tests, and every layer of the prelude.
 */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { elaborateSource } from "../../src/compile.ts";
import { collectDiagnostics } from "../../src/diagnostics/diagnostic.ts";
import { render } from "../../src/diagnostics/render.ts";
import { createSource } from "../../src/diagnostics/source.ts";
import { preludeSources } from "../../src/prelude/sources.generated.ts";
import { parse } from "../../src/syntax/parse.ts";
import { findUnusedNames } from "../../src/warnings/unused-names.ts";

const root = new URL("../../", import.meta.url);
const folders = ["test/specs", "test/language", "test/warnings", "examples"];
/** Looked at with the networks of the lecture, in test/networks. */
const large = ["test/specs/bert.nn", "test/specs/resnet.nn"];
const programs = folders.flatMap((folder) =>
  readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".nn"))
    .map((file) => `${folder}/${file}`)
    .filter((path) => !large.includes(path)),
);

describe("a sound program", () => {
  it.each(programs)("%s", (path) => {
    const read = (file: string): string => readFileSync(new URL(file, root), "utf8");
    const { diagnostics } = elaborateSource(createSource(path, read(path)), { read });
    expect(render(diagnostics.filter(({ severity }) => severity === "warning"))).toBe("");
  });
});

describe("a file of the prelude", () => {
  it.each(preludeSources())("%s uses all that it names", (path, text) => {
    const found = collectDiagnostics();
    const file = parse(createSource(path, text), found);
    expect(render([...found.all, ...findUnusedNames(file)])).toBe("");
  });
});
