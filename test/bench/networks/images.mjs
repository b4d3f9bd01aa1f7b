// What the workloads on photographs have in common: one image of noise, forward only, and the peers that take less
// than seconds for it.

import { drawSignal } from "../draw.mjs";
import { forwardTask } from "../tasks.mjs";

const peers = [
  ...["nnc-wasm", "nnc-wasm-threads"],
  ...["onnxruntime-web", "onnxruntime-node", "pytorch", "tfjs-wasm"],
];

/** `name`, `title` and `nn` are the workload's own. */
export const imageWorkload = (net, { name, title, nn }) => {
  const network = net.finish();
  return {
    ...{ name, title, peers, ...network, seed: 70 },
    samples: drawSignal(71, network.inputs),
    tasks: [forwardTask(network, 1)],
    nn: { input: "image", ...nn },
  };
};
