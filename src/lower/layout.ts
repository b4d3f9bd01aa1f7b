/**
 * Which buffers a graph touches, and which value lies in which.
 *
 * Invariant: a stored value has exactly one home; outputs that need another are listed as copies, and so
 * is what a scan reads that has no memory of its own. Ids of buffers that outlive the program are
 * `role:name`; scratch is `program:number`.
 */
import type { Graph, Node, Value } from "../graph/graph.ts";
import { bodySource, inputBehind, partsOfScan, timeAxis } from "../graph/scan.ts";
import { elementCount, isBatched, type Shape } from "../graph/type.ts";
import type { Buffer, ProgramName } from "../kernel/kernel.ts";
import { variable, type Affine } from "../kernel/scalar.ts";
import type { KernelPool } from "../kernel/share.ts";
import { linearOffset, memoryOf } from "./body.ts";
import type { Fusion } from "./fusion.ts";

/** The buffers of a program, those of loops in it, too. */
export interface Memory {
  readonly program: ProgramName;
  /** Every buffer by id. */
  readonly buffers: Map<string, Buffer>;
  readonly scratch: Buffer[];
  readonly tableOf: KernelPool["tableOf"];
}

/** Where a value lies. */
export interface Home {
  readonly id: string;
  /** It is one step of a sequence that lies there; of nested scans the innermost first. */
  readonly views: readonly View[];
}

/** A step of a sequence: the axis of time, how long it is, and the counter of the loop. */
export interface View {
  readonly axis: number;
  readonly length: number;
  readonly counter: string;
}

export interface Layout {
  readonly memory: Memory;
  /** The home of a source, or of a stored value. */
  readonly homes: Map<Value, Home>;
  /** Where outputs go, by name. */
  readonly outputs: ReadonlyMap<string, Home>;
  /** Outputs that another output's home already holds, that nothing computes, and inputs of scans. */
  readonly copies: { readonly value: Value; readonly to: Home }[];
  /** What scans read of values without memory. */
  readonly prepared: Map<Value, Home>;
  /** Buffers whose old content outputs take the place of. */
  readonly replaced: ReadonlySet<string>;
}

/** Row-major place of an element of a value in its home. */
export function offsetIn({ views }: Home, shape: Shape, at: readonly Affine[]): Affine {
  let [whole, place] = [shape, at];
  for (const { axis, length, counter } of views) {
    whole = [...whole.slice(0, axis), length, ...whole.slice(axis)];
    place = [...place.slice(0, axis), variable(counter), ...place.slice(axis)];
  }
  return linearOffset(whole, place);
}

/** Results of these roles take the place of their old values. */
const overwritten = new Set(["param", "buffer", "state", "carried"]);

export function layOut(
  program: ProgramName,
  graph: Graph,
  fusion: Fusion,
  needs: "locals" | "memory",
  tableOf: KernelPool["tableOf"],
): Layout {
  const memory: Memory = { program, buffers: new Map(), scratch: [], tableOf };
  const homes = new Map<Value, Home>();
  for (const value of fusion.sources)
    homes.set(value, tableHome(value, fusion, memory) ?? pinnedHome(sourceBuffer(value), memory));
  const replaced = new Set<string>();
  const outputs = new Map<string, Home>();
  for (const { name, value } of graph.outputs) {
    const [role, ...rest] = name.split(":");
    const buffer = describeBuffer(name, role as Buffer["role"], rest.join(":"), value);
    memory.buffers.set(buffer.id, buffer);
    outputs.set(name, { id: name, views: [] });
    if (overwritten.has(role!)) replaced.add(name);
  }
  return settle(graph, fusion, needs, {
    memory,
    homes,
    outputs,
    copies: [],
    prepared: new Map(),
    replaced,
  });
}

/** What the homes of a body are made from. */
export interface LoopMemory {
  readonly scan: Node;
  readonly counter: string;
  /** The home of an input of the scan, and of a result. */
  readonly homeOf: (value: Value) => Home;
}

