/**
 * Every code of names, values, shapes and models: its smallest wrong program is wrong in just that way,
 * its right one is right.
 */
import { describe, expect, it } from "vitest";
import { modelCatalogue } from "../../src/diagnostics/catalogue/model.ts";
import { namesCatalogue } from "../../src/diagnostics/catalogue/names.ts";
import { shapesCatalogue } from "../../src/diagnostics/catalogue/shapes.ts";
import { valuesCatalogue } from "../../src/diagnostics/catalogue/values.ts";
import type { CatalogueEntry } from "../../src/diagnostics/catalogue/entry.ts";
import { elaborateText } from "./elaborate-text.ts";

const files: Readonly<Record<string, string>> = {
  "other.nn": "layer f(x) = x\n",
  "cycle.nn": 'import { g } from "./main.nn"\nlayer f(x) = x\n',
};

const entries: readonly (readonly [string, CatalogueEntry])[] = Object.entries({
  ...namesCatalogue,
  ...valuesCatalogue,
  ...shapesCatalogue,
  ...modelCatalogue,
});

function codesOf(text: string): readonly string[] {
  const read = (path: string): string | undefined => files[path];
  return elaborateText(text, { read }).diagnostics.map(({ code }) => code);
}

describe("the smallest wrong program", () => {
  const programs = entries.filter(([, { wrong }]) => !wrong.startsWith("nnc "));
  it.each(programs)("%s", (code, { wrong, right }) => {
    expect(codesOf(wrong)).toEqual([code]);
    if (right !== undefined) expect(codesOf(right)).toEqual([]);
  });
});
