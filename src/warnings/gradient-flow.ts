/**
 * How the gradient of a loss gets to each value: through how many sigmoids at least, or not at all.
 *
 * Invariant: of all ways from the loss to a value the one counts that goes through the fewest, since there
 * the most of the gradient arrives. In a scan a way may go around the loop.
 */
import { createBuild } from "../graph/build.ts";
import { topologicalOrder, type Value } from "../graph/graph.ts";
import { rewriteValues } from "../graph/rewrite.ts";
import { bodySource, bodySources, isScan, partsOfScan, type ScanParts } from "../graph/scan.ts";
import { createSignOf } from "../ops/kit/logarithm.ts";

/** A way from the loss: the sigmoids on it, and the last of them. */
export interface Way {
  readonly sigmoids: number;
  readonly last: Value | undefined;
}

export type Ways = ReadonlyMap<Value, Way>;

/** Values that no gradient arrives at are not in the map. */
export function waysFrom(loss: Value): Ways {
  return follow(new Map([[asComputed(loss), { sigmoids: 0, last: undefined }]]));
}

/** The logarithm of a sigmoid is computed from the sigmoid's input, and lets the gradient through. */
function asComputed(loss: Value): Value {
  const build = createBuild();
  const readers = { isReadOnce: () => false };
  const [value] = rewriteValues([loss], (node) => {
    const [only] = node.values;
    if (node.op.domain === undefined || only === undefined) return undefined;
    const simple = node.op.simplify?.(only, build.at(node.origin), readers);
    return simple && [simple];
  });
  return value!;
}

function follow(starts: Ways): Ways {
  const ways = new Map(starts);
  const context = { signOf: createSignOf(), build: createBuild() };
  const goOn = (value: Value, way: Way): void => {
    const known = ways.get(value);
    if (value.type.element !== "float") return;
    if (known === undefined || way.sigmoids < known.sigmoids) ways.set(value, way);
  };
  const order = topologicalOrder([...starts.keys()]);
  for (let at = order.length - 1; at >= 0; at--) {
    const node = order[at]!;
    if (node.op.gradient === undefined) continue;
    if (isScan(node)) {
      for (const [input, way] of throughScan(partsOfScan(node), node.values, ways))
        goOn(input, way);
      continue;
    }
    const [value] = node.values;
    const way = value && ways.get(value);
    if (way === undefined) continue;
    const isSigmoid = node.op.proportion?.(value!, context) === "of two";
    const next = isSigmoid ? { sigmoids: way.sigmoids + 1, last: value } : way;
    for (const input of node.inputs) goOn(input, next);
  }
  return ways;
}

/** Ways to the inputs of a scan, from those to its results. */
function throughScan(scan: ScanParts, results: readonly Value[], outside: Ways): Ways {
  const ends = [...scan.next, ...scan.emits];
  const starts = new Map<Value, Way>();
  const add = (value: Value, way: Way | undefined): boolean => {
    const known = starts.get(value);
    if (way === undefined || (known && known.sigmoids <= way.sigmoids)) return false;
    starts.set(value, way);
    return true;
  };
  results.forEach((result, at) => add(ends[at]!, outside.get(result)));
  const sources = bodySources(scan.body);
  for (;;) {
    const inside = follow(starts);
    const around = sources.map((source) => {
      const { role, index } = bodySource(source);
      return role === "carry" && add(scan.next[index]!, inside.get(source.values[0]!));
    });
    if (!around.includes(true)) return toInputs(scan, inside);
  }
}

function toInputs(scan: ScanParts, inside: Ways): Ways {
  const ways = new Map<Value, Way>();
  for (const source of bodySources(scan.body)) {
    const way = inside.get(source.values[0]!);
    const { role, index } = bodySource(source);
    const inputs = { constant: scan.constantInputs, carry: scan.starts, element: scan.sequences };
    const input = inputs[role][index]!;
    const known = ways.get(input);
    if (way && (known === undefined || way.sigmoids < known.sigmoids)) ways.set(input, way);
  }
  return ways;
}
