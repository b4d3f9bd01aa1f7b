/**
 * A program's graph becomes a list of kernel calls.
 *
 * Requires a graph after the passes, its outputs named `role:name` (see programs.ts). Invariant: calls
 * in their order compute every output from what its sources held before; results of role param, buffer
 * and state take the place of their old values.
 */
import { collapse } from "../kernel/collapse.ts";
import type { Graph } from "../graph/graph.ts";
import type {
  Buffer,
  Kernel,
  KernelCall,
  Program,
  ProgramName,
  Statement,
} from "../kernel/kernel.ts";
import { load, variable } from "../kernel/scalar.ts";
import type { KernelPool } from "../kernel/share.ts";
import { tidy } from "../kernel/tidy.ts";
import { instructionsOf } from "../kernel/visit.ts";
import { createNames } from "./body.ts";
import { workOf } from "./cost.ts";
import { fuse, type Fusion } from "./fusion.ts";
import { layOut } from "./layout.ts";
import { lowerCluster, lowerCopy } from "./loops.ts";
import { describeUnit } from "./naming.ts";
import { orderUnits } from "./order.ts";
import { createParameters, type ParameterContext, type Parameters } from "./parameters.ts";
import { lowerScalars } from "./scalars.ts";
import { isStraight, lowerStraight } from "./straight.ts";
import { chooseTile } from "./tile.ts";
import { listWork, type Work } from "./units.ts";

export interface LoweredProgram {
  readonly program: Program;
  /** Buffers that outlive the program, as far as it touches them. */
  readonly pinned: readonly Buffer[];
}

export function lowerProgram(name: ProgramName, graph: Graph, pool: KernelPool): LoweredProgram {
  const fusion = fuse(graph);
  return isStraight(graph, fusion)
    ? lowerAsStraight(name, graph, fusion, pool)
    : lowerAsLoops(name, graph, fusion, pool);
}

/** Small: one kernel that keeps everything in locals. */
function lowerAsStraight(
  name: ProgramName,
  graph: Graph,
  fusion: Fusion,
  pool: KernelPool,
): LoweredProgram {
  const { layout, parameters, scalars, names } = openKernel(name, graph, fusion);
  const statements = lowerStraight(
    graph,
    fusion,
    {
      sourceBuffer: (value) => parameters.bufferFor(layout.idOf.get(value)!, "read"),
      outputBuffer: (id) => parameters.bufferFor(id, "write"),
      scalarOf: parameters.storage.scalarOf,
    },
    names,
  );
  const kernel = finishKernel(tidy(statements), parameters, {
    name: `${graph.name}_${name}`,
    comment: `${name}, all of it`,
    schedule: { form: "straight" },
    work: workOf([...fusion.places.keys()], fusion),
  });
  const call: KernelCall = {
    kernel: pool.intern(kernel),
    buffers: parameters.ids(),
    scalars: parameters.scalarValues(),
    span: undefined,
    label: name,
    onlyForInputGrads: false,
  };
  const calls = kernel.body.length > 0 ? [call] : [];
  const program: Program = { name, scalars: scalars.steps, calls, scratch: [] };
  const pinned = [...layout.buffers.values()].filter((buffer) => buffer.role !== "scratch");
  return { program, pinned };
}

function openKernel(name: ProgramName, graph: Graph, fusion: Fusion) {
  const layout = layOut(name, graph, fusion);
  const scalars = lowerScalars(fusion);
  const names = createNames();
  const context = { fusion, layout, scalars: scalars.names, postpone: (id: string) => id };
  return { layout, scalars, names, parameters: createParameters(context, names) };
}

type About = Pick<Kernel, "name" | "comment" | "schedule" | "work">;

const drawing = ["uniform", "normal", "truncatedNormal"] as const;

function finishKernel(body: readonly Statement[], parameters: Parameters, about: About): Kernel {
  const instructions = instructionsOf(body);
  return {
    ...about,
    buffers: parameters.buffers(),
    scalars: parameters.scalars(),
    samples: mentionsSamples(body),
    instructions,
    draws: drawing.some((instruction) => instructions.has(instruction)),
    body,
  };
}

