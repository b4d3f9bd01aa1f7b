/**
 * What people write by habit from other languages: Python, JavaScript, and the libraries in them.
 *
 * Invariant: looked at only where the parser has stopped, so that no correct program is touched; each case
 * says how the same is written here.
 */
import type { IToken, TokenType } from "chevrotain";
import * as t from "../../grammar/tokens.ts";
import { spanOfToken, type Failure } from "./failure.ts";
import { insertAt, replaceWith } from "./problems.ts";
import { endsOperand, isName, startsLine } from "./starts.ts";
import type { Case, Explanation } from "./syntaxErrors.ts";

const code = "NN1030";

/** What is said, what to do instead, and the text for it where that is clear. */
function said(
  { source }: Failure,
  token: IToken,
  message: string,
  help: string,
  replacement?: string,
): Explanation {
  const span = spanOfToken(source, token);
  const fix = replacement === undefined ? { message: help } : replaceWith(span, replacement, help);
  return [code, message, { fix }, span];
}

const is = (token: IToken | undefined, ...types: readonly TokenType[]): boolean =>
  token !== undefined && types.includes(token.tokenType);

/** The token that does not fit, and its neighbours. */
function around({ tokens, index }: Failure) {
  return { before: tokens[index - 1], found: tokens[index], next: tokens[index + 1] };
}

// ── words that begin something elsewhere ──────────────────────────────────────────────────────────

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

