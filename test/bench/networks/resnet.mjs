// Residual networks (He et al. 2015) as test/networks/resnet.nn has them: their names are its own.

import { startNetwork } from "../network.mjs";
import { imageWorkload } from "./images.mjs";

/** For each block the convolutions of its body: filters (in widths), size, whether it takes the stride. */
const bodies = {
  basic: [
    { times: 1, kernel: 3, strided: true },
    { times: 1, kernel: 3 },
  ],
  bottleneck: [
    { times: 1, kernel: 1 },
    { times: 1, kernel: 3, strided: true },
    { times: 4, kernel: 1 },
  ],
};

export function resnet(layers, block, depths) {
  const net = startNetwork([224, 224, 3]);
  const start = net.relu(convNorm(net, "x", "convNorm1", 64, 7, 2));
  let last = net.maxPool(start, 3, { stride: 2, pad: 1 });
  for (const [stage, depth] of depths.entries()) {
    for (let i = 0; i < depth; i++) {
      const name = `stage${stage + 1}.${block}${i + 1}.around1`;
      const stride = i === 0 && stage > 0 ? 2 : 1;
      last = around(net, last, name, { body: bodies[block], width: 64 * 2 ** stage, stride });
    }
  }
  net.softmax(net.dense(net.globalAvgPool(last), "dense1", 1000));
  return imageWorkload(net, {
    name: `resnet${layers}`,
    title: `ResNet-${layers}`,
    nn: { file: "../networks/resnet.nn", model: `ResNet${layers}` },
  });
}

/** The body, and a way around it: the input itself where it fits, else a projection, which is named first. */
function around(net, x, name, { body, width, stride }) {
  let count = 0;
  const next = (from, times, kernel, step) =>
    convNorm(net, from, `${name}.convNorm${++count}`, times * width, kernel, step);
  const out = body.at(-1).times;
  const fits = stride === 1 && net.shapeOf(x)[2] === out * width;
  const shortcut = fits ? x : next(x, out, 1, stride);
  const last = body.reduce((from, { times, kernel, strided }, i) => {
    const y = next(from, times, kernel, strided ? stride : 1);
    return i < body.length - 1 ? net.relu(y) : y;
  }, x);
  return net.relu(net.add(last, shortcut));
}

function convNorm(net, x, name, filters, kernel, stride) {
  const pad = (kernel - 1) / 2;
  const y = net.conv(x, `${name}.conv1`, filters, kernel, { stride, pad, hasBias: false });
  return net.batchNorm(y, `${name}.batchNorm1`);
}
