/**
 * Five mistakes in one file give five errors, each at its place, and nothing else: single mistakes, put
 * together at random.
 */
import { describe, expect, it } from "vitest";
import { elaborateSource } from "../../src/compile.ts";
import { render } from "../../src/diagnostics/render.ts";
import { createSource, positionAt } from "../../src/diagnostics/source.ts";
import { declarations, statements, type Mistake } from "./mistakes.ts";

const all = [...statements, ...declarations];

/** Numbers in [0, 1), the same for a seed on every machine (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const sound = {
  statements: ["kept% = x -> relu", "output out% = x -> dense(2) -> softmax", "const size% = 3"],
  declarations: ["layer fine%(x) = 2 * x", "model Fine% {\n  input x\n  output y = x + 1\n}"],
};

function modelOf(name: string, body: readonly string[]): string {
  const head = ["input x: [4]", "target t: [4], label: int", "sound = x -> tanh"];
  return `model ${name} {\n${[...head, ...body].map((each) => `  ${each}\n`).join("")}}`;
}

/** A file of these mistakes among what is sound, in any order, the statements in one model or in several. */
function compose(mistakes: readonly Mistake[], random: () => number): string {
  let count = 0;
  const numbered = (text: string): string => text.replaceAll("%", String(++count));
  const marked = ({ text, code }: Mistake): string => numbered(text).replace("‹", `‹${code}`);
  const isStatement = (mistake: Mistake): boolean => statements.includes(mistake);
  const shuffled = <T>(items: readonly T[]): readonly T[] =>
    items
      .map((item) => ({ item, key: random() }))
      .sort((a, b) => a.key - b.key)
      .map(({ item }) => item);
  const bodies = Array.from({ length: 1 + Math.floor(random() * 2) }, (): string[] => []);
  for (const mistake of mistakes.filter(isStatement)) {
    bodies[Math.floor(random() * bodies.length)]!.push(marked(mistake));
  }
  const models = bodies.map((body, index) => {
    const around = sound.statements.filter(() => random() < 0.7).map(numbered);
    return modelOf(`Net${index}`, shuffled([...body, ...around]));
  });
  const others = mistakes.filter((each) => !isStatement(each)).map(marked);
  const fine = sound.declarations.filter(() => random() < 0.7).map(numbered);
  return `${shuffled([...models, ...others, ...fine]).join("\n\n")}\n`;
}

/** The program without its marks, and `line:column code` of each. */
function readMarks(marked: string): { readonly text: string; readonly told: readonly string[] } {
  const told: string[] = [];
  let text = "";
  for (const part of marked.split(/(‹NN\d{4}|›)/)) {
    if (part.startsWith("‹")) {
      const lines = text.split("\n");
      told.push(`${lines.length}:${lines.at(-1)!.length + 1} ${part.slice(1)}`);
    } else if (part !== "›") text += part;
  }
  return { text, told: told.toSorted() };
}

function judge(marked: string): { readonly told: readonly string[]; readonly said: string } {
  const { text } = readMarks(marked);
  const { diagnostics } = elaborateSource(createSource("net.nn", text), { read: () => undefined });
  const told = diagnostics.map(({ code, span }) => {
    const { line, character } = positionAt(span!.source, span!.start);
    return `${line + 1}:${character + 1} ${code}`;
  });
  return { told: told.toSorted(), said: `${text}\n${render(diagnostics, "short")}` };
}

describe("a single mistake", () => {
  it("is one of many", () => expect(all.length).toBeGreaterThan(80));

  it.each(all.map((each) => [`${each.code} ${each.text}`, each] as const))("%s", (_, mistake) => {
    const marked = compose([mistake], createRandom(1));
    const { told, said } = judge(marked);
    expect(told, said).toEqual(readMarks(marked).told);
  });
});

/** The first, and those that failed once. */
const seeds = [...Array.from({ length: 70 }, (_, index) => index + 1), 895, 1065, 1104, 1343];

describe("five mistakes", () => {
  it.each(seeds)("of seed %i", (seed) => {
    const random = createRandom(seed);
    const left = [...all];
    const chosen = Array.from(
      { length: 5 },
      () => left.splice(Math.floor(random() * left.length), 1)[0]!,
    );
    const marked = compose(chosen, random);
    const { told, said } = judge(marked);
    expect(told, said).toEqual(readMarks(marked).told);
  });
});

it("takes no word for a statement that is the name of a layer", () => {
  const text =
    "layer loss(x) = x\nmodel M {\n  input x\n  a = x ->\n    loss  b = a\n  output y = b\n}\n";
  expect(judge(text).told).toEqual([]);
});
