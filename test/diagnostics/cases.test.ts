/**
 * Every code of the catalogue has a case, what is said of it, and a page; every case reports its code and
 * nothing else, just so as the file beside it says (read those files aloud), and says what to do.
 */
import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { elaborateSource } from "../../src/compile.ts";
import { catalogue, codes, showsProgram } from "../../src/diagnostics/catalogue/index.ts";
import { createSource } from "../../src/diagnostics/source.ts";
import { listCases, runCase } from "./cases.ts";

const cases = listCases();
// Looked at before the first case writes what is missing.
const goldens = listed("cases/", ".txt");

/** Files of a folder by their names without the ending, sorted. */
function listed(folder: string, ending: string): readonly string[] {
  return readdirSync(new URL(folder, import.meta.url))
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length))
    .toSorted();
}

describe("every code", () => {
  it("has a case", () => {
    const covered = new Set(cases.map(({ code }) => code));
    expect(codes.filter((code) => !covered.has(code))).toEqual([]);
  });

  it("of a case is in the catalogue", () => {
    expect(cases.filter(({ code }) => !Object.hasOwn(catalogue, code))).toEqual([]);
  });

  it("shows the smallest program or command that is wrong", () => {
    expect(codes.filter((code) => catalogue[code]!.wrong.trim() === "")).toEqual([]);
  });

  it("has a page, and every page a code", () => {
    const pages = listed("../../docs/reference/errors/", ".md").filter((each) => each !== "README");
    expect(pages).toEqual(codes);
  });
});

/** What a layer requires its author says in full; what an option needs is said in the message. */
const selfEvident = ["NN2117", "NN7003"];

describe("what is said", () => {
  it("is written down for every case, and for nothing else", () => {
    expect(goldens).toEqual(cases.map(({ name }) => name));
  });

  it.each(cases.map((each) => [each.name, each] as const))("%s", async (name, each) => {
    const { codes: told, text } = await runCase(each);
    expect([...new Set(told)], text).toEqual([each.code]);
    if (!selfEvident.includes(each.code)) expect(text).toContain("  help: ");
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
