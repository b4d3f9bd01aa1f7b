// The encoder of BERT at its base size, on 128 tokens that are embedded already; named as in workloads/bert.nn.

import { drawSignal } from "../draw.mjs";
import { startNetwork } from "../network.mjs";
import { forwardTask } from "../tasks.mjs";

const [tokens, width, heads] = [128, 768, 12];
const peers = [
  ...["nnc-wasm", "nnc-wasm-threads"],
  ...["onnxruntime-web", "onnxruntime-node", "pytorch", "tfjs-wasm"],
];

export function bert(name, title, layers) {
  const net = startNetwork([tokens, width]);
  let last = "x";
  for (let i = 1; i <= layers; i++) last = encoder(net, last, `encoder${i}`);
  const network = net.finish();
  return {
    ...{ name, title, peers, ...network, seed: 90 },
    samples: drawSignal(91, network.inputs),
    tasks: [forwardTask(network, 1)],
    nn: { file: "workloads/bert.nn", model: "Encoders", input: "x", settings: { layers } },
  };
}

function encoder(net, x, name) {
  const projected = [1, 2, 3].map((i) => net.dense(x, `${name}.attention1.dense${i}`, width));
  const mixed = net.attention(...projected, heads);
  const attended = net.dense(mixed, `${name}.attention1.dense4`, width);
  const h = net.layerNorm(net.add(x, attended), `${name}.layerNorm1`);
  const wide = net.gelu(net.dense(h, `${name}.dense1`, 4 * width));
  return net.layerNorm(net.add(h, net.dense(wide, `${name}.dense2`, width)), `${name}.layerNorm2`);
}
