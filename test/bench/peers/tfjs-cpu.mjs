// TensorFlow.js in plain JavaScript.

import { tfjsPeer } from "../tfjs/peer.mjs";

export default tfjsPeer("TensorFlow.js, cpu", "cpu");
