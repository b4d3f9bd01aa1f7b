/**
 * A kernel written by a test, called by a program of its own.
 *
 * Invariant: what a test does not say of a kernel follows from its body, as for kernels that are lowered.
 */
import type { ElementType } from "../../src/graph/type.ts";
import type { Buffer, Extent, Kernel, KernelBuffer, Statement } from "../../src/kernel/kernel.ts";
import {
  addAffine,
  affine,
  scaleAffine,
  variable,
  type Affine,
  type Scalar,
} from "../../src/kernel/scalar.ts";
import { instructionsOf } from "../../src/kernel/visit.ts";
import { startProgram, type Numbers } from "./run-program.ts";

export interface TestedBuffer {
  readonly element?: ElementType;
  /** Elements, of each sample where they differ from sample to sample. */
  readonly size: number;
  readonly batched?: boolean;
  readonly access?: KernelBuffer["access"];
  readonly numbers?: readonly number[];
}

export interface TestedKernel {
  /** By their names in the body. */
  readonly buffers: Readonly<Record<string, TestedBuffer>>;
  readonly body: readonly Statement[];
  readonly lanes: 1 | 4;
  readonly samples?: number;
  /** It is called again and again, for each of so many steps, `t`. */
  readonly steps?: { readonly count: number; readonly reverse: boolean };
}

/** What it has written, by the names of buffers. */
export function runKernel(tested: TestedKernel): Readonly<Record<string, Numbers>> {
  const { buffers, steps, samples = 1 } = tested;
  const names = Object.keys(buffers);
  const kernel = kernelOf(tested);
  const call = {
    kind: "call",
    kernel,
    buffers: names,
    scalars: [],
    span: undefined,
    label: "",
    onlyForInputGrads: false,
  } as const;
  const loop = { kind: "loop", counter: "t", ...steps!, body: [call], span: undefined, label: "" };
  const { run } = startProgram({
    program: {
      name: "forward",
      scalars: [],
      steps: steps === undefined ? [call] : [loop as { readonly kind: "loop" } & typeof loop],
      scratch: [],
    },
    kernels: [kernel],
    pinned: names.map((name) => bufferOf(name, buffers[name]!)),
  });
  const given = names.flatMap((name) => {
    const { numbers } = buffers[name]!;
    return numbers === undefined ? [] : [[name, numbers] as const];
  });
  return Object.fromEntries(run(new Map(given), samples));
}

function bufferOf(
  name: string,
  { element = "float", size, batched = false }: TestedBuffer,
): Buffer {
  return { id: name, name, element, size, batched, role: "input" };
}

function kernelOf({ buffers, body, lanes, steps }: TestedKernel): Kernel {
  const instructions = instructionsOf(body);
  return {
    name: "tested",
    buffers: Object.entries(buffers).map(([name, { element = "float", access, numbers }]) => ({
      name,
      element,
      access: access ?? (numbers === undefined ? "write" : "read"),
    })),
    scalars: [],
    counters: steps === undefined ? [] : ["t"],
    samples: true,
    instructions,
    draws: instructions.has("uniform"),
    body,
    lanes,
    comment: "",
    schedule: {},
    work: 0,
  };
}

// ── bodies ────────────────────────────────────────────────────────────────────────────────────────

/** `place(3, [2, "i"], [-1, "k"])`: 3 + 2 i - k. */
export function place(start: number, ...terms: readonly (readonly [number, string])[]): Affine {
  return terms.reduce(
    (sum, [factor, name]) => addAffine(sum, scaleAffine(variable(name), factor)),
    affine(start),
  );
}

export function fixed(count: number): Extent {
  return { kind: "fixed", count };
}

interface Way {
  readonly from?: number | Extent;
  readonly to: number | Extent;
  readonly step?: number;
  readonly lanes?: number;
}

export function loop(name: string, way: Way, ...body: readonly Statement[]): Statement {
  const extentOf = (end: number | Extent): Extent => (typeof end === "number" ? fixed(end) : end);
  const { from = 0, to, step = way.lanes ?? 1, lanes } = way;
  const wide = lanes === undefined ? {} : { lanes };
  return {
    kind: "loop",
    variable: name,
    from: extentOf(from),
    to: extentOf(to),
    step,
    ...wide,
    body,
  };
}

export function store(buffer: string, offset: Affine, value: Scalar): Statement {
  return { kind: "store", buffer, offset, value };
}

/** A whole number that may stand in places. */
export function whole(name: string, value: Scalar): Statement {
  return { kind: "let", name, value, integer: true };
}

/** An expression of each element, computed in lanes or one by one. */
export function eachElement(
  lanes: 1 | 4,
  value: Scalar,
  reads: Readonly<Record<string, TestedBuffer>>,
  element: ElementType = "float",
): readonly number[] {
  const size = Math.max(8, ...Object.values(reads).map((buffer) => buffer.size));
  const way = lanes === 1 ? { to: size } : { to: size, lanes };
  const buffers = { ...reads, y: { element, size } };
  return [
    ...runKernel({ lanes, buffers, body: [loop("i", way, store("y", place(0, [1, "i"]), value))] })[
      "y"
    ]!,
  ];
}

export const given = (
  numbers: readonly number[],
  element: ElementType = "float",
): TestedBuffer => ({
  element,
  size: numbers.length,
  numbers,
});