/** The body of a scan: sources are the scan's inputs, outputs its results, states one buffer each. */
export function layOutBody(
  fusion: Fusion,
  memory: Memory,
  loop: LoopMemory,
  needs: "locals" | "memory",
): Layout {
  const scan = partsOfScan(loop.scan);
  const { values } = loop.scan;
  const step = (value: Value): Home => {
    const home = loop.homeOf(value);
    const view = { axis: timeAxis(value.type), length: scan.length, counter: loop.counter };
    return { id: home.id, views: [view, ...home.views] };
  };
  const homes = new Map<Value, Home>();
  const homeOf = (value: Value): Home => {
    const { role, index } = bodySource(value.node);
    if (role === "carry") return loop.homeOf(values[index]!);
    const input = inputBehind(scan, value.node);
    return role === "element" ? step(input) : loop.homeOf(input);
  };
  for (const value of fusion.sources)
    homes.set(value, tableHome(value, fusion, memory) ?? homeOf(value));
  // Emits first: what is emitted and carried on lives in the sequence and is copied to the state, which
  // others may still read.
  const outputs = new Map<string, Home>();
  scan.emits.forEach((_, at) => outputs.set(`emit:${at}`, step(values[scan.states + at]!)));
  scan.next.forEach((_, at) => outputs.set(`next:${at}`, loop.homeOf(values[at]!)));
  const replaced = new Set(scan.next.map((_, at) => loop.homeOf(values[at]!).id));
  const { body } = scan;
  return settle(body, fusion, needs, {
    memory,
    homes,
    outputs,
    copies: [],
    prepared: new Map(),
    replaced,
  });
}

/** Gives homes to what is stored; where locals hold everything, only the outputs have any. */
function settle(graph: Graph, fusion: Fusion, needs: "locals" | "memory", layout: Layout): Layout {
  if (needs === "locals") return layout;
  const { homes, outputs, copies, prepared } = layout;
  const values = new Map(graph.outputs.map(({ name, value }) => [name, value]));
  for (const [name, home] of outputs) {
    const value = values.get(name)!;
    const isMember = fusion.places.get(value)!.kind === "member";
    if (isMember && !homes.has(value)) homes.set(value, home);
    else copies.push({ value, to: home });
  }
  for (const value of fusion.stored) {
    if (!homes.has(value)) homes.set(value, scratchHome(layout.memory, value));
  }
  for (const node of fusion.scans) {
    const { constantInputs, sequences } = partsOfScan(node);
    for (const value of [...constantInputs, ...sequences]) {
      if (memoryOf(value, fusion) !== undefined || prepared.has(value)) continue;
      const to = scratchHome(layout.memory, value);
      prepared.set(value, to);
      copies.push({ value, to });
    }
  }
  return layout;
}

function scratchHome({ program, buffers, scratch }: Memory, value: Value): Home {
  const id = `${program}:${scratch.length + 1}`;
  const buffer = describeBuffer(id, "scratch", id, value);
  buffers.set(id, buffer);
  scratch.push(buffer);
  return { id, views: [] };
}

/** Scratch for the panels of kernels; those of equal size share it. */
export function panelHome(
  { size, batched }: { readonly size: number; readonly batched: boolean },
  { program, buffers, scratch }: Memory,
): string {
  const id = `${program}:panel:${size}${batched ? " a sample" : ""}`;
  if (!buffers.has(id)) {
    const buffer: Buffer = {
      id,
      role: "scratch",
      name: id,
      element: "float",
      size,
      batched,
      private: true,
    };
    buffers.set(id, buffer);
    scratch.push(buffer);
  }
  return id;
}

function pinnedHome(buffer: Buffer, { buffers }: Memory): Home {
  buffers.set(buffer.id, buffer);
  return { id: buffer.id, views: [] };
}

/** Of a constant with numbers of its own; undefined for other sources. */
function tableHome(value: Value, { lowerings }: Fusion, memory: Memory): Home | undefined {
  const lowering = lowerings.get(value.node)!;
  if (lowering.kind !== "source" || lowering.table === undefined) return undefined;
  const name = memory.tableOf(value.node.attributes);
  const buffer = describeBuffer(`table:${name}`, "table", name, value);
  return pinnedHome({ ...buffer, values: lowering.table }, memory);
}

const bufferRole: Readonly<Record<string, Buffer["role"]>> = { gradient: "grad" };

function sourceBuffer(value: Value): Buffer {
  const { role, name } = value.node.attributes as { role: string; name: string };
  const pinnedRole = bufferRole[role] ?? (role as Buffer["role"]);
  return describeBuffer(`${pinnedRole}:${name}`, pinnedRole, name, value);
}

function describeBuffer(id: string, role: Buffer["role"], name: string, value: Value): Buffer {
  const { element, shape } = value.type;
  return { id, role, name, element, size: elementCount(shape), batched: isBatched(value.type) };
}
