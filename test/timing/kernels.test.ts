/** Kernels that are called one by one compute what the class computes. */
import { expect, it } from "vitest";
import { loadKernels } from "../../src/bench/kernels.ts";
import { routineOf, runningCalls } from "../../src/bench/program.ts";
import { engines } from "../../src/check/classes.ts";
import { loadModule, type GeneratedClass } from "../../src/check/load.ts";
import { printJavaScript } from "../../src/emit/module.ts";
import { createCode } from "../../src/emit/wasm/code.ts";
import { compileText } from "./model.ts";

const recurrent = `model Net {
  input x: [9, 20]
  output y = x -> lstm(24) -> dense(70) -> erf -> dense(5)
}`;

it.each(engines)("%s", async (engine) => {
  const module = compileText(recurrent, engine, 4);
  const compiled = module.models[0]!;
  const code = engine === "wasm" ? createCode(module) : undefined;
  const loaded = await loadModule(printJavaScript(module, engine, code));
  const net = (loaded["Net"] as GeneratedClass).create({ seed: 3 });
  const x = Float32Array.from({ length: 3 * 9 * 20 }, (_, at) => Math.sin(at));
  const { y } = net.forward({ x });

  const kernels = await loadKernels(module, code);
  let start = 0;
  for (const { name, type } of compiled.model.params) {
    const view = kernels.viewOf(`param:${name}`);
    expect(view.length).toBe(type.shape.reduce<number>((size, each) => size * Number(each), 1));
    view.set(net.flat.params.subarray(start, (start += view.length)));
  }
  kernels.viewOf("input:x").set(x);
  const calls = runningCalls(routineOf("forward", compiled));
  for (const call of calls) kernels.ready(call, 3)();
  expect(calls.length).toBeGreaterThan(2 * 9);
  expect(kernels.viewOf("output:y").slice(0, y!.length)).toEqual(y);
});
