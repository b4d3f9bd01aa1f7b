// ResNet-50, one image; the stride of a bottleneck is on its 3×3 convolution.

import { resnet } from "../networks/resnet.mjs";

export default resnet(50, "bottleneck", [3, 4, 6, 3]);
