/**
 * Models whose work several threads share, in Node: the same bits for any number of threads, also after an
 * error in the middle of a call; and what is said where threads cannot be had.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fitRanges } from "../../src/check/fitting.ts";
import { makeInputs } from "../../src/check/inputs.ts";
import { loadModule, type GeneratedModel } from "../../src/check/load.ts";
import { compile, compileModels, elaborateSource } from "../../src/compile.ts";
import { createSource, type Source } from "../../src/diagnostics/source.ts";
import { printJavaScript } from "../../src/emit/module.ts";
import { createCode } from "../../src/emit/wasm/code.ts";
import { shareKernels } from "../../src/kernel/sharing.ts";
import type { Model } from "../../src/model/model.ts";
import { readProjectFile } from "../networks/read.ts";
import { smallNetworks, smallSource, smallSpecs, type SmallNetwork } from "../networks/small.ts";

interface ThreadedClass {
  createAsync(options: { seed?: number; threads?: number }): Promise<GeneratedModel>;
}

const samples = 5;
const most = 3;

interface Compiled {
  readonly model: Model;
  readonly generated: ThreadedClass;
}

/** Compiled so that threads share all that they can, however little it is. */
async function compileShared(
  source: Source,
  name: string,
  set: SmallNetwork["set"] = {},
): Promise<Compiled> {
  const options = { batch: samples, set, model: name, threads: most, read: readProjectFile };
  const [model] = elaborateSource(source, options).models;
  const module = compileModels(source, [model!], options, "wasm");
  const shared = { ...module, models: shareKernels(module.models, most, 0) };
  const code = createCode(shared, { isAlone: true, leastShared: 0 });
  const loaded = await loadModule(printJavaScript(shared, "wasm", code));
  return { model: model!, generated: loaded[name] as ThreadedClass };
}

const chosen = new Set([
  ...["Digits", "Rbm", "Policy", "Transformer", "LstmTagger", "Wave", "Vae"],
]);

describe("the same bits for any number of threads", () => {
  const networks = [...smallSpecs, ...smallNetworks].filter(({ model }) => chosen.has(model));

  it.each(networks.map((each) => [each.model, each] as const))("%s", async (name, network) => {
    const { model, generated } = await compileShared(smallSource(network), name, network.set);
    const inputs = [...makeInputs(model, fitRanges(model), 0, samples)];
    const given = Object.fromEntries(
      inputs.map(([id, { data }]) => [id.replace(/^\w+:/, ""), [...data]]),
    );
    const results = await Promise.all(
      [1, 2, most].map(async (threads) => runAll(await generated.createAsync({ threads }), given)),
    );
    expect(results[0]!.length).toBeGreaterThan(1);
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  });
});

/** Everything that calls leave, as bits. */
function runAll(net: GeneratedModel, given: Parameters<GeneratedModel["loss"]>[0]): unknown[] {
  const bits = (numbers: object): string => {
    const { buffer, byteOffset, byteLength } = numbers as Float32Array;
    return Buffer.from(buffer, byteOffset, byteLength).toString("base64");
  };
  const results: unknown[] = [];
  const note = (outputs: object): unknown => results.push(Object.values(outputs).map(bits));
  note(net.forward(given));
  for (let step = 0; step < 3; step++) if ("step" in net) results.push(net.step(given));
  note(net.forward(given));
  if (net.flat !== undefined) note(net.flat);
  return results;
}

const words = createSource(
  "words.nn",
  `model Words {
  input word: int[4]
  target t: [4, 64]
  output y = (word + word) -> embedding(20, 64) -> dense(64)
  loss mse(y, t)
  train { optimizer sgd(rate: 0.1) }
}
`,
);

describe("threads", () => {
  it("go on behind an error in the middle of a call", async () => {
    const { generated } = await compileShared(words, "Words");
    const [one, two] = await Promise.all(
      [1, 2].map((threads) => generated.createAsync({ threads })),
    );
    const [right, wrong] = [
      [1, 2, 3, 4],
      [1, 2, 20, 4],
    ].map((word) => ({ word }));
    for (let round = 0; round < 3; round++) {
      expect(() => two!.forward(wrong!)).toThrow("the index is 40");
      expect(two!.forward(right!)["y"]).toEqual(one!.forward(right!)["y"]);
    }
  });

  it("are as many as the module is built for, at most", async () => {
    const { generated } = await compileShared(words, "Words");
    for (const threads of [0, 4, 1.5])
      await expect(generated.createAsync({ threads })).rejects.toThrow(
        `threads: expected 1 to 3, for which this module is built, got ${threads}`,
      );
  });
});

describe("the file that threads run", () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "nnc-threads-"))));
  afterAll(() => rmSync(folder, { recursive: true }));

  const load = async (name: string, isWhole: boolean): Promise<ThreadedClass> => {
    const options = { targets: ["wasm"], wasmLanguage: "js", threads: 2 } as const;
    const { files } = compile(words, { ...options, threadsFile: `${name}.threads.js` });
    const [module, , threads] = files;
    writeFileSync(join(folder, `${name}.mjs`), module!.text);
    if (isWhole) writeFileSync(join(folder, threads!.path), threads!.text);
    const loaded = (await import(pathToFileURL(join(folder, `${name}.mjs`)).href)) as object;
    return (loaded as { readonly Words: ThreadedClass }).Words;
  };

  it("stands beside the module", async () => {
    const net = await (await load("whole", true)).createAsync({ threads: 2 });
    expect(net.forward({ word: [1, 2, 3, 4] })["y"]).toHaveLength(256);
  });

  it("is missed by its name", async () => {
    const alone = await load("alone", false);
    await expect(alone.createAsync({ threads: 2 })).rejects.toThrow(
      /^alone\.threads\.js, which runs the threads: /,
    );
    const net = await alone.createAsync({ threads: 1 });
    expect(net.forward({ word: [1, 2, 3, 4] })["y"]).toHaveLength(256);
  });
});