/** Large: a kernel for each cluster. */
function lowerAsLoops(
  name: ProgramName,
  graph: Graph,
  fusion: Fusion,
  pool: KernelPool,
): LoweredProgram {
  const layout = layOut(name, graph, fusion);
  const scalars = lowerScalars(fusion);
  const ordered = orderUnits(listWork(fusion, layout));
  const postpone = (id: string): string => (ordered.postponed.has(id) ? `${name}:next:${id}` : id);
  for (const id of ordered.postponed) {
    const late: Buffer = { ...layout.buffers.get(id)!, id: postpone(id), role: "scratch" };
    layout.scratch.push(late);
    layout.buffers.set(late.id, late);
  }
  const context = { fusion, layout, scalars: scalars.names, postpone };
  const calls = [
    ...ordered.units.map((work) => lowerWork(work, context, pool)),
    ...[...ordered.postponed].map((id) => copyCall(layout.buffers.get(id)!, postpone(id), pool)),
  ];
  const program: Program = {
    name,
    scalars: scalars.steps,
    calls: markInputGrads(calls),
    scratch: layout.scratch,
  };
  const pinned = [...layout.buffers.values()].filter((buffer) => buffer.role !== "scratch");
  return { program, pinned };
}

const untiled = { whole: [], rest: [] };

function lowerWork(work: Work, context: ParameterContext, pool: KernelPool): KernelCall {
  const { fusion } = context;
  const names = createNames();
  const parameters = createParameters(context, names);
  const tile = work.cluster === undefined ? untiled : chooseTile(work.cluster, fusion);
  const { storage } = parameters;
  const statements =
    work.cluster !== undefined
      ? lowerCluster(work.cluster, { fusion, names, tile, storage })
      : lowerCopy(
          work.copy!.value,
          parameters.bufferFor(context.postpone(work.copy!.to), "write"),
          { fusion, names, storage },
        );
  const body = collapse(tidy(statements));
  const members = work.cluster?.members ?? [work.copy!.value];
  const about = describeUnit(work.cluster, members, fusion);
  const kernel = finishKernel(body, parameters, {
    name: about.name,
    comment: about.comment,
    schedule: { form: "loop", tile: tile.whole.join("x") || "1" },
    work: workOf(members, fusion),
  });
  return {
    kernel: pool.intern(kernel),
    buffers: parameters.ids(),
    scalars: parameters.scalarValues(),
    span: about.span,
    label: about.label,
    onlyForInputGrads: false,
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
function copyCall(buffer: Buffer, from: string, pool: KernelPool): KernelCall {
  const at = variable("i");
  const body: Statement[] = [
    {
      kind: "loop",
      variable: "i",
      from: { kind: "fixed", count: 0 },
      to: { kind: "fixed", count: buffer.size },
      step: 1,
      body: [{ kind: "store", buffer: "y", offset: at, value: load("x", at) }],
    },
  ];
  const kernel = pool.intern({
    name: `copy_${buffer.size}`,
    buffers: [
      { name: "x", element: buffer.element, access: "read" },
      { name: "y", element: buffer.element, access: "write" },
    ],
    scalars: [],
    samples: false,
    instructions: new Set(),
    draws: false,
    body,
    comment: `y = x, ${buffer.size} elements`,
    schedule: { form: "loop", tile: "1" },
    work: buffer.size,
  });
  const label = `${buffer.name} takes its next value`;
  const buffers = [from, buffer.id];
  return { kernel, buffers, scalars: [], span: undefined, label, onlyForInputGrads: false };
}

/** Calls that only gradients of inputs need, found from the end. */
function markInputGrads(calls: readonly KernelCall[]): readonly KernelCall[] {
  const needed = new Set<string>();
  const marked = [...calls].reverse().map((call) => {
    const writes = call.kernel.buffers
      .map((buffer, index) => ({ buffer, id: call.buffers[index]! }))
      .filter(({ buffer }) => buffer.access !== "read")
      .map(({ id }) => id);
    const isScratch = (id: string): boolean => /^(\w+:\d+|inputGrad:.*)$/.test(id);
    const onlyForInputGrads =
      writes.length > 0 && writes.every((id) => isScratch(id) && !needed.has(id));
    if (!onlyForInputGrads) {
      call.kernel.buffers.forEach((buffer, index) => {
        if (buffer.access !== "write") needed.add(call.buffers[index]!);
      });
    }
    return { ...call, onlyForInputGrads };
  });
  return marked.reverse();
}
