/**
 * The parameters of one kernel, made as its body asks for them.
 *
 * Invariant: one buffer has one name in a kernel, so two names never mean the same memory; names come
 * from the buffers' roles, so that equal bodies of different layers are equal text and shared.
 */
import type { Value } from "../graph/graph.ts";
import type { ElementType, Shape } from "../graph/type.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { constant, local, type Affine, type Scalar } from "../kernel/scalar.ts";
import { memoryOf, type Names, type Storage } from "./body.ts";
import type { Fusion } from "./fusion.ts";
import { formatArgument, formatScalar } from "./key.ts";
import { offsetIn, type Home, type Layout } from "./layout.ts";
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
  /** The panel, which comes behind all other buffers. */
  readonly panelFor: () => string;
  readonly bufferFor: (id: string, access: "read" | "write") => string;
  /** The place of an element in a home, whatever lies there. */
  readonly placeIn: (home: Home, shape: Shape, at: readonly Affine[]) => Affine;
  /** Counters of loops that places asked for. */
  readonly counters: () => readonly string[];
  readonly buffers: () => Kernel["buffers"];
  readonly ids: () => readonly string[];
  readonly scalars: () => readonly string[];
  /** What they are, as text, and as the caller has them. */
  readonly scalarKeys: () => readonly string[];
  readonly scalarValues: () => readonly Scalar[];
}

/** The kernel's parameters, made as its body asks for them. */
export function createParameters(context: ParameterContext, names: Names): Parameters {
  const byId = new Map<
    string,
    { name: string; element: ElementType; reads: boolean; writes: boolean }
  >();
  const counters = new Set<string>();
  const homeOf = (value: Value): Home => context.layout.homes.get(value)!;
  const scalars = new Map<string, { name: string; value: Scalar }>();
  const bufferFor = (id: string, access: "read" | "write"): string => {
    let known = byId.get(id);
    if (known === undefined) {
      const buffer = context.layout.memory.buffers.get(id)!;
      const name = names.fresh(parameterName(buffer, access));
      known = { name, element: buffer.element, reads: false, writes: false };
      byId.set(id, known);
    }
    if (access === "read") known.reads = true;
    else known.writes = true;
    return known.name;
  };
  let panel: string | undefined;
  const argument = (key: string, value: Scalar, base: string): Scalar => {
    let known = scalars.get(key);
    if (known === undefined) scalars.set(key, (known = { name: names.fresh(base), value }));
    return local(known.name);
  };
  return {
    bufferFor,
    panelFor: () => (panel ??= names.fresh("panel")),
    placeIn: (home, shape, at) => {
      for (const { counter } of home.views) counters.add(counter);
      return offsetIn(home, shape, at);
    },
    counters: () => [...counters].sort(),
    storage: {
      bufferOf: (value, access) => {
        const base = memoryOf(value, context.fusion)!;
        const { id } = homeOf(base);
        // What is computed anew is read where it waits; a source is what the buffer still holds.
        const isNew = context.fusion.places.get(base)!.kind === "member";
        return bufferFor(isNew ? context.postpone(id) : id, access);
      },
      offsetOf: (value, shape, at) => {
        const home = homeOf(memoryOf(value, context.fusion)!);
        for (const { counter } of home.views) counters.add(counter);
        return offsetIn(home, shape, at);
      },
      scalarOf: (value) => {
        const scalar = context.scalars.scalarOf(value);
        return scalar.kind === "constant"
          ? scalar
          : argument(formatScalar(scalar), scalar, "scalar");
      },
      argumentOf: (number) => argument(formatArgument(number), constant(number), "place"),
    },
    buffers: () => [
      ...[...byId.values()].map(
        ({ name, element, reads, writes }) =>
          ({
            name,
            element,
            access: reads && writes ? "update" : writes ? "write" : "read",
          }) as const,
      ),
      ...(panel === undefined
        ? []
        : [{ name: panel, element: "float", access: "write", private: true } as const]),
    ],
    ids: () => [...byId.keys()],
    scalars: () => [...scalars.values()].map((each) => each.name),
    scalarKeys: () => [...scalars.keys()],
    scalarValues: () => [...scalars.values()].map((each) => each.value),
  };
}
