// nnc, compiled to WebAssembly with 128-bit SIMD, one thread.

import { nncPeer } from "../nnc-peer.mjs";

export default nncPeer("wasm", "nnc, wasm");
