/**
 * The greatest error of each function in lanes over all 2^32 floats: `npx tsx test/wasm/function-errors.ts`,
 * with the names of those that are asked for. A few minutes each; no part of `npm test`.
 *
 * Invariant: fails where a bound is broken. Of powers, which have 2^64 operands, it sees 2^28.
 */
import { cases, errorOf, type FunctionCase } from "./function-cases.ts";
import { fillFloats, fillPowers } from "./function-operands.ts";
import { createLanes } from "./lanes.ts";

const length = 2 ** 18;

interface Worst {
  readonly error: number;
  readonly operands: readonly number[];
}

function worstOfBlock(
  each: FunctionCase,
  operands: readonly Float32Array[],
  results: Float32Array,
): Worst {
  const [x, y] = [operands[0]!, operands.at(-1)!];
  let [at, error] = [0, 0];
  for (let i = 0; i < length; i++) {
    const wanted = each.reference(x[i]!, y[i]!);
    // Most are rounded rightly: those are not asked by how much they err.
    if (Object.is(results[i], Math.fround(wanted))) continue;
    const here = errorOf(results[i]!, wanted);
    if (here > error) [at, error] = [i, here];
  }
  return { error, operands: operands.map((values) => values[at]!) };
}

/** The worst of some blocks, greatest error first. */
function measure(each: FunctionCase): readonly Worst[] {
  const { operands, results, run } = createLanes(each.called, length);
  const [x, y] = operands;
  const blocks = y === undefined ? 2 ** 32 / length : 2 ** 28 / length;
  const all = Array.from({ length: blocks }, (_, block) => {
    if (y === undefined) fillFloats(x!, (at) => block * length + at);
    else fillPowers(x!, y, block);
    run(length);
    return worstOfBlock(each, operands, results);
  });
  return all.sort((a, b) => b.error - a.error);
}

const asked = process.argv.slice(2);
for (const [name, each] of Object.entries(cases)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const found = measure(each);
  const { error } = found[0]!;
  const worst = found.slice(0, 4).map(({ operands }) => operands);
  console.log(
    `${name}: ${error.toFixed(4)} ulp of at most ${each.bound}; ${JSON.stringify(worst)}`,
  );
  if (!(error <= each.bound)) process.exitCode = 1;
}
