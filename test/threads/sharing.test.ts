/**
 * The kernels that threads share: what one thread writes no other one touches, together they write what a
 * single one does, and what each keeps for itself it has written before it reads it.
 */
import { describe, expect, it } from "vitest";
import { compileModels, elaborateSource, type CompileOptions } from "../../src/compile.ts";
import { createSource, type Source } from "../../src/diagnostics/source.ts";
import type { Kernel, Statement } from "../../src/kernel/kernel.ts";
import { load, variable } from "../../src/kernel/scalar.ts";
import { shareKernels } from "../../src/kernel/sharing.ts";
import { readProjectFile } from "../networks/read.ts";
import { smallNetworks, smallSource, smallSpecs } from "../networks/small.ts";
import { traceKernel, type Access } from "./trace.ts";

/** Samples: more than one tile, and a rest. */
const capacity = 5;
/** Enough for panels. */
const many = 9;
/** Of a call; kernels that do more are of loops that others have, too. */
const mostAccesses = 1e6;

function sharedKernels(
  source: Source,
  threads: number,
  options: CompileOptions = {},
): readonly Kernel[] {
  const given = { ...options, batch: options.batch ?? capacity };
  const { models } = elaborateSource(source, { ...given, read: readProjectFile });
  const { models: compiled } = compileModels(source, models, given, "wasm");
  const [model] = shareKernels(compiled, threads, 0);
  return model!.kernels.filter(({ shared }) => shared === true);
}

interface Trace {
  readonly writes: ReadonlySet<number>;
  readonly reads: ReadonlySet<number>;
  /** Places of a thread's own that it reads and has not written. */
  readonly unknown: number;
}

/** More than any buffer is long. */
const stretch = 2 ** 32;

function traceOf(kernel: Kernel, accesses: Iterable<Access>): Trace {
  const numbers = new Map(kernel.buffers.map(({ name }, number) => [name, number]));
  const [writes, reads, written] = [new Set<number>(), new Set<number>(), new Set<number>()];
  let unknown = 0;
  for (const { buffer, place, isStore } of accesses) {
    const number = numbers.get(buffer)!;
    const key = number * stretch + place;
    if (kernel.buffers[number]!.private !== true) (isStore ? writes : reads).add(key);
    else if (isStore) written.add(key);
    else if (!written.has(key)) unknown++;
  }
  return { writes, reads, unknown };
}

interface Faults {
  /** Places that not all threads together write, or that a single one does not. */
  readonly other: number;
  /** Places that one writes and another one reads or updates. */
  readonly touched: number;
  readonly unknown: number;
}

const none: Faults = { other: 0, touched: 0, unknown: 0 };

/** undefined: too much to look at. */
function findFaults(kernel: Kernel, threads: number, samples: number): Faults | undefined {
  const single = traceKernel(kernel, samples, { thread: 0, threads: 1 }, mostAccesses);
  if (single === undefined) return undefined;
  const { writes } = traceOf(kernel, single);
  const traces = Array.from({ length: threads }, (_, thread) =>
    traceOf(kernel, traceKernel(kernel, samples, { thread, threads }, Infinity)!),
  );
  const together = new Set(traces.flatMap((each) => [...each.writes]));
  const other = [...writes, ...together].filter((key) => !(writes.has(key) && together.has(key)));
  const unknown = traces.reduce((sum, each) => sum + each.unknown, 0);
  return { other: other.length, touched: countTouched(kernel, traces), unknown };
}

function countTouched(kernel: Kernel, traces: readonly Trace[]): number {
  // Vectors that overlap write the same twice, which is well where nobody reads it.
  const isWritten = kernel.buffers.map(({ access }) => access === "write");
  let count = 0;
  for (const one of traces)
    for (const another of traces) {
      if (one === another) continue;
      for (const key of one.writes) {
        const isTwice = another.writes.has(key) && !isWritten[Math.floor(key / stretch)];
        if (another.reads.has(key) || isTwice) count++;
      }
    }
  return count;
}

/** How many calls were looked at. */
function expectNone(kernels: readonly Kernel[], threads: number, most = capacity): number {
  let looked = 0;
  for (const kernel of kernels)
    for (const samples of [1, most]) {
      const faults = findFaults(kernel, threads, samples);
      if (faults === undefined) continue;
      expect(faults, `${kernel.name}, ${samples}`).toEqual(none);
      looked++;
    }
  return looked;
}

/** All that the language has; others take longer and have the same loops. */
const chosen = new Set([
  ...["Circuit", "Perceptron", "Digits", "Rbm", "CdDnn"],
  ...["Transformer", "LstmTagger", "Wave", "Vae", "Causal"],
]);

function netOf(input: string, output: string, layer: string): Source {
  const lines = [
    `input x: ${input}`,
    `target t: ${output}`,
    `output y = x -> ${layer}`,
    "loss mse(y, t)",
    "train { optimizer sgd(rate: 0.1) }",
  ];
  return createSource("net.nn", `model Net {\n${lines.join("\n")}\n}\n`);
}

describe("kernels that threads share", () => {
  const networks = [...smallSpecs, ...smallNetworks].filter(({ model }) => chosen.has(model));

  it.each(networks.map((each) => [each.model, each] as const))("of %s", (_, network) => {
    const kernels = sharedKernels(smallSource(network), 3, network);
    expectNone(kernels, 3);
  });

  it.each([
    ["in panels and streams", "[128]", "[256]", "dense(256)"],
    ["in panels of filters", "[6, 6, 8]", "[6, 6, 64]", "conv(64, 3, pad: 1)"],
  ])("%s", (_, input, output, layer) => {
    const kernels = sharedKernels(netOf(input, output, layer), 2, { batch: many });
    expect(expectNone(kernels, 2, many)).toBeGreaterThanOrEqual(kernels.length);
    expect(kernels.some(({ buffers }) => buffers.some((each) => each.private))).toBe(true);
  });

  it("are seen to be wrong where they are", () => {
    const body: Statement[] = [
      {
        kind: "loop",
        variable: "i",
        from: { kind: "fixed", count: 1 },
        to: { kind: "fixed", count: 9 },
        step: 1,
        shared: true,
        body: [
          {
            kind: "store",
            buffer: "y",
            offset: variable("i"),
            value: load("y", { ...variable("i"), constant: -1 }),
          },
        ],
      },
    ];
    const [kernel] = sharedKernels(netOf("[40]", "[30]", "dense(30)"), 2);
    const buffers = [{ name: "y", element: "float", access: "update" }] as const;
    expect(findFaults({ ...kernel!, counters: [], buffers, body }, 2, 1)).toEqual({
      ...none,
      touched: 1,
    });
  });
});
