/**
 * Feeds samples to a generated module, and averages what it measures.
 *
 * Invariant: a batch is written into the module's own fixed buffers, so that a step allocates nothing;
 * averages weigh every sample the same, also those of a last batch that is not full.
 */
import type { GeneratedModel, Inputs } from "../check/load.ts";
import type { Samples } from "./fit.ts";

/** Copies samples `order[from … from+count-1]` to the front of the module's buffers. */
export function fillBatch(
  net: GeneratedModel,
  samples: Samples,
  order: Uint32Array,
  from: number,
  count: number,
): void {
  for (const { port, size, data } of samples.columns) {
    const buffer = net.input[port.name] ?? net.target[port.name]!;
    for (let index = 0; index < count; index++) {
      const start = order[from + index]! * size;
      for (let at = 0; at < size; at++) buffer[index * size + at] = data[start + at]!;
    }
  }
}

/** Means over samples of the numbers that batches report. */
export interface Average {
  readonly add: (values: Readonly<Record<string, number>>, count: number) => void;
  readonly values: () => Readonly<Record<string, number>>;
  readonly count: () => number;
}

export function createAverage(): Average {
  const sums = new Map<string, number>();
  let total = 0;
  return {
    add: (values, count) => {
      total += count;
      for (const name of Object.keys(values))
        sums.set(name, (sums.get(name) ?? 0) + values[name]! * count);
    },
    values: () => Object.fromEntries([...sums].map(([name, sum]) => [name, sum / total])),
    count: () => total,
  };
}

/** Loss and metrics over some of the samples, in batches of at most `batch`. */
export function evaluate(
  net: GeneratedModel,
  samples: Samples,
  order: Uint32Array,
  batch: number,
  hasLoss: boolean,
): Readonly<Record<string, number>> {
  const average = createAverage();
  for (let from = 0; from < order.length; from += batch) {
    const count = Math.min(batch, order.length - from);
    fillBatch(net, samples, order, from, count);
    if (hasLoss) net.loss(count);
    else net.forward(filledInputs(net, samples, count));
    average.add(net.metrics, count);
  }
  return average.values();
}

/** What was filled in, as arguments: a model without a loss measures when it is handed its targets. */
function filledInputs(net: GeneratedModel, samples: Samples, count: number): Inputs {
  const entries = samples.columns.map(({ port, size }) => {
    const buffer = net.input[port.name] ?? net.target[port.name]!;
    return [port.name, buffer.subarray(0, count * size)] as const;
  });
  return Object.fromEntries(entries);
}
