/**
 * V8's own verdict: once they are hot, all functions of generated code that compute are machine code of its
 * optimising compiler, and stay that.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { elaborateSource, type CompileOptions } from "../../src/compile.ts";
import { createSource, type Source } from "../../src/diagnostics/source.ts";
import { readProjectFile } from "../networks/read.ts";
import { smallNetworks, smallSource, smallSpecs } from "../networks/small.ts";
import { isKnownEngine, judge, type Verdict } from "./judge.ts";
import { createPlan, type Plan } from "./plan.ts";

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "nnc-hot-"))));
afterAll(() => rmSync(folder, { recursive: true }));

const digits = createSource("digits.nn", readFileSync("examples/digits/digits.nn", "utf8"));

/** Straight lines and loops, both ways; all that the language has: the larger ones take too long to be hot. */
const chosen = new Set([
  ...["Circuit", "Neuron", "Perceptron", "Adaline", "Rbm", "Bert", "Madaline", "MaxoutMlp"],
  ...["TiedAutoencoder", "CdDnn", "Policy", "Transformer", "LstmTagger", "Wave", "Vae"],
]);
const networks = [...smallSpecs, ...smallNetworks].filter(({ model }) => chosen.has(model));

function planOf(source: Source, model: string, options: CompileOptions): Plan {
  const { models } = elaborateSource(source, { ...options, model, read: readProjectFile });
  const { set, ...others } = options;
  const title = [model, ...Object.entries(others).flat()].join(" ");
  return createPlan(title, source, models[0]!, options, folder);
}

describe.skipIf(!isKnownEngine)("V8 (asked in Node 20 only)", () => {
  it("optimises the example", () => {
    const variants: CompileOptions[] = [{}, { dtype: "f64" }, { inference: true }];
    const plans = variants.map((options) => planOf(digits, "Digits", options));
    expect(judge(plans, folder)).toEqual(plans.map(asItShould));
  });

  it("optimises networks of many kinds", () => {
    expect(networks.length).toBe(chosen.size);
    const plans = networks.map((each) => planOf(smallSource(each), each.model, { set: each.set }));
    expect(judge(plans, folder)).toEqual(plans.map(asItShould));
  });

  it("is known not to optimise what is too large, and to take back what it is told to", () => {
    const [verdict] = judge([awkward()], folder);
    expect(verdict!.cold).toContain("tooLarge");
    expect(verdict!.cold).not.toContain("forward");
    expect(verdict!.takenBack).toContain("takenBack");
  });
});

function asItShould({ title }: Plan): Verdict {
  return { title, cold: [], takenBack: [] };
}

/** A class of functions that V8 has trouble with. */
function awkward(): Plan {
  const text = `const forget = new Function("f", "%DeoptimizeFunction(f)");
function tooLarge(x) {
${"  x[0] = x[0] * x[1] + x[2];\n".repeat(6000)}}
function takenBack(x) {
  x[0] += 1;
  forget(takenBack);
}
export class Awkward {
  static create() {
    return new Awkward();
  }
  numbers = new Float32Array(3);
  forward() {
    for (let i = 0; i < 9; i++) takenBack(this.numbers);
    tooLarge(this.numbers);
  }
}
export const functions = { tooLarge, takenBack };
`;
  const file = join(folder, "awkward.mjs");
  writeFileSync(file, text);
  const nothing = { inputs: {}, given: {}, outputs: {} };
  const url = pathToFileURL(file).href;
  const model = "Awkward";
  return {
    title: model,
    url,
    model,
    methods: ["forward"],
    mostCalls: 400,
    hasLoss: false,
    ...nothing,
  };
}
