/** What is generated of every program of the language: tidy for prettier, strict for tsc. */
import { readdirSync, readFileSync } from "node:fs";
import { check } from "prettier";
import { expect, it } from "vitest";
import { generateFiles } from "../emit/generate.ts";
import { typeCheckStrictly } from "../emit/type-check.ts";

const folder = new URL("./", import.meta.url);
const programs = readdirSync(folder)
  .filter((file) => file.endsWith(".nn"))
  .map((file) => file.replace(".nn", ""));

const kinds = [
  ["training", {}],
  ["inference", { inference: true }],
] as const;

const generated = kinds.map(
  ([kind, options]) =>
    [
      kind,
      programs.map((name) => {
        const text = readFileSync(new URL(`${name}.nn`, folder), "utf8");
        return [name, generateFiles(name, text, options)] as const;
      }),
    ] as const,
);

// What only infers is printed as what trains, of which it is a part.
it.each(generated[0]![1])("prettier would change nothing in %s", async (_, { ts, js, dts }) => {
  expect(await check(ts, { parser: "typescript" })).toBe(true);
  expect(await check(js, { parser: "babel" })).toBe(true);
  expect(await check(dts, { parser: "typescript" })).toBe(true);
});

it.each(generated)("modules for %s pass tsc at its strictest", (_, modules) => {
  const files = modules.flatMap(([name, { ts, dts }]) => [
    [`${name}.ts`, ts] as const,
    [`${name}-declared.d.ts`, dts] as const,
  ]);
  expect(typeCheckStrictly(files)).toBe("");
});
