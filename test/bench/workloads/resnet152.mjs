// ResNet-152, one image; the stride of a bottleneck is on its 3×3 convolution.

import { resnet } from "../networks/resnet.mjs";

export default resnet(152, "bottleneck", [3, 8, 36, 3]);
