// ONNX Runtime for Node: native code with the widest vectors that the processor has, one thread.

import * as ort from "onnxruntime-node";
import { onnxPeer } from "../onnx-peer.mjs";

const description = {
  label: "ONNX Runtime Node, native",
  note: "Native code with the processor's widest vectors; any batch size in one model; one thread.",
  packages: ["onnxruntime-node"],
};

export default onnxPeer(description, ort, { intraOpNumThreads: 1, interOpNumThreads: 1 });
