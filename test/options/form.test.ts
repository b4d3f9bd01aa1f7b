/**
 * Modules with options of their own, and of several models: tidy for prettier, typed by name, strict for tsc.
 */
import { check } from "prettier";
import { describe, expect, it } from "vitest";
import { engines } from "../../src/check/classes.ts";
import { generateFiles, type TestOptions } from "../emit/generate.ts";
import { typeCheckStrictly } from "../emit/type-check.ts";

const network = `
  layer body(x) = x -> dense(5) -> tanh -> dense(4)
  optimizer plain(p, g; rate = 0.1, unread = 3) { p' = p - rate * g }
  model Network(heavy = false) {
    input x: [3]
    target label: int
    h = x -> body
    if training { noise = normal(; shape: [4]) } else { quiet = h + 1 }
    output y = h -> softmax
    loss crossEntropy(y, label)
    off = argmax(y) - label
    train { optimizer plain(rate: 1 / step) }
  }
  model Small = Network
  model Other {
    input a: [2]
    param w: [2] = 1
    output y = -a
    w' = w + mean(a; axis: batch)
  }`;

const sums = `
  layer total(xs: [t]; from) {
    scan x over xs { state s = from  s' = s + x  emit ys = s' }
    return ys
  }
  model Sums {
    input xs: [2]
    input offset
    a = (xs -> total(0)) + (xs -> total(10))
    scan x over xs {
      state k: int = 5
      state from = offset
      k' = k + 1
      from' = from + x
    }
    output y = a + k + from
  }`;

/** A module, and code of somebody who uses it: what `tsc` must refuse is marked. */
const cases: readonly (readonly [string, string, TestOptions, string])[] = [
  ["several", network, {}, `
import { Network, Other, Small, type OtherOutputs } from "./several.nn.js";
export const y: OtherOutputs = Other.create().forward({ a: [1, 2] });
export const rows: 3 = Network.spec.params[0].shape[0];
Small.create().step({ x: [1, 2, 3], label: 1 }, { rate: 0.1, unread: 2 });
// @ts-expect-error it has rules, and so a step, but no loss
Other.create().loss({ a: [1, 2] });
`],
  ["frozen", network, { freeze: "body1.dense1.*" }, `
import { Network } from "./frozen.nn.js";
const net = Network.create();
net.step({ x: [1, 2, 3], label: 1 }, { rate: 0.1 });
export const kept: Float32Array = net.params.body1.dense1.W;
export const grad: Float32Array = net.grads.body1.dense2.b;
// @ts-expect-error what is frozen has no gradient
net.grads.body1.dense1;
`],
  ["all-frozen", network, { freeze: "*" }, `
import { Network, Other } from "./all-frozen.nn.js";
const net = Network.create();
export const loss: number = net.step({ x: [1, 2, 3], label: 1 }, { rate: 0.1 });
net.update({ rate: 1 });
net.backward();
Other.create().step({ a: [1, 2] });
`],
  ["exposed", network, { expose: "*" }, `
import { Network } from "./exposed.nn.js";
const net = Network.create();
export const h: Float32Array = net.values.h;
export const noise: Float32Array | undefined = net.values.noise;
export const off: Int32Array | undefined = net.values.off;
export const grad: Float32Array = net.valueGrads["h"];
export const [first]: readonly [{ name: "h"; shape: readonly [4]; dtype: "float" }, ...object[]] =
  net.spec.values;
// @ts-expect-error there is no such value
net.values["g"];
// @ts-expect-error not every call gives it
export const quiet: Float32Array = net.values.quiet;
// @ts-expect-error an int has no gradient
net.valueGrads.off;
`],
  ["exposed-inference", network, { expose: "h,off", inference: true }, `
import { Network } from "./exposed-inference.nn.js";
export const h: Float32Array = Network.create().values.h;
`],
  ["stateful", sums, { stateful: true, batch: 2 }, `
import { Sums } from "./stateful.nn.js";
const net = Sums.create();
export const s: Float32Array = net.states.total2.s;
export const k: Int32Array = net.states.k;
export const [first]: readonly [{ name: "k" }, ...object[]] = net.spec.states;
net.reset();
`],
  ["stateful-inference", sums, { stateful: true, inference: true, expose: "total1.*" }, `
import { Sums } from "./stateful-inference.nn.js";
const net = Sums.create();
net.reset();
export const ys: Float32Array = net.values["total1.ys"];
`],
]; // prettier-ignore

describe.each(engines)("modules as %s", (engine) => {
  const generated = cases.map(([name, text, options, user]) => {
    return { name, user, ...generateFiles(name, text, { ...options, engine }) };
  });

  it.each(generated)("prettier would change nothing in $name", async ({ name, ts, dts }) => {
    expect(await check(dts, { parser: "typescript" })).toBe(true);
    // The code of these differs from that of others, by what is kept.
    if (!["exposed", "stateful", "all-frozen"].includes(name)) return;
    expect(await check(ts, { parser: "typescript" })).toBe(true);
  });

  it("pass tsc at its strictest, and refuse what does not exist", () => {
    const files = generated.flatMap(({ name, user, ts, dts }) => [
      [`${name}.nn.ts`, ts] as const,
      [`${name}-declared.d.ts`, dts] as const,
      [`use-${name}.ts`, user] as const,
    ]);
    expect(typeCheckStrictly(files)).toBe("");
  });
});
