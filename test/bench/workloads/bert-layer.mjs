// One layer of BERT's encoder, 128 tokens.

import { bert } from "../networks/bert.mjs";

export default bert("bert-layer", "One layer of BERT-base, 128 tokens", 1);
