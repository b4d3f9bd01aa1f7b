// How long a call takes, on a machine that others use too: calls are timed in samples of at least half
// a millisecond until the time is spent, and the median sample counts. The invariant: a call is complete
// when the clock stops (a promise is awaited, results lie in plain arrays).

const sampleMilliseconds = 0.5;

/** Calls until the time is spent, so that V8 compiles what it will compile. */
export async function warm(prepared, milliseconds) {
  const end = performance.now() + milliseconds;
  do await timeCalls(prepared, 1);
  while (performance.now() < end);
}

/** The median nanoseconds per call within the given time. */
export async function measure(prepared, milliseconds) {
  await prepared.reset?.();
  const end = performance.now() + milliseconds;
  let repeats = 1;
  let spent = await timeCalls(prepared, repeats);
  while (spent < sampleMilliseconds) {
    repeats *= 2;
    spent = await timeCalls(prepared, repeats);
  }
  const samples = [spent];
  while (performance.now() < end) samples.push(await timeCalls(prepared, repeats));
  return (median(samples) / repeats) * 1e6;
}

/** The value below which that share of them lies; between two values, in proportion. */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}

export const median = (values) => quantile(values, 0.5);

/** Milliseconds that `repeats` calls take; only calls that answer with a promise pay for awaiting. */
async function timeCalls({ run, asynchronous }, repeats) {
  const start = performance.now();
  if (asynchronous) for (let i = 0; i < repeats; i++) await run();
  else for (let i = 0; i < repeats; i++) run();
  return performance.now() - start;
}
