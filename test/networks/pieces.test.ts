/**
 * The same networks with programs in pieces, the form of large models: outputs, loss, gradients and steps
 * agree with the interpreter whatever is run before what.
 */
import { describe, expect, it } from "vitest";
import { fitRanges } from "../../src/check/fitting.ts";
import { generateClasses } from "../../src/check/classes.ts";
import { compareTargets } from "../../src/check/targets.ts";
import { elaborateSource } from "../../src/compile.ts";
import { readProjectFile } from "./read.ts";
import { smallNetworks, smallSource, smallSpecs } from "./small.ts";

/** The largest takes a third of the time, and has nothing that the others have not. */
const learning = [...smallSpecs, ...smallNetworks].filter(
  ({ learns, file }) => learns !== undefined && file !== "specs/resnet",
);

describe.each(learning)("$file $model", (network) => {
  it("agrees in pieces", async () => {
    const { model: name, set } = network;
    const options = { read: readProjectFile, model: name, set };
    const [model] = elaborateSource(smallSource(network), options).models;
    const classes = await generateClasses(model!, "f32", { form: "pieces" });
    const agreements = compareTargets(model!, classes, "f32", fitRanges(model!));
    expect(agreements.filter(({ ok }) => !ok)).toEqual([]);
  });
});
