// ONNX Runtime Web on WebAssembly: SIMD, one thread, on a model encoded here. It does not train.

import * as ort from "onnxruntime-web/wasm";
import { encodeOnnx } from "../onnx.mjs";

ort.env.wasm.numThreads = 1;

export default {
  label: "ONNX Runtime Web, wasm",
  note: "Any batch size in one model; SIMD, one thread. It does not train on the web.",
  packages: ["onnxruntime-web"],
  async prepare(workload, { pass, samples }) {
    if (pass === "train") return null;
    const session = await ort.InferenceSession.create(encodeOnnx(workload), {
      executionProviders: ["wasm"],
      graphOptimizationLevel: "all",
    });
    const [from] = session.inputNames;
    const [to] = session.outputNames;
    const x = workload.samples.slice(0, samples * workload.inputs);
    return {
      asynchronous: true,
      async run() {
        const batch = new ort.Tensor("float32", x, [samples, workload.inputs]);
        return (await session.run({ [from]: batch }))[to].data;
      },
    };
  },
};
