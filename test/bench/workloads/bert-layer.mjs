// One layer of BERT's encoder, 128 tokens.

import { bert } from "../networks/bert.mjs";

export default bert("bert-layer", "BERT-base, one layer, 128 tokens", 1);
