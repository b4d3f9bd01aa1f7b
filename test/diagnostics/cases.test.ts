/**
 * Every code of the catalogue has a case; every case reports its code and nothing else, and just so as
 * the file beside it says: read those files aloud.
 */
import { describe, expect, it } from "vitest";
import { elaborateSource } from "../../src/compile.ts";
import { catalogue, codes, showsProgram } from "../../src/diagnostics/catalogue/index.ts";
import { createSource } from "../../src/diagnostics/source.ts";
import { listCases, runCase } from "./cases.ts";

const cases = listCases();

describe("every code", () => {
  it("has a case", () => {
    const covered = new Set(cases.map(({ code }) => code));
    expect(codes.filter((code) => !covered.has(code))).toEqual([]);
  });

  it("of a case is in the catalogue", () => {
    expect(cases.filter(({ code }) => !Object.hasOwn(catalogue, code))).toEqual([]);
  });
});

describe("what is said", () => {
  it.each(cases.map((each) => [each.name, each] as const))("%s", async (name, each) => {
    const { codes: told, text } = await runCase(each);
    expect([...new Set(told)], text).toEqual([each.code]);
    await expect(text).toMatchFileSnapshot(`cases/${name}.txt`);
  });
});

describe("the mended program", () => {
  const mended = codes.filter((code) => showsProgram(code) && catalogue[code]!.right !== undefined);
  it.each(mended)("%s", (code) => {
    const { right, imports = {} } = catalogue[code]!;
    const source = createSource("net.nn", right!);
    const { diagnostics } = elaborateSource(source, { read: (path) => imports[path] });
    expect(diagnostics.map(({ message }) => message)).toEqual([]);
  });
});