function foreignWord(failure: Failure): Explanation | undefined {
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
function outsideOfTrain(failure: Failure): Explanation | undefined {
  const { found, next } = around(failure);
  if (!is(found, t.Optimizer, t.Batch, t.Epochs) || !failure.rules.includes("body"))
    return undefined;
  if (is(next, t.LeftBrace) || failure.rules.includes("trainStatement")) return undefined;
  const message = `\`${found!.image}\` stands in \`train\``;
  return said(failure, found!, message, `write \`train { ${found!.image} … }\``);
}

// ── giving values and shapes ──────────────────────────────────────────────────────────────────────

const valueWords = [t.Output, t.Metric, t.Loss, t.Target, t.Input];

/** `output y: x -> f`, `loss: mse(y, t)`, `h := x`, `given x: 1`. */
function colonForEquals(failure: Failure): Explanation | undefined {
  const { before, found, next } = around(failure);
  if (is(next, t.Colon) && (isName(found) || is(found, t.Loss))) {
    const equals = failure.tokens[failure.index + 2];
    if (is(equals, t.Equals)) {
      return said(failure, next!, "`:=` is written `=` here", "write `=` alone", "");
    }
    if (is(found, t.Loss, t.Metric)) {
      const message = `\`${found!.image}\` stands before its value without \`:\``;
      return said(failure, next!, message, "leave it out", "");
    }
  }
  const inGiven = failure.rules.includes("assignment");
  const isBehindName = is(failure.tokens[failure.index - 2], ...valueWords) && isName(before);
  if (!is(found, t.Colon) || !(inGiven || isBehindName)) return undefined;
  const message = `\`${before!.image}\` gets its value by \`=\`; behind a \`:\` stands a shape`;
  return said(failure, found!, message, "write `=`", " =");
}

/** `input x = [4]`, `input x [4]`, `input x: 4`, `input float x`. */
function shapeOfPort(failure: Failure): Explanation | undefined {
  const { before, found, next } = around(failure);
  const word = failure.tokens[failure.start];
  if (!is(word, t.Input, t.Target) || failure.rules.includes("expression")) return undefined;
  if (is(found, t.Equals)) {
    const message = `\`${word!.image}\` says what is given, so it has a shape and no value`;
    const help = `write \`${before!.image}: …\``;
    return is(next, t.LeftBracket)
      ? said(failure, found!, message, help, ":")
      : said(failure, found!, message, help);
  }
  if (is(found, t.LeftBracket) && isName(before)) {
    const span = spanOfToken(failure.source, before!);
    const fix = insertAt(span, span.end, ":", `write \`${before!.image}: [\``);
    return [code, "a `:` stands before a shape", { fix }];
  }
  const isNumber = is(found, t.NumberLiteral);
  if (is(before, t.Colon) && (isNumber || is(found, t.LeftParenthesis))) {
    const help = isNumber ? `write \`[${found!.image}]\`` : "write `[4]`, `[28, 28, 1]`";
    const replacement = isNumber ? `[${found!.image}]` : undefined;
    return said(failure, found!, "a shape stands in brackets", help, replacement);
  }
  const isType = ["float", "int", "bool"].includes(before?.image ?? "");
  if (!isType || !isName(found) || startsLine(failure.tokens, failure.index)) return undefined;
  const message = `the type stands behind the name: \`${found!.image}: ${before!.image}\``;
  return said(failure, before!, message, `write \`${found!.image}: ${before!.image}[…]\``);
}

/** `output x -> dense(3)`, and a pipeline or a name that stands for nothing. */
function nameless(failure: Failure): Explanation | undefined {
  const { tokens, start } = failure;
  const { before, found, next } = around(failure);
  if (is(found, t.Arrow) && is(tokens[start], t.Output) && isName(before)) {
    const message = "an output needs a name to be known by";
    return said(failure, tokens[start]!, message, `write \`output y = ${before!.image} -> …\``);
  }
  const inBody = ["body", "statement", "valueStatement"].includes(failure.rules.at(-1) ?? "");
  if (!inBody || !isName(tokens[start]) || failure.index > start + 1) return undefined;
  const after = failure.index === start ? next : found;
  if (!is(after, t.Arrow, t.LeftParenthesis, t.Dot, t.RightBrace) && after !== undefined) {
    return undefined;
  }
  const message =
    "this is computed for nobody: a statement gives a name to a value, or starts with a word like `output`";
  return said(failure, tokens[start]!, message, "write `h = …`, or `output y = …`");
}

// ── arrows, layers and choices ────────────────────────────────────────────────────────────────────

function otherArrow(failure: Failure): Explanation | undefined {
  const { before, found } = around(failure);
  if (is(found, t.FatArrow) && before && endsOperand(before)) {
    return said(failure, found!, "`=>` is written `->` here", "write `->`", "->");
  }
  if (!is(found, t.Unknown) || found!.image !== "|") return undefined;
  return said(failure, found!, "`|` is written `->` here", "write `->`", "->");
}

/** `x -> [dense(4), relu]`, `x -> dense(3).relu`. */
function listOfLayers(failure: Failure): Explanation | undefined {
  const { before, found, next } = around(failure);
  if (is(found, t.LeftBracket) && is(before, t.Arrow)) {
    const message = "layers in a row are joined by `->`, not listed";
    return said(failure, found!, message, "write `x -> dense(4) -> relu`");
  }
  const afterStage = is(found, t.Dot) && is(before, t.RightParenthesis) && isName(next);
  if (!afterStage || !failure.tokens.slice(failure.start, failure.index).some(isArrow)) {
    return undefined;
  }
  return said(failure, found!, "layers are joined by `->`", `write \`-> ${next!.image}\``, " -> ");
}

function isArrow(token: IToken): boolean {
  return token.tokenType === t.Arrow;
}

/** `x dense(3)`, `tanh x`, `-> dense 3`: two things side by side on a line. */
function sideBySide(failure: Failure): Explanation | undefined {
  const { tokens, index } = failure;
  const { before, found, next } = around(failure);
  if (!before || !found || startsLine(tokens, index) || !endsOperand(before)) return undefined;
  const isStage = is(tokens[index - 2], t.Arrow) && isName(before);
  if (isStage && is(found, t.NumberLiteral, t.StringLiteral)) {
    const text = `${before.image}(${found.image})`;
    return said(
      failure,
      found,
      "settings stand in parentheses",
      `write \`${text}\``,
      `(${found.image})`,
    );
  }
  if (!isName(found) || is(tokens[index - 2], t.Input, t.Target)) return undefined;
  if (is(next, t.LeftParenthesis)) {
    const message = `nothing stands between \`${before.image}\` and \`${found.image}\``;
    return said(failure, found, message, `write \`-> ${found.image}\``, `-> ${found.image}`);
  }
  const isWord = isName(before) && !isStage && !startsLine(tokens, index - 1);
  if (!isWord) return undefined;
  const message = `nothing stands between \`${before.image}\` and \`${found.image}\``;
  const help = `a layer is applied as \`${before.image}(${found.image})\`, or \`${found.image} -> ${before.image}\``;
  return said(failure, found, message, help);
}

/** Python's `a if c else b`, and `c ? a : b`. */
function otherConditional(failure: Failure): Explanation | undefined {
  const { found } = around(failure);
  const help = "write `if c then a else b`, or where c is a tensor `where(c, a, b)`";
  if (is(found, t.Unknown) && found!.image === "?") {
    if (is(failure.tokens[failure.index - 1], t.LeftBracket, t.Comma))
      return unknownDimension(failure);
    return said(failure, found!, "`?` does not choose here", help);
  }
  const inIf = failure.rules.at(-2) === "ifStatement" && failure.expected === t.LeftBrace.name;
  if (!inIf || !is(found, t.Else)) return undefined;
  return said(failure, found!, "the condition of a choice stands before its values", help);
}

function unknownDimension(failure: Failure): Explanation {
  const message = "every dimension is known, and the batch is never written";
  return said(failure, around(failure).found!, message, "write the shape of one sample: `[256]`");
}

// ── around models ─────────────────────────────────────────────────────────────────────────────────

function otherImport(failure: Failure): Explanation | undefined {
  const { found } = around(failure);
  const help = 'write `import { stage } from "./layers.nn"`; what is imported keeps its name';
  if (failure.rules.includes("importDeclaration") && found) {
    const isExpected = [t.LeftBrace.name, t.RightBrace.name].includes(failure.expected);
    return isExpected ? said(failure, found, "an import lists names in braces", help) : undefined;
  }
  const isFirst = failure.rules.length === 0 && is(found, t.From);
  return isFirst ? said(failure, found!, "an import starts with `import`", help) : undefined;
}

/** `x = 1` in a test. */
function valueInTest(failure: Failure): Explanation | undefined {
  const { found, next } = around(failure);
  const inTest = failure.rules.at(-1) === "testDeclaration" && isName(found);
  if (!inTest || !is(next, t.Equals)) return undefined;
  const help = `write \`given ${found!.image} = …\``;
  return said(failure, found!, "a test gives values by `given`", help, `given ${found!.image}`);
}

/** `test "…"` in the body of a model. */
function testInBody(failure: Failure): Explanation | undefined {
  const { found, next } = around(failure);
  if (!is(found, t.Test) || !is(next, t.StringLiteral) || !failure.rules.includes("body")) {
    return undefined;
  }
  const message = "a test stands beside its model, not in it";
  return said(failure, found!, message, 'move it below the model: `test "…" of M { … }`');
}

/** `model M:`, and a test whose title has no quotes. */
function otherHead(failure: Failure): Explanation | undefined {
  const { before, found } = around(failure);
  const rule = failure.rules.at(-1);
  const isHead = rule === "modelDeclaration" || rule === "layerDeclaration";
  if (isHead && is(found, t.Colon)) {
    return said(failure, found!, "a body stands in braces", "write `{ … }`");
  }
  if (rule !== "testDeclaration" || !is(before, t.Test) || !isName(found)) return undefined;
  const help = `write \`test "${found!.image}"\``;
  return said(failure, found!, "the title of a test stands in quotes", help, `"${found!.image}"`);
}

export const habits: readonly Case[] = [
  otherConditional,
  otherArrow,
  listOfLayers,
  shapeOfPort,
  colonForEquals,
  foreignWord,
  outsideOfTrain,
  otherImport,
  otherHead,
  valueInTest,
  testInBody,
  sideBySide,
  nameless,
];
