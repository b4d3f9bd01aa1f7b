/**
 * Which buffers a program touches, and which value lies in which.
 *
 * Invariant: a stored value has exactly one buffer; outputs that need another are listed as copies.
 * Ids of buffers that outlive the program are `role:name`; scratch is `program:number`.
 */
import type { Graph, Value } from "../graph/graph.ts";
import { elementCount, isBatched } from "../graph/type.ts";
import type { Buffer, ProgramName } from "../kernel/kernel.ts";
import type { Fusion } from "./fusion.ts";

export interface Layout {
  /** Every buffer of the program by id. */
  readonly buffers: Map<string, Buffer>;
  readonly scratch: Buffer[];
  /** The buffer that holds a source or a stored value. */
  readonly idOf: Map<Value, string>;
  /** Outputs that another output's buffer already holds, or that nothing computes: copied. */
  readonly copies: { readonly value: Value; readonly to: string }[];
}

export function layOut(name: ProgramName, graph: Graph, fusion: Fusion): Layout {
  const buffers = new Map<string, Buffer>();
  const scratch: Buffer[] = [];
  const idOf = new Map<Value, string>();
  const copies: { value: Value; to: string }[] = [];
  for (const [value, place] of fusion.places) {
    if (place.kind !== "source") continue;
    const buffer = sourceBuffer(value);
    buffers.set(buffer.id, buffer);
    idOf.set(value, buffer.id);
  }
  for (const output of graph.outputs) {
    const [role, ...rest] = output.name.split(":");
    const buffer = describeBuffer(
      output.name,
      role as Buffer["role"],
      rest.join(":"),
      output.value,
    );
    buffers.set(buffer.id, buffer);
    const isMember = fusion.places.get(output.value)!.kind === "member";
    if (isMember && !idOf.has(output.value)) idOf.set(output.value, buffer.id);
    else copies.push({ value: output.value, to: buffer.id });
  }
  for (const value of fusion.stored) {
    if (idOf.has(value)) continue;
    const id = `${name}:${scratch.length + 1}`;
    const buffer = describeBuffer(id, "scratch", id, value);
    buffers.set(id, buffer);
    scratch.push(buffer);
    idOf.set(value, id);
  }
  return { buffers, scratch, idOf, copies };
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
