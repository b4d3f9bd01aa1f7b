/** Truths, which are bytes in memory, and draws, which are the same bits on every target: in lanes and one by one. */
import { describe, expect, it } from "vitest";
import { drawBits, uniformOf } from "../../src/draws.ts";
import {
  affineScalar,
  call,
  constant,
  load,
  type Affine,
  type Scalar,
} from "../../src/kernel/scalar.ts";
import { eachElement, given, loop, place, runKernel, store } from "./run-kernel.ts";
import { key } from "./run-program.ts";

const i = place(0, [1, "i"]);
const x = load("x", i);
const widths = [1, 4] as const;

describe.each(widths)("truths in %i lanes", (lanes) => {
  const truths = [1, 0, 0, 1, 1, 1, 0, 1];
  const m = load("m", i);

  it("are read as numbers", () => {
    expect(
      eachElement(lanes, call("multiply", m, constant(3)), { m: given(truths, "bool") }),
    ).toEqual(truths.map((one) => 3 * one));
  });

  it("are read for all lanes", () => {
    for (const at of [2, 3]) {
      const got = eachElement(lanes, load("m", place(at)), { m: given(truths, "bool") });
      expect(got).toEqual(truths.map(() => truths[at]));
    }
  });

  it("are stored", () => {
    const numbers = [0.5, -0, NaN, 2, 0, 1, -1, Infinity];
    expect(eachElement(lanes, call("not", m), { m: given(truths, "bool") }, "bool")).toEqual(
      truths.map((one) => 1 - one),
    );
    const isSmall = call("less", x, constant(1));
    expect(eachElement(lanes, isSmall, { x: given(numbers) }, "bool")).toEqual([
      1, 1, 0, 0, 1, 0, 1, 0,
    ]);
  });

  it("are stored once for all", () => {
    const buffers = { m: { element: "bool", size: 3 } } as const;
    const body = [store("m", place(1), call("less", constant(1), load("x", place(0))))];
    for (const [number, wanted] of [
      [2, 1],
      [1, 0],
    ] as const) {
      const { m: got } = runKernel({ lanes, body, buffers: { ...buffers, x: given([number]) } });
      expect([...got!]).toEqual([255, wanted, 255]);
    }
  });
});

describe.each(widths)("draws in %i lanes", (lanes) => {
  const at = (element: Affine, sample: Affine): Scalar =>
    call("uniform", constant(0x9e3779b9), affineScalar(sample), affineScalar(element));

  it.each<readonly [string, Affine, (i: number) => number]>([
    ["of neighbouring elements", i, (n) => n],
    ["of elements behind others", place(2 ** 24 + 1, [1, "i"]), (n) => 2 ** 24 + 1 + n],
    ["of elements apart", place(5, [3, "i"]), (n) => 5 + 3 * n],
    ["of elements backwards", place(90, [-4, "i"]), (n) => 90 - 4 * n],
    ["of one element", place(6), () => 6],
  ])("%s are those of all targets, bit for bit", (_, element, numberOf) => {
    const size = 8;
    const body = [
      loop(
        "i",
        lanes === 1 ? { to: size } : { to: size, lanes },
        store("y", i, at(element, place(2))),
      ),
    ];
    const { y } = runKernel({ lanes, body, buffers: { y: { size } } });
    const wanted = Array.from({ length: size }, (__, n) =>
      uniformOf(drawBits(key, 0x9e3779b9, 2, numberOf(n))),
    );
    expect([...y!]).toEqual(wanted);
  });
});
