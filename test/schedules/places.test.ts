/**
 * Where kernels read and store: addresses that loops carry along, in every direction, and loops that run seldom.
 *
 * Invariant: what is wanted is computed by the place itself, in JavaScript.
 */
import { describe, expect, it } from "vitest";
import type { Extent, Statement } from "../../src/kernel/kernel.ts";
import { affineScalar, call, constant, load, local, type Scalar } from "../../src/kernel/scalar.ts";
import { loop, place, runKernel, store, whole } from "./run-kernel.ts";

const widths = [1, 4] as const;

describe.each(widths)("the floor of a place by a whole number, in %i lanes", (lanes) => {
  it.each([1, 2, 3, 4, 5, 7, 8, 10, 16, 1000, 1024])("%i", (by) => {
    const count = 41;
    const quotient = call(
      "floor",
      call("divide", affineScalar(place(-60, [3, "k"])), constant(by)),
    );
    const body = loop(
      "k",
      { to: count },
      whole("at", quotient),
      store("y", place(60, [1, "at"], [121, "k"]), affineScalar(place(0, [1, "at"]))),
    );
    const y = runKernel({ lanes, body: [body], buffers: { y: { size: count * 121 } } })["y"]!;
    for (let k = 0; k < count; k++) {
      const wanted = Math.floor((3 * k - 60) / by);
      expect(y[60 + wanted + 121 * k], `of ${3 * k - 60}`).toBe(wanted);
    }
  });
});

/** 0, 1, 2, … */
const counting = (size: number): readonly number[] => Array.from({ length: size }, (_, at) => at);

describe.each(widths)("places that loops move, in %i lanes", (lanes) => {
  /** y[i, j, k] = x[start + a i + b j + c k], with k innermost, as every place is written out. */
  function walk(start: number, a: number, b: number, c: number): readonly number[] {
    const [rows, columns, depth] = [3, 4, 8];
    const from = place(start, [a, "i"], [b, "j"], [c, "k"]);
    const to = place(0, [32, "i"], [8, "j"], [1, "k"]);
    // Else one element after another, which is then the same in all lanes.
    const inner = lanes === 1 || c > 1 || c < 0 ? { to: depth } : { to: depth, lanes };
    const body = [
      loop(
        "i",
        { to: rows },
        loop("j", { to: columns }, loop("k", inner, store("y", to, load("x", from)))),
      ),
    ];
    const buffers = { x: { size: 400, numbers: counting(400) }, y: { size: 96 } };
    return [...runKernel({ lanes, body, buffers })["y"]!];
  }

  it.each([
    [0, 32, 8, 1],
    [3, 100, 10, 1],
    [200, -100, 20, 1],
    [100, -40, -6, 1],
    [31, 40, -10, 1],
    [390, -100, -20, -3],
    [7, 32, 8, -1],
    [5, 1, 0, 0],
    [5, 0, 0, 1],
    [50, -1, -1, 1],
  ])("start %i, then %i, %i and %i a pass", (start, a, b, c) => {
    const wanted = counting(96).map((at) => {
      const [i, j, k] = [Math.floor(at / 32), Math.floor(at / 8) % 4, at % 8];
      return start + a * i + b * j + c * k;
    });
    expect(walk(start, a, b, c)).toEqual(wanted);
  });
});

describe.each(widths)("several buffers at the same places, in %i lanes", (lanes) => {
  it("have addresses of their own", () => {
    const at = place(1, [8, "i"], [1, "k"]);
    const back = place(40, [-8, "i"], [1, "k"]);
    const sum = call("add", load("a", at), call("add", load("b", back), load("b", at)));
    const body = [
      loop(
        "i",
        { to: 4 },
        loop("k", lanes === 1 ? { to: 8 } : { to: 8, lanes }, store("y", at, sum)),
      ),
    ];
    const b = counting(50).map((each) => 1000 * each);
    const buffers = {
      a: { size: 50, numbers: counting(50) },
      b: { size: 50, numbers: b },
      y: { size: 40 },
    };
    const y = runKernel({ lanes, body, buffers })["y"]!;
    for (let n = 0; n < 32; n++) {
      const [i, k] = [Math.floor(n / 8), n % 8];
      expect(y[n + 1]).toBe(n + 1 + 1000 * (40 - 8 * i + k) + 1000 * (n + 1));
    }
  });

  it("are updated where they are read", () => {
    const at = place(0, [1, "k"]);
    const value = call("multiply", load("w", at), constant(3));
    const body = [loop("k", lanes === 1 ? { to: 8 } : { to: 8, lanes }, store("w", at, value))];
    const buffers = { w: { size: 8, numbers: counting(8), access: "update" } } as const;
    expect([...runKernel({ lanes, body, buffers })["w"]!]).toEqual(counting(8).map((n) => 3 * n));
  });
});

