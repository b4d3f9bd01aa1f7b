/** Words that begin something in other languages: `let`, `for`, `def`, `class`. */
import * as t from "../../../grammar/tokens.ts";
import type { Failure } from "../failure.ts";
import { isName, startsLine } from "../starts.ts";
import type { Explanation } from "../syntaxErrors.ts";
import { around, is, said } from "./said.ts";

const loops =
  "for layers in a row there is `repeat(3) { … }`, along a sequence `scan x over xs { … }`";
const layers = "a function is a layer: `layer f(x) = 2 * x`";
const models = "a network is a model: `model Net { … }`";
const words: Readonly<Record<string, string>> = {
  for: loops,
  while: loops,
  def: layers,
  function: layers,
  func: layers,
  fn: layers,
  lambda: layers,
  class: models,
  struct: models,
  network: models,
  module: models,
  net: models,
  switch: "to choose there is `if c { … } else { … }`",
  print: "`nnc run` prints outputs, `nnc trace` every value",
  assert: 'in a body there is `require c, "why not"`, in a test `expect a == b`',
};
const declarators = ["let", "var", "val", "auto", "float", "int", "bool", "tensor", "Tensor"];

export function foreignWord(failure: Failure): Explanation | undefined {
  const { tokens, start } = failure;
  const first = tokens[start];
  if (first?.tokenType !== t.Identifier || failure.index > start + 1) return undefined;
  const next = tokens[start + 1];
  if (declarators.includes(first.image) && isName(next) && !startsLine(tokens, start + 1)) {
    const message = `a name needs no \`${first.image}\` to get its value`;
    return said(failure, first, message, `write \`${next!.image} = …\` alone`);
  }
  const help = Object.hasOwn(words, first.image) ? words[first.image] : undefined;
  return help === undefined
    ? undefined
    : said(failure, first, `\`${first.image}\` is no word of the language`, help);
}

/** `optimizer adam` in the body of a model. */
export function outsideOfTrain(failure: Failure): Explanation | undefined {
  const { found, next } = around(failure);
  if (!is(found, t.Optimizer, t.Batch, t.Epochs) || !failure.rules.includes("body"))
    return undefined;
  if (is(next, t.LeftBrace) || failure.rules.includes("trainStatement")) return undefined;
  const message = `\`${found!.image}\` stands in \`train\``;
  return said(failure, found!, message, `write \`train { ${found!.image} … }\``);
}
