// nnc, compiled to plain JavaScript.

import { nncPeer } from "../nnc-peer.mjs";

export default nncPeer("js", "nnc, JavaScript");