describe.each(widths)("counters of the loops around a call, in %i lanes", (lanes) => {
  it.each([false, true])("stand in places; backwards: %s", (reverse) => {
    const column = place(0, [1, "k"]);
    const way = lanes === 1 ? { to: 8 } : { to: 8, lanes };
    // The state takes up each step; the sequence keeps what it was then, from its end.
    const next = call(
      "add",
      call("multiply", load("s", column), constant(2)),
      load("x", place(0, [8, "t"], [1, "k"])),
    );
    const body = [
      loop(
        "k",
        way,
        { kind: "let", name: "z", value: next, integer: false } as const,
        store("s", column, local("z")),
        store("y", place(32, [-8, "t"], [1, "k"]), local("z")),
      ),
    ];
    const buffers = {
      x: { size: 40, numbers: counting(40) },
      s: { size: 8, numbers: counting(8).map(() => 1), access: "update" },
      y: { size: 40 },
    } as const;
    const { s, y } = runKernel({ lanes, body, buffers, steps: { count: 5, reverse } });
    const state = counting(8).map(() => 1);
    const order = reverse ? [4, 3, 2, 1, 0] : [0, 1, 2, 3, 4];
    for (const t of order)
      for (let k = 0; k < 8; k++) {
        state[k] = 2 * state[k]! + 8 * t + k;
        expect(y![32 - 8 * t + k]).toBe(state[k]);
      }
    expect([...s!]).toEqual(state);
  });
});

describe.each(widths)("loops that run seldom, in %i lanes", (lanes) => {
  const samples = (floorTo: number, times?: number): Extent =>
    ({ kind: "samples", floorTo, ...(times !== undefined && { times }) }) as const;

  /** Each element once: in tiles as far as they go, then what is left. */
  const tiles = (tile: number): readonly Statement[] => [
    loop(
      "i",
      { to: samples(tile), step: tile },
      ...counting(tile).map((each) => copy(place(3 * each, [3, "i"]))),
    ),
    loop("i", { from: samples(tile), to: samples(1) }, copy(place(0, [3, "i"]))),
  ];

  const copy = (at: ReturnType<typeof place>): Statement => {
    const offset = { ...at, terms: [{ variable: "c", factor: 1 }, ...at.terms] };
    const value = call("negate", load("x", offset));
    return loop("c", { to: 3 }, store("y", offset, value));
  };

  it.each([1, 2, 3, 4, 7, 8, 9])("tiles of four, of %i samples", (count) => {
    const numbers = counting(3 * count).map((n) => n + 1);
    const buffers = {
      x: { size: 3, batched: true, numbers },
      y: { size: 3, batched: true },
    };
    const y = runKernel({ lanes, body: tiles(4), buffers, samples: count })["y"]!;
    expect([...y]).toEqual(numbers.map((n) => -n));
  });

  it.each([1, 2, 3, 4, 7, 8, 9])("vectors and what is left, of %i samples", (count) => {
    const i = place(0, [1, "i"]);
    const numbers = counting(5 * count).map((n) => n + 1);
    const element = store("y", i, call("negate", load("x", i)));
    const body = [
      loop("i", lanes === 1 ? { to: samples(4, 5) } : { to: samples(4, 5), lanes }, element),
      loop("i", { from: samples(4, 5), to: samples(1, 5) }, element),
    ];
    const buffers = { x: { size: 5, batched: true, numbers }, y: { size: 5, batched: true } };
    const y = runKernel({ lanes, body, buffers, samples: count })["y"]!;
    expect([...y]).toEqual(numbers.map((n) => -n));
  });

  it.each([
    [0, 0, 4],
    [0, 3, 4],
    [2, 2, 1],
    [4, 8, 4],
    [1, 8, 3],
  ])("from %i to %i by %i", (from, to, step) => {
    const marked = [store("y", place(0, [1, "i"]), constant(1))];
    const buffers = { y: { size: 12 } };
    const y = runKernel({ lanes, body: [loop("i", { from, to, step }, ...marked)], buffers })["y"]!;
    const wanted = counting(12).map((n) =>
      n >= from && n < to && (n - from) % step === 0 ? 1 : NaN,
    );
    expect([...y]).toEqual(wanted);
  });

  it("one choice for all samples, by their number", () => {
    const few: Scalar = call("less", local("n"), constant(8));
    const mark = (number: number) => store("y", place(0), constant(number));
    const body = [
      { kind: "if", condition: few, consequent: [mark(1)], alternative: [mark(2)] } as const,
    ];
    for (const count of [1, 7, 8, 9]) {
      const { y } = runKernel({ lanes, body, buffers: { y: { size: 1 } }, samples: count });
      expect([...y!]).toEqual([count < 8 ? 1 : 2]);
    }
  });
});
