/**
 * One kernel for every place of equal shape: a network of a hundred like blocks has the kernels of one.
 *
 * Invariant: two kernels are one when their parameters and bodies are equal; names are unique in a module.
 */
import { attributeKey } from "../graph/attribute-key.ts";
import type { Attributes } from "../graph/graph.ts";
import type { Kernel } from "./kernel.ts";
import { holdsSpecialNumber, isSpecial } from "./visit.ts";

/** A kernel, and which of the buffers and scalars of what it was made from it takes, in its order. */
export interface Made {
  readonly kernel: Kernel;
  readonly buffers: readonly number[];
  /** Scratch of its own that it takes behind them. */
  readonly panel?: { readonly size: number; readonly batched: boolean } | undefined;
  readonly scalars: readonly number[];
}

export interface KernelPool {
  /** The kernel equal to this one that is already known, or this one under a name of its own. */
  readonly intern: (kernel: Kernel) => Kernel;
  /** A kernel made before of the same: by whatever text stands for what it was made from. */
  readonly made: Map<string, Made>;
  readonly keyOf: (attributes: Attributes) => string;
  /** The name of the table that holds what such a constant says: one for equal constants of a module. */
  readonly tableOf: (attributes: Attributes) => string;
  /** In order of first use. */
  readonly kernels: readonly Kernel[];
}

export function createKernelPool(): KernelPool {
  const byContent = new Map<string, Kernel>();
  const names = new Set<string>();
  const kernels: Kernel[] = [];
  const keys = new Map<Attributes, string>();
  const tables = new Map<string, string>();
  const keyOf = (attributes: Attributes): string => {
    let key = keys.get(attributes);
    if (key === undefined) keys.set(attributes, (key = attributeKey(attributes)));
    return key;
  };
  return {
    made: new Map(),
    keyOf,
    tableOf(attributes) {
      const key = keyOf(attributes);
      const name = tables.get(key) ?? String(tables.size + 1);
      tables.set(key, name);
      return name;
    },
    kernels,
    intern(kernel) {
      // A replacer makes writing several times slower; few kernels need one.
      const replacer = holdsSpecialNumber(kernel.body) ? keepSpecial : undefined;
      const content = JSON.stringify([kernel.buffers, kernel.scalars, kernel.body], replacer);
      const known = byContent.get(content);
      if (known !== undefined) return known;
      const named = { ...kernel, name: freeName(kernel.name, names) };
      names.add(named.name);
      byContent.set(content, named);
      kernels.push(named);
      return named;
    },
  };
}

/** JSON has no infinities, NaN or minus zero. */
function keepSpecial(_: string, value: unknown): unknown {
  return typeof value === "number" && isSpecial(value) ? `#${value}/${1 / value}` : value;
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted;
  for (let count = 2; ; count++) {
    if (!taken.has(`${wanted}_${count}`)) return `${wanted}_${count}`;
  }
}
