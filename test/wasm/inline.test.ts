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
  const [a, twice] = (["a", "twice"] as const).map((name) => createLocal("f64", name));
  // 2a + a, with a local and a statement of its own.
  const body = [set(twice!, f64.add(get(a!), get(a!))), f64.add(get(twice!), get(a!))];
  const callee = createFunction("thrice", [a!], "f64", [twice!], body);

  it("leaves what a call leaves, also where its operand is a result of the same function", () => {
    const x = createLocal("f64", "x");
    const inner = inlineCall(callee, f64.add(get(x), 1));
    const value = f64.mul(inlineCall(callee, inner), inlineCall(callee, get(x)));
    const run = createFunction("run", [x], "f64", inlinedLocals(callee), [value]);
    const exports = [{ name: "run", kind: "function", callee: run } as const];
    const module = new engine.Module(encodeModule({ ...emptyModule, functions: [run], exports }));
    const compiled = new engine.Instance(module).exports["run"] as (x: number) => number;
    expect(compiled(5)).toBe(9 * (5 + 1) * (3 * 5));
  });

  it("has one operand", () => {
    const pair = createFunction("pair", [a!, twice!], "f64", [], [get(a!)]);
    expect(() => inlineCall(pair, get(a!))).toThrow("pair takes 2 operands");
  });
});
