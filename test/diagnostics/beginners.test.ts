/**
 * Programs as newcomers write them, coming from Keras or PyTorch: each is told its mistake, once, and what to
 * do. `beginners.said.txt` is to be read aloud.
 */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { elaborateSource } from "../../src/compile.ts";
import { render } from "../../src/diagnostics/render.ts";
import { createSource } from "../../src/diagnostics/source.ts";

const text = readFileSync(new URL("beginners.txt", import.meta.url), "utf8");
const programs = text.split(/^---\n/m);

function diagnose(program: string) {
  return elaborateSource(createSource("net.nn", program)).diagnostics;
}

/** Each in a line of its own, as it stands in the program. */
function lineOf(program: string): string {
  const lines = program.trim().split("\n");
  return lines.find((line) => line.startsWith("  ") && !/^ {2}input/.test(line)) ?? lines[0]!;
}

describe("a newcomer", () => {
  it("makes many mistakes", () => expect(programs.length).toBeGreaterThan(100));

  it.each(programs.map((program) => [lineOf(program).trim(), program]))("%s", (_, program) => {
    const told = diagnose(program);
    const places = told.map(({ code, span }) => `${code} ${span!.start}`);
    expect(told.length).toBeGreaterThan(0);
    expect(new Set(places).size, render(told)).toBe(told.length);
    for (const { code, fix } of told) if (code !== "NN2117") expect(fix, code).toBeDefined();
  });

  it("is told", async () => {
    const said = programs.map((program) => {
      const answer = render(diagnose(program), "short") || "(nothing)\n";
      return `${program}${answer.replaceAll(/^net\.nn:/gm, "⇒ ")}`;
    });
    await expect(said.join("\n")).toMatchFileSnapshot("beginners.said.txt");
  });
});
