// The twelve layers of BERT's encoder, 128 tokens.

import { bert } from "../networks/bert.mjs";

export default bert("bert", "BERT-base, 12 layers, 128 tokens", 12);
