/**
 * How long a call takes: the median of several rounds, each long enough for the clock.
 *
 * Invariant: nothing is told of the calls before V8 has had the time to optimise them.
 */
export type Clock = () => number;

/** Nanoseconds for one call: of the middle, the fastest and the slowest round. */
export interface Timing {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

const warmUp = 300;
const roundLength = 20;
const rounds = 9;

/** @param now milliseconds, from anywhere */
export function timeCalls(run: () => void, now: Clock): Timing {
  const calls = Math.max(1, Math.ceil(roundLength / warm(run, now)));
  const times = Array.from({ length: rounds }, () => {
    const start = now();
    for (let call = 0; call < calls; call++) run();
    return ((now() - start) * 1e6) / calls;
  });
  return { median: medianOf(times), least: Math.min(...times), most: Math.max(...times) };
}

/** Runs for a while, twice at least; how long the last calls took, in milliseconds. */
function warm(run: () => void, now: Clock): number {
  run();
  const start = now();
  for (let calls = 1; ; calls *= 2) {
    const from = now();
    for (let call = 0; call < calls; call++) run();
    const end = now();
    if (end - start >= warmUp) return (end - from) / calls;
  }
}

export function medianOf(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
