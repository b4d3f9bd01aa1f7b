/**
 * NaN, infinities and zeros through whole kernels in lanes, as the interpreter has them, wherever they stand.
 */
import { describe, expect, it } from "vitest";
import type { Build } from "../../src/graph/build.generated.ts";
import { createBuild } from "../../src/graph/build.ts";
import type { Value } from "../../src/graph/graph.ts";
import { windows } from "../../src/ops/surfaces/windows.ts";
import { describeWorst } from "../ops/compare-sample.ts";
import { formsOf, type Form } from "./forms.ts";
import { drawSources } from "./numbers.ts";
import { startGraph } from "./run-graph.ts";
import { withBallast } from "./sides.ts";

interface Case {
  readonly shape: readonly number[];
  readonly make: (build: Build, x: Value) => Value;
  /** What the kernel is, if it is a sum or the like. */
  readonly form?: Form;
}

const pool = (build: Build, x: Value): Value => {
  const seen = windows.apply({
    wires: [x],
    settings: { size: 2, stride: 2, dilation: 1 },
    build,
    axes: () => [],
  }) as Value;
  return build.max(seen, [2, 3]);
};

const cases: Readonly<Record<string, Case>> = {
  relu: { shape: [9], make: (build, x) => build.maximum(x, 0) },
  "the smaller of a number and 1": { shape: [9], make: (build, x) => build.minimum(1, x) },
  "the larger of two": { shape: [9], make: (build, x) => build.maximum(x, build.negate(x)) },
  "a choice": { shape: [9], make: (build, x) => build.where(build.lessEqual(x, 0), 2, x) },
  "a product with 0": { shape: [9], make: (build, x) => build.multiply(x, 0) },
  "a sigmoid": {
    shape: [9],
    make: (build, x) => build.divide(1, build.add(1, build.exp(build.negate(x)))),
  },
  tanh: { shape: [9], make: (build, x) => build.tanh(x) },
  "max-pool": { shape: [4, 4, 5], make: pool, form: "written out" },
  "the largest of a row": { shape: [3, 19], make: (build, x) => build.max(x, [1]), form: "fold" },
  "the smallest of a row": { shape: [3, 19], make: (build, x) => build.min(x, [1]), form: "fold" },
  "the largest of a column": {
    shape: [19, 5],
    make: (build, x) => build.max(x, [0]),
    form: "along an axis",
  },
  "the place of the largest of a column": {
    shape: [19, 5],
    make: (build, x) => build.argmax(x, 0),
    form: "along an axis",
  },
  "the place of the smallest of a column": {
    shape: [19, 5],
    make: (build, x) => build.argmin(x, 0),
    form: "along an axis",
  },
  "a sum of a row": { shape: [3, 19], make: (build, x) => build.sum(x, [1]), form: "fold" },
  "a sum of a column": {
    shape: [19, 9],
    make: (build, x) => build.sum(x, [0]),
    form: "along an axis",
  },
  "a product with a matrix of zeros": {
    shape: [3, 19],
    make: (build, x) =>
      build.contract(
        x,
        build.multiply(build.source("param", "b", { element: "float", shape: [19, 9] }), 0),
        ["r", "k"],
        ["k", "c"],
        ["r", "c"],
      ),
    form: "along an axis",
  },
};

describe.each(Object.entries(cases))("%s", (_, { shape, make, form }) => {
  const build = createBuild();
  const x = build.source("param", "x", { element: "float", shape });
  const graph = withBallast([{ name: "output:y", value: make(build, x) }]);
  const { kernels, compare } = startGraph(graph);
  // All places, or some in every lane.
  const stride = shape.length === 1 ? 1 : 5;

  it("is computed in lanes", () => {
    expect(kernels.every(({ lanes }) => lanes === 4)).toBe(true);
    if (form !== undefined) expect(kernels.flatMap(formsOf)).toContain(form);
  });

  it.each([NaN, Infinity, -Infinity, 0, -0])("%d at one place after another", (special) => {
    const drawn = drawSources(graph, 3, 1);
    const { data } = drawn.get("param:x")!;
    for (let at = 0; at < data.length; at += stride) {
      const bindings = new Map(drawn);
      bindings.set("param:x", { shape, data: data.with(at, special) });
      expect(describeWorst(compare(bindings, 1)), `place ${at}`).toBe("agrees");
    }
  });

  it("NaN, twice", () => {
    const bindings = new Map(drawSources(graph, 3, 1));
    const { data } = bindings.get("param:x")!;
    const [first, second] = [data.length - 2 * stride, data.length - stride];
    bindings.set("param:x", { shape, data: data.with(first, NaN).with(second, NaN) });
    expect(describeWorst(compare(bindings, 1))).toBe("agrees");
  });

  it("everywhere", () => {
    for (const special of [NaN, Infinity, -Infinity, 0]) {
      const bindings = new Map(drawSources(graph, 3, 1));
      const { data } = bindings.get("param:x")!;
      bindings.set("param:x", { shape, data: data.fill(special) });
      expect(describeWorst(compare(bindings, 1)), String(special)).toBe("agrees");
    }
  });
});
