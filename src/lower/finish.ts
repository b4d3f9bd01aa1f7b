/**
 * A kernel out of its statements and what its parameters were asked for.
 */
import type { Buffer, Kernel, KernelCall, Statement } from "../kernel/kernel.ts";
import { load, variable } from "../kernel/scalar.ts";
import { instructionsOf } from "../kernel/visit.ts";
import type { Parameters } from "./parameters.ts";

type About = Pick<Kernel, "name" | "comment" | "schedule" | "work"> & { readonly lanes?: number };

const drawing = ["uniform", "normal", "truncatedNormal"] as const;

export function finishKernel(
  body: readonly Statement[],
  parameters: Parameters,
  about: About,
): Kernel {
  const instructions = instructionsOf(body);
  return {
    lanes: 1,
    ...about,
    buffers: parameters.buffers(),
    scalars: parameters.scalars(),
    counters: parameters.counters(),
    samples: mentionsSamples(body),
    instructions,
    draws: drawing.some((instruction) => instructions.has(instruction)),
    body,
  };
}

function mentionsSamples(statements: readonly Statement[]): boolean {
  return statements.some((statement) => {
    if (statement.kind === "loop") {
      const extents = [statement.from.kind, statement.to.kind];
      return extents.includes("samples") || mentionsSamples(statement.body);
    }
    return (
      statement.kind === "if" &&
      mentionsSamples([...statement.consequent, ...statement.alternative])
    );
  });
}

/** A waiting new value is copied to its buffer when nothing needs the old one any more. */
export function copyBuffer(buffer: Buffer): { kernel: Kernel } & Pick<KernelCall, "label"> {
  const at = variable("i");
  const times = buffer.size;
  const body: Statement[] = [
    {
      kind: "loop",
      variable: "i",
      from: { kind: "fixed", count: 0 },
      to: buffer.batched ? { kind: "samples", floorTo: 1, times } : { kind: "fixed", count: times },
      step: 1,
      domain: true,
      body: [{ kind: "store", buffer: "y", offset: at, value: load("x", at) }],
    },
  ];
  const kernel: Kernel = {
    name: `copy_${buffer.size}`,
    buffers: [
      { name: "x", element: buffer.element, access: "read" },
      { name: "y", element: buffer.element, access: "write" },
    ],
    scalars: [],
    counters: [],
    samples: buffer.batched,
    instructions: new Set(),
    draws: false,
    lanes: 1,
    body,
    comment: `y = x, ${buffer.size} elements${buffer.batched ? " a sample" : ""}`,
    schedule: { form: "loop", tile: "1" },
    work: buffer.size,
  };
  return { kernel, label: `${buffer.name} takes its next value` };
}
