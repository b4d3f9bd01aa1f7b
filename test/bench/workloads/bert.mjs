// The twelve layers of BERT's encoder, 128 tokens.

import { bert } from "../networks/bert.mjs";

export default bert("bert", "The twelve layers of BERT-base, 128 tokens", 12);
