// ONNX Runtime, in one of its packages, on a model encoded here; one thread. It does not train.

import { samplesOf, transpose } from "./channels-first.mjs";
import { encodeOnnx, stepsFirst } from "./onnx/model.mjs";

export const onnxPeer = (description, ort, options) => ({
  ...description,
  async prepare(workload, { pass, samples }) {
    if (pass === "train") return null;
    const session = await ort.InferenceSession.create(encodeOnnx(workload), {
      graphOptimizationLevel: "all",
      ...options,
    });
    let x = samplesOf(workload, samples);
    if (stepsFirst(workload.layers)) x = transpose(x, [1, 0, 2]);
    return {
      asynchronous: true,
      async run() {
        const batch = new ort.Tensor("float32", x.values, x.shape);
        return (await session.run({ x: batch })).y.data;
      },
    };
  },
});
