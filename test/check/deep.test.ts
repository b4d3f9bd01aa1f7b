/**
 * Deep networks are held to bounds as tight as shallow ones: what is slightly wrong in them is found.
 *
 * Bounds that take every rounding at its worst grow with each layer, and would forgive anything here.
 */
import { describe, expect, it } from "vitest";
import { fitRanges } from "../../src/check/fitting.ts";
import { checkGradients } from "../../src/check/gradients.ts";
import { engines } from "../../src/check/classes.ts";
import type { GeneratedClass, GeneratedModel } from "../../src/check/load.ts";
import { compareTarget } from "../../src/check/targets.ts";
import { elaborateSource } from "../../src/compile.ts";
import { createSource } from "../../src/diagnostics/source.ts";
import type { Node } from "../../src/graph/graph.ts";
import type { Op } from "../../src/graph/op.ts";
import { rewriteValues } from "../../src/graph/rewrite.ts";
import type { Model } from "../../src/model/model.ts";
import { createNode } from "../../src/graph/create-node.ts";
import { loadModel } from "../emit/generate.ts";

const layers = 16;
const text = `
  model Deep(width = 64) {
    input  x: [width]
    target t: [width]
    output y = x -> repeat(${layers}) { dense(width, init: heNormal) -> relu }
    loss mse(y, t)
  }`;
const [model] = elaborateSource(createSource("deep.nn", text)).models as [Model];
const ranges = fitRanges(model);

describe.each(engines)("generated code as %s", (engine) => {
  const judge = async (spoil: (net: GeneratedModel) => void) => {
    const generated = await loadModel(text, "Deep", { batch: 3, engine });
    const create: GeneratedClass["create"] = (options) => {
      const net = generated.create(options);
      spoil(net);
      return net;
    };
    return compareTarget(model, { create }, "f32", ranges);
  };

  it("agrees as it is", async () => {
    const { ok, worst } = await judge(() => {});
    expect(ok, JSON.stringify(worst)).toBe(true);
  });

  it("does not, with outputs off by a thousandth", async () => {
    const { ok, worst } = await judge((net) => {
      const forward = net.forward.bind(net);
      net.forward = (...given) => {
        const outputs = forward(...given);
        outputs["y"]!.forEach((each, at, all) => (all[at] = 1.001 * each));
        return outputs;
      };
    });
    expect(ok).toBe(false);
    expect(worst).toMatchObject({ value: "output y" });
  });
});

/** The model with a flipped gradient in one of its nodes. */
function withFlippedSign(which: (op: Op) => boolean, count: number, input: number): Model {
  let seen = 0;
  const { loss, outputs } = model.training;
  // Together, so that they go on having their nodes in common.
  const [spoilt, ...others] = rewriteValues(
    [loss!, ...outputs.map(({ value }) => value)],
    (node: Node) => {
      if (!which(node.op) || ++seen !== count) return undefined;
      const gradient: Op["gradient"] = (context) =>
        node.op.gradient!(context).map((each, at) =>
          at === input && each !== undefined ? context.build.negate(each) : each,
        );
      return createNode({ ...node.op, gradient }, node.inputs, node.attributes, node.origin);
    },
  );
  const training = {
    ...model.training,
    loss: spoilt,
    outputs: outputs.map((output, at) => ({ ...output, value: others[at]! })),
  };
  return { ...model, training };
}

describe("gradients", () => {
  it("agree as they are", () => {
    const { ok, worst, compared } = checkGradients(model, ranges);
    expect(ok, JSON.stringify(worst)).toBe(true);
    // Few coordinates of each tensor, and directions through all of them.
    expect(compared).toMatch(/coordinates, 3 directions$/);
  });

  it("do not, with one tensor's wrong, and it is named", () => {
    const spoilt = withFlippedSign(({ family }) => family === "contraction", 9, 1);
    const { ok, worst } = checkGradients(spoilt, ranges);
    expect(ok).toBe(false);
    expect(worst!.value).toBe("dense9.W");
  });
});
