/** The builder: origins, methods, and that it costs next to nothing. */
import { describe, expect, it } from "vitest";
import { createSource } from "../../src/diagnostics/source.ts";
import { createBuild } from "../../src/graph/build.ts";
import type { Origin, Value } from "../../src/graph/graph.ts";
import { ops } from "../../src/ops/registry.generated.ts";
import { source } from "./values.ts";

const place = (name: string): Origin => ({
  span: { source: createSource("a.nn", "x"), start: 0, end: 1 },
  name,
});

describe("createBuild", () => {
  it("has a method for each op", () => {
    const build = createBuild() as unknown as Readonly<Record<string, unknown>>;
    expect(ops.filter(({ name }) => typeof build[name] !== "function")).toEqual([]);
  });

  it("gives its origin to every node, those that it inserts, too", () => {
    const [one, two] = [place("one"), place("two")];
    const build = createBuild(one);
    const y = build.add(source("x", [2, 3]), build.at(two).exp(source("y", [3])));
    const inserted = y.node.inputs[1]!.node;
    expect([y, inserted.values[0]!, inserted.inputs[0]!].map(({ node }) => node.origin)).toEqual([
      one,
      one,
      two,
    ]);
    expect(createBuild().exp(y).node.origin).toBeUndefined();
  });

  it("repeats a value over the samples where it does not vary", () => {
    const build = createBuild();
    expect(build.perSample(source("x", [2])).type.shape).toEqual(["batch", 2]);
    const each = source("x", ["batch", 2]);
    expect(build.perSample(each)).toBe(each);
  });

  it("makes nothing of what changes nothing", () => {
    const build = createBuild();
    const x = source("x", [2, 3]);
    const same: readonly Value[] = [
      build.reshape(x, [2, 3]),
      build.broadcast(x, [2, 3], [0, 1]),
      build.transpose(x, [0, 1]),
      build.sum(x, []),
      build.concat([x], 0),
    ];
    expect(same.every((each) => each === x)).toBe(true);
  });

  // Gradients and passes make a builder a node, so it must not carry a function for each op.
  it("inherits its methods", () => {
    const own = Object.keys(createBuild());
    expect(ops.filter(({ name }) => own.includes(name))).toEqual([]);
  });
});
