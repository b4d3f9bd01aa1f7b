/**
 * Time of functions in lanes over an array, beside JavaScript's: `npx tsx test/wasm/function-speed.ts`.
 *
 * Invariant: the arrays stay in the first cache; of samples that are taken in turn the medians are told.
 */
import { cases, type FunctionCase } from "./function-cases.ts";
import { createLanes } from "./lanes.ts";
import { drawBits, uniformOf } from "../../src/draws.ts";

const length = 4096;
const calls = 50;
const rounds = 61;

/** A loop of its own for each, so that V8 can put the function into it. */
function makeLoop({ reference }: FunctionCase): (...arrays: readonly Float32Array[]) => void {
  const name = reference.name === "erf" ? "erf" : `Math.${reference.name}`;
  const body = `for (let i = 0; i < out.length; i++) out[i] = ${name}(x[i], y[i]);`;
  return new Function("erf", `return (out, x, y = x) => { ${body} };`)(reference);
}

/** Numbers from 0 to 4, or from -4 to 4 for what knows no bounds. */
function fillNumbers(x: Float32Array, name: string): void {
  const least = name === "log" || name === "power" ? 0 : -4;
  for (let i = 0; i < length; i++) x[i] = least + (4 - least) * uniformOf(drawBits(0, 0, 0, i));
}

/** Nanoseconds for one element. */
function time(run: () => void): number {
  const start = performance.now();
  for (let call = 0; call < calls; call++) run();
  return ((performance.now() - start) * 1e6) / (calls * length);
}

const median = (all: readonly number[]): number => all.toSorted((a, b) => a - b)[all.length >> 1]!;

for (const [name, each] of Object.entries(cases)) {
  const lanes = (["called", "inlined"] as const).map((form) =>
    createLanes(each.called, length, form),
  );
  const [called, inlined] = lanes;
  lanes.forEach(({ operands }) => operands.forEach((x) => fillNumbers(x, name)));
  const [out, operands] = [new Float32Array(length), called!.operands.map((x) => x.slice())];
  const loop = makeLoop(each);
  const runs = [
    () => called!.run(length),
    () => inlined!.run(length),
    () => loop(out, ...operands),
  ];
  runs.forEach((run) => Array.from({ length: 20 }, () => time(run)));
  const samples = Array.from({ length: rounds }, () => runs.map(time));
  const [inCalls, inPlace, inJavaScript] = runs.map((_, at) => median(samples.map((s) => s[at]!)));
  const columns = [inCalls!, inPlace!, inJavaScript!].map((value) => value.toFixed(2));
  console.log(`${name}: ${columns.join(" · ")} ns, ratio ${(inJavaScript! / inPlace!).toFixed(1)}`);
}
