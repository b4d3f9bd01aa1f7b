// TensorFlow.js on WebAssembly: SIMD, one thread. Its wasm file is read from the package. It has no gradient by the
// filters of a convolution.

import { createRequire } from "node:module";
import { dirname, sep } from "node:path";
import { tfjsPeer } from "../tfjs/peer.mjs";

const { resolve } = createRequire(import.meta.url);

function configure({ setThreadsCount, setWasmPaths }) {
  setThreadsCount(1);
  setWasmPaths(dirname(resolve("@tensorflow/tfjs-backend-wasm")) + sep);
}

export default tfjsPeer("TensorFlow.js, wasm", "wasm", { configure, withoutTraining: ["conv"] });
