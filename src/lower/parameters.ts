/**
 * The parameters of one kernel, made as its body asks for them.
 *
 * Invariant: one buffer has one name in a kernel, so two names never mean the same memory; names come
 * from the buffers' roles, so that equal bodies of different layers are equal text and shared.
 */
import type { ElementType } from "../graph/type.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { local, type Scalar } from "../kernel/scalar.ts";
import { memoryOf, type Names, type Storage } from "./body.ts";
import type { Fusion } from "./fusion.ts";
import type { Layout } from "./layout.ts";
import { parameterName } from "./naming.ts";
import type { ScalarNames } from "./scalars.ts";

export interface ParameterContext {
  readonly fusion: Fusion;
  readonly layout: Layout;
  readonly scalars: ScalarNames;
  /** Where a buffer's new value goes. */
  readonly postpone: (id: string) => string;
}

export interface Parameters {
  readonly storage: Storage;
  readonly bufferFor: (id: string, access: "read" | "write") => string;
  readonly buffers: () => Kernel["buffers"];
  readonly ids: () => readonly string[];
  readonly scalars: () => readonly string[];
  readonly scalarValues: () => readonly Scalar[];
}

/** The kernel's parameters, made as its body asks for them. */
export function createParameters(context: ParameterContext, names: Names): Parameters {
  const byId = new Map<
    string,
    { name: string; element: ElementType; reads: boolean; writes: boolean }
  >();
  const scalars = new Map<string, { name: string; value: Scalar }>();
  const bufferFor = (id: string, access: "read" | "write"): string => {
    let known = byId.get(id);
    if (known === undefined) {
      const buffer = context.layout.buffers.get(id)!;
      const name = names.fresh(parameterName(buffer, access));
      known = { name, element: buffer.element, reads: false, writes: false };
      byId.set(id, known);
    }
    if (access === "read") known.reads = true;
    else known.writes = true;
    return known.name;
  };
  return {
    bufferFor,
    storage: {
      bufferOf: (value, access) => {
        const base = memoryOf(value, context.fusion)!;
        const id = context.layout.idOf.get(base)!;
        return bufferFor(access === "write" ? context.postpone(id) : id, access);
      },
      scalarOf: (value) => {
        const scalar = context.scalars.scalarOf(value);
        if (scalar.kind === "constant") return scalar;
        const key = scalar.kind === "local" ? scalar.name : "";
        let known = scalars.get(key);
        if (known === undefined) {
          known = { name: names.fresh("scalar"), value: scalar };
          scalars.set(key, known);
        }
        return local(known.name);
      },
    },
    buffers: () =>
      [...byId.values()].map(({ name, element, reads, writes }) => ({
        name,
        element,
        access: reads && writes ? "update" : writes ? "write" : "read",
      })),
    ids: () => [...byId.keys()],
    scalars: () => [...scalars.values()].map((each) => each.name),
    scalarValues: () => [...scalars.values()].map((each) => each.value),
  };
}
