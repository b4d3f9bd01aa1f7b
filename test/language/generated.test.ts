/** What is generated of every program of the language: tidy for prettier, strict for tsc. */
import { readdirSync, readFileSync } from "node:fs";
import { check } from "prettier";
import { describe, expect, it } from "vitest";
import { generateFiles } from "../emit/generate.ts";
import { typeCheckStrictly } from "../emit/type-check.ts";

const folder = new URL("./", import.meta.url);
const programs = readdirSync(folder)
  .filter((file) => file.endsWith(".nn"))
  .map((file) => file.replace(".nn", ""));

describe.each([
  ["training", {}],
  ["inference", { inference: true }],
] as const)("modules for %s", (kind, options) => {
  const generated = programs.map((name) => {
    const text = readFileSync(new URL(`${name}.nn`, folder), "utf8");
    return [name, generateFiles(name, text, options)] as const;
  });

  it.each(generated)("prettier would change nothing in %s", async (_, { ts, js, dts }) => {
    expect(await check(ts, { parser: "typescript" })).toBe(true);
    // What only infers is a part of what trains: of the other languages nothing is new in it.
    if (kind === "inference") return;
    expect(await check(js, { parser: "babel" })).toBe(true);
    expect(await check(dts, { parser: "typescript" })).toBe(true);
  });

  it("pass tsc at its strictest", () => {
    const files = generated.flatMap(([name, { ts, dts }]) => [
      [`${name}.ts`, ts] as const,
      [`${name}-declared.d.ts`, dts] as const,
    ]);
    expect(typeCheckStrictly(files)).toBe("");
  });
});
