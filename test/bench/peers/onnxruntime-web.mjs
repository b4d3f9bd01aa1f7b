// ONNX Runtime Web on WebAssembly: SIMD, one thread.

import * as ort from "onnxruntime-web/wasm";
import { onnxPeer } from "../onnx-peer.mjs";

ort.env.wasm.numThreads = 1;

const description = {
  label: "ONNX Runtime Web, wasm",
  note: "Any batch size in one model; SIMD, one thread. It does not train on the web.",
  packages: ["onnxruntime-web"],
};

export default onnxPeer(description, ort, { executionProviders: ["wasm"] });
