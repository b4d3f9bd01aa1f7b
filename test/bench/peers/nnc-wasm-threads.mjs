// nnc, compiled to WebAssembly, two threads: the only peer that has more than one core.

import { nncPeer } from "../nnc-peer.mjs";

export default nncPeer("wasm", "nnc, wasm, two threads", 2);
