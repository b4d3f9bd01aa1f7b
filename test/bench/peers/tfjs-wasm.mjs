// TensorFlow.js on WebAssembly: SIMD, one thread. Its wasm file is read from the package.

import { createRequire } from "node:module";
import { dirname, sep } from "node:path";
import { tfjsPeer } from "../tfjs-peer.mjs";

const { resolve } = createRequire(import.meta.url);

export default tfjsPeer("TensorFlow.js, wasm", "wasm", ({ setThreadsCount, setWasmPaths }) => {
  setThreadsCount(1);
  setWasmPaths(dirname(resolve("@tensorflow/tfjs-backend-wasm")) + sep);
});
