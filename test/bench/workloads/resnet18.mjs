// ResNet-18, one image.

import { resnet } from "../networks/resnet.mjs";

export default resnet(18, "basic", [2, 2, 2, 2]);
