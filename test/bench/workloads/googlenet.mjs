// GoogLeNet, one image, as test/networks/googlenet.nn has it.

import { startNetwork } from "../network.mjs";
import { imageWorkload } from "../networks/images.mjs";

const net = startNetwork([224, 224, 3]);
const halve = (x) => net.maxPool(x, 3, { stride: 2, ceil: true });

/** Four views of the same image, side by side. */
function inception(x, name, [c1, reduce3, c3, reduce5, c5, pool]) {
  let count = 0;
  const conv = (from, filters, kernel) =>
    net.relu(net.conv(from, `${name}.conv${++count}`, filters, kernel, { pad: (kernel - 1) / 2 }));
  return net.concat([
    conv(x, c1, 1),
    conv(conv(x, reduce3, 1), c3, 3),
    conv(conv(x, reduce5, 1), c5, 5),
    conv(net.maxPool(x, 3, { stride: 1, pad: 1 }), pool, 1),
  ]);
}

const modules = [
  [64, 96, 128, 16, 32, 32],
  [128, 128, 192, 32, 96, 64],
  [192, 96, 208, 16, 48, 64],
  [160, 112, 224, 24, 64, 64],
  [128, 128, 256, 24, 64, 64],
  [112, 144, 288, 32, 64, 64],
  [256, 160, 320, 32, 128, 128],
  [256, 160, 320, 32, 128, 128],
  [384, 192, 384, 48, 128, 128],
];
const halvedAfter = [2, 7];

let last = net.lrn(halve(net.relu(net.conv("x", "conv1", 64, 7, { stride: 2, pad: 3 }))));
last = net.relu(net.conv(last, "conv2", 64, 1));
last = halve(net.lrn(net.relu(net.conv(last, "conv3", 192, 3, { pad: 1 }))));
for (const [i, channels] of modules.entries()) {
  last = inception(last, `module${i + 1}.inception1`, channels);
  if (halvedAfter.includes(i + 1)) last = halve(last);
}
net.softmax(net.dense(net.globalAvgPool(last), "dense1", 1000));

export default imageWorkload(net, {
  name: "googlenet",
  title: "GoogLeNet",
  nn: { file: "../networks/googlenet.nn", model: "GoogLeNet", settings: { heads: false } },
});
