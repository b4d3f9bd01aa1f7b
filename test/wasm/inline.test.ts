/**
 * The body of a function in the place of a call.
 */
import { describe, expect, it } from "vitest";
import { createFunction, createLocal, f64, get, set } from "../../src/wasm/build.ts";
import { encodeModule } from "../../src/wasm/encode.ts";
import { inlineCall, inlinedLocals } from "../../src/wasm/inline.ts";
import { emptyModule } from "../../src/wasm/module.ts";
import { engine } from "./engine.ts";

describe("a call that is inlined", () => {
  const [a, b, sum] = (["a", "b", "sum"] as const).map((name) => createLocal("f64", name));
  // 2a + b, with a local and a statement of its own.
  const callee = createFunction(
    "mix",
    [a!, b!],
    "f64",
    [sum!],
    [set(sum!, f64.add(get(a!), get(b!))), f64.add(get(sum!), get(a!))],
  );

  it("leaves what a call leaves, also where its operands are results of the same function", () => {
    const [x, inner, outer] = ["x", "inner", "outer"].map((name) => createLocal("f64", name));
    const locals = [inner!, outer!, ...inlinedLocals(callee)];
    const run = createFunction("run", [x!], "f64", locals, [
      ...inlineCall(callee, [get(x!), f64.add(get(x!), 1)], inner!),
      ...inlineCall(callee, [get(inner!), get(x!)], outer!),
      get(outer!),
    ]);
    const exports = [{ name: "run", kind: "function", callee: run } as const];
    const module = new engine.Module(encodeModule({ ...emptyModule, functions: [run], exports }));
    const compiled = new engine.Instance(module).exports["run"] as (x: number) => number;
    expect(compiled(5)).toBe(2 * (2 * 5 + 6) + 5);
  });

  it("takes as many operands as the function", () =>
    expect(() => inlineCall(callee, [get(a!)], sum!)).toThrow("mix takes 2 operands, not 1"));
});
