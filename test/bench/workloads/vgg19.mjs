// VGG-19, one image, as test/networks/vgg.nn has it.

import { startNetwork } from "../network.mjs";
import { imageWorkload } from "../networks/images.mjs";

const net = startNetwork([224, 224, 3]);
let last = "x";
for (const [stage, [filters, convs]] of [
  [64, 2],
  [128, 2],
  [256, 4],
  [512, 4],
  [512, 4],
].entries()) {
  for (let i = 0; i < convs; i++) {
    last = net.relu(net.conv(last, `stage${stage + 1}.conv${i + 1}`, filters, 3, { pad: 1 }));
  }
  last = net.maxPool(last, 2);
}
last = net.relu(net.dense(net.flatten(last), "dense1", 4096));
last = net.relu(net.dense(last, "dense2", 4096));
net.softmax(net.dense(last, "dense3", 1000));

export default imageWorkload(net, {
  name: "vgg19",
  title: "VGG-19",
  nn: { file: "../networks/vgg.nn", model: "Vgg19" },
});
