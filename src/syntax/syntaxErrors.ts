/**
 * Puts into words why the parser stopped: what is meant to stand there, and what probably was meant.
 *
 * Invariant: `explain` reports exactly one diagnostic. The special cases are tried in order, the most
 * telling first; the general one ("expected …, found …") is last.
 */
import type { IToken, TokenType } from "chevrotain";
import * as t from "../../grammar/tokens.ts";
import { joinSpans, type Span } from "../diagnostics/source.ts";
import { closers, closesOne } from "./brackets.ts";
import { codeOf } from "./lookalikes.ts";
import { placeOf, spanOfToken, type Failure } from "./failure.ts";
import { habits } from "./habits.ts";
import { insertAt, replaceWith, type Details, type Report, type SyntaxCode } from "./problems.ts";
import { isName, isStatementWord } from "./starts.ts";

export type Explanation = readonly [
  code: SyntaxCode,
  message: string,
  details?: Details | undefined,
  span?: Span | undefined,
];
export type Case = (failure: Failure) => Explanation | undefined;

export function explain(failure: Failure, report: Report): void {
  for (const each of cases) {
    const found = each(failure);
    if (!found) continue;
    const [code, message, details, span] = found;
    return report(code, message, span ?? placeOf(failure), details);
  }
}

const cases: readonly Case[] = [
  ...habits,
  unknownCharacter,
  strayCloser,
  operatorAfterStage,
  arrowInHead,
  conditionalAsOperand,
  conditionalAsStatement,
  incompleteConditional,
  reservedName,
  wrongPlace,
  commaBetweenStatements,
  equalsForComparison,
  defaultAsAnnotation,
  valueOfEntry,
  blockAsStage,
  missingComma,
  missingValue,
  anythingElse,
];

const foundToken = ({ tokens, index }: Failure): IToken | undefined => tokens[index];
const ruleOf = ({ rules }: Failure): string => rules.at(-1) ?? "file";

function unknownCharacter(failure: Failure): Explanation | undefined {
  const found = foundToken(failure);
  if (found?.tokenType !== t.Unknown) return undefined;
  const meant: Readonly<Record<string, string>> = { "!": "not ", "²": "^2", "³": "^3" };
  const replacement = meant[found.image];
  const fix = replacement ? replaceWith(placeOf(failure), replacement) : undefined;
  const [first] = found.image;
  const text = found.image.length > 20 ? `${first}…` : found.image;
  const code = /^[ -~]/.test(first!) ? "" : ` (${codeOf(first!)})`;
  return ["NN1006", `\`${text}\`${code} means nothing here`, fix && { fix }];
}

function strayCloser(failure: Failure): Explanation | undefined {
  const found = foundToken(failure);
  if (!found || ![...closers.values()].includes(found.tokenType)) return undefined;
  const { tokens, around, index } = failure;
  if (closesOne(tokens, around, index)) return undefined;
  const bracket = tokens[around[index]!];
  const related = bracket && [
    {
      span: spanOfToken(failure.source, bracket),
      message: "the innermost bracket that is open here",
    },
  ];
  const fix = replaceWith(placeOf(failure), "", "leave it out");
  return ["NN1003", `this \`${found.image}\` closes nothing`, { fix, ...(related && { related }) }];
}

/** `x -> f + b`: what follows `->` is a stage. */
function operatorAfterStage(failure: Failure): Explanation | undefined {
  const found = foundToken(failure);
  if (!found || ruleOf(failure) === "operand" || ruleOf(failure) === "stage") return undefined;
  const isJoint = found.tokenType.CATEGORIES!.includes(t.Operator);
  if (!isJoint && found.tokenType !== t.LeftBracket && found.tokenType !== t.Dot) return undefined;
  const { source, tokens, around, index } = failure;
  let from = index;
  let piped = false;
  while (from - 1 >= failure.start && around[from - 1]! >= around[index]!) {
    if (around[from - 1] === around[index]) {
      if (endsPipeline(tokens[from - 1]!, tokens[from - 2])) break;
      piped ||= isArrow(tokens[from - 1]!);
    }
    from--;
  }
  if (!piped) return undefined;
  const span = joinSpans(
    spanOfToken(source, tokens[from]!),
    spanOfToken(source, tokens[index - 1]!),
  );
  const text = source.text.slice(span.start, span.end);
  const fix = replaceWith(span, `(${text})`, "put the pipeline in parentheses");
  const message = `what follows \`->\` is a layer, so \`${found.image}\` cannot go on here`;
  return ["NN1013", message, { fix }];
}

function endsPipeline(token: IToken, before: IToken | undefined): boolean {
  const ends = [t.Comma, t.Semicolon, t.Equals, t.Colon, t.Then, t.Else];
  const opens = [t.Return, t.Loss, t.Metric, t.Require, t.Expect, t.Within];
  const isWord = opens.includes(token.tokenType) && !(before && isArrow(before));
  return ends.includes(token.tokenType) || isWord;
}

function isArrow({ tokenType }: IToken): boolean {
  return tokenType === t.Arrow || tokenType === t.ForeignArrow;
}

function arrowInHead(failure: Failure): Explanation | undefined {
  const { rules, expected } = failure;
  const found = foundToken(failure);
  if (!found || !isArrow(found)) return undefined;
  const inExpression = ruleOf(failure) === "conditional" && expected === t.Then.name;
  const inStatement = ["ifStatement", "scanStatement"].includes(rules.at(-2) ?? "");
  if (!inExpression && !(inStatement && ruleOf(failure) === "body")) return undefined;
  const what =
    rules.at(-2) === "scanStatement" ? "what `scan` walks over" : "the condition of an `if`";
  const fix = { message: "put the pipeline in parentheses, or give it a name before" };
  return ["NN1024", `${what} contains no \`->\` outside parentheses`, { fix }];
}

function conditionalAsOperand(failure: Failure): Explanation | undefined {
  if (foundToken(failure)?.tokenType !== t.If) return undefined;
  if (ruleOf(failure) === "stage" || ruleOf(failure) === "path") {
    const fix = { message: "choose before the arrow: `if c then x -> f else x -> g`" };
    return ["NN1022", "what follows `->` is a layer, not an `if`", { fix }];
  }
  if (ruleOf(failure) !== "operand") return undefined;
  const fix = { message: "put it in parentheses: `(if … then … else …)`" };
  return ["NN1022", "an `if` inside a larger expression needs parentheses", { fix }];
}

function conditionalAsStatement(failure: Failure): Explanation | undefined {
  const inIf = ruleOf(failure) === "body" && failure.rules.at(-2) === "ifStatement";
  if (!inIf || foundToken(failure)?.tokenType !== t.Then) return undefined;
  const fix = {
    message: "write `name = if … then … else …`, or `if … { … }` to choose statements",
  };
  return ["NN1022", "`if … then … else …` is a value, and here a statement is wanted", { fix }];
}

function incompleteConditional(failure: Failure): Explanation | undefined {
  if (ruleOf(failure) !== "conditional") return undefined;
  const start = failure.tokens.findLastIndex(
    (token, at) => at < failure.index && token.tokenType === t.If,
  );
  const related = [
    { span: spanOfToken(failure.source, failure.tokens[start]!), message: "the `if` is here" },
  ];
  if (failure.expected === t.Else.name) {
    const fix = { message: "write `else` and the other value" };
    const message = "a value chosen by `if` needs an `else`";
    return ["NN1025", message, { related, fix }, behindLine(failure)];
  }
  const fix = { message: "write `if c then a else b`; braces hold statements, not values" };
  return ["NN1025", "a value chosen by `if` needs a `then`", { related, fix }];
}

/** Behind the line before, where what does not fit starts a line: something is missing there. */
function behindLine({ source, tokens, index }: Failure): Span | undefined {
  const before = tokens[index - 1];
  if (!before || tokens[index]?.startLine === before.endLine) return undefined;
  const end = before.endOffset! + 1;
  return { source, start: end, end };
}

const reserved = [t.If, t.Then, t.Else, t.And, t.Or, t.Not, t.True, t.False, t.None];
const declaring = [t.Input, t.Target, t.Output, t.Param, t.Buffer, t.State, t.Emit];

function reservedName(failure: Failure): Explanation | undefined {
  const found = foundToken(failure);
  if (!found) return undefined;
  const next = failure.tokens[failure.index + 1];
  const isDeclared = declaring.includes(found.tokenType) && next?.startLine === found.startLine;
  if (isDeclared && next !== undefined && reserved.includes(next.tokenType))
    return nameThatIsReserved(failure, next);
  if (!reserved.includes(found.tokenType)) return undefined;
  const isNamed = [t.Equals, t.Colon].includes(next?.tokenType ?? found.tokenType);
  const isMeant = isNamed || ruleOf(failure) === "parameters" || failure.expected === t.Name.name;
  return isMeant ? nameThatIsReserved(failure, found) : undefined;
}

function nameThatIsReserved({ source }: Failure, token: IToken): Explanation {
  const fix = { message: "choose another name" };
  const message = `\`${token.image}\` is reserved and cannot be a name`;
  return ["NN1026", message, { fix }, spanOfToken(source, token)];
}

function wrongPlace(failure: Failure): Explanation | undefined {
  const { tokens, start, rules } = failure;
  const first = tokens[start];
  if (rules.length === 0 && first && (isStatementWord(first) || first.tokenType === t.If)) {
    const fix = { message: "put it into a body; often a brace before it is missing or too many" };
    const message = `\`${first.image}\` stands outside of every body`;
    return ["NN1027", message, { fix }, spanOfToken(failure.source, first)];
  }
  const declares = [t.Import, t.Layer, t.Model, t.Optimizer, t.Test].includes(
    first?.tokenType as TokenType,
  );
  if (rules.at(-1) !== "valueStatement" && rules.at(-1) !== "statement") return undefined;
  if (!first || !declares || failure.index !== start + 1) return undefined;
  const fix = { message: "move it out of the body, or close the body before it" };
  const message = `\`${first.image}\` declares something for the whole file: it stands in no body`;
  return ["NN1027", message, { fix }, spanOfToken(failure.source, first)];
}

function commaBetweenStatements(failure: Failure): Explanation | undefined {
  const { tokens, index } = failure;
  if (foundToken(failure)?.tokenType !== t.Comma) return undefined;
  if (!isName(tokens[index + 1]) || tokens[index + 2]?.tokenType !== t.Equals) return undefined;
  const fix = replaceWith(placeOf(failure), ";", "write `;` or a new line");
  return ["NN1028", "a comma does not separate statements", { fix }];
}

function equalsForComparison(failure: Failure): Explanation | undefined {
  const { rules } = failure;
  if (foundToken(failure)?.tokenType !== t.Equals) return undefined;
  const inHead = rules.includes("ifStatement") || ruleOf(failure) === "conditional";
  const inClaim = ["testDeclaration", "expect"].includes(ruleOf(failure));
  const asked = failure.tokens[failure.start]?.tokenType === t.Require;
  const inBrackets = ["tuple", "list", "subscripts"].includes(ruleOf(failure));
  const inBody = ruleOf(failure) === "body" && rules.at(-2) !== "ifStatement" && !asked;
  if (!(inHead || inClaim || asked || inBrackets) || inBody) return undefined;
  const fix = replaceWith(placeOf(failure), "==");
  return ["NN1001", "`=` gives a name its value; to compare, write `==`", { fix }];
}

/** `layer f(x; rate: 0.1)`. */
function defaultAsAnnotation(failure: Failure): Explanation | undefined {
  if (ruleOf(failure) !== "annotation" || !failure.rules.includes("parameter")) return undefined;
  const colon = failure.tokens[failure.index - 1]!;
  const name = failure.tokens[failure.index - 2]!.image;
  const fix = replaceWith(spanOfToken(failure.source, colon), " =", "write `=`");
  return ["NN1011", `the default of \`${name}\` is given with \`=\`, not with \`:\``, { fix }];
}

/** `train { batch: 32 }`. */
function valueOfEntry(failure: Failure): Explanation | undefined {
  const found = foundToken(failure);
  if (failure.index !== failure.start + 1 || !failure.rules.includes("trainEntry"))
    return undefined;
  if (found?.tokenType !== t.Colon && found?.tokenType !== t.Equals) return undefined;
  const word = failure.tokens[failure.start]!.image;
  const fix = replaceWith(placeOf(failure), "", "leave it out");
  return ["NN1011", `\`${word}\` stands before its value without \`${found.image}\``, { fix }];
}

function blockAsStage(failure: Failure): Explanation | undefined {
  if (ruleOf(failure) !== "path" || foundToken(failure)?.tokenType !== t.LeftBrace)
    return undefined;
  const fix = { message: "write its layers in a row, or name the layer that takes the block" };
  return ["NN1001", "a block cannot stand here alone: it is a setting of a layer", { fix }];
}

/** Two values side by side in brackets. */
function missingComma(failure: Failure): Explanation | undefined {
  const { tokens, index, expected } = failure;
  const found = foundToken(failure);
  const isCloser = [t.RightParenthesis, t.RightBracket].some((type) => type.name === expected);
  if (!found || !isCloser || !startsValue(found.tokenType)) return undefined;
  const before = spanOfToken(failure.source, tokens[index - 1]!);
  const fix = insertAt(before, before.end, ",", "write a `,` between them");
  return ["NN1001", `a comma is missing before ${describe(found)}`, { fix }];
}

function startsValue(type: TokenType): boolean {
  const types = [type, ...type.CATEGORIES!];
  const starts = [t.Name, t.NumberLiteral, t.StringLiteral, t.True, t.False, t.None, t.Ellipsis];
  return [...starts, t.LeftParenthesis, t.LeftBracket, t.LeftBrace].some((each) =>
    types.includes(each),
  );
}

/** The line ends in `joint`, and the next one starts a statement. */
export function reportMissingOperand({ source }: Failure, joint: IToken, report: Report): void {
  const what = isArrow(joint) ? "a layer" : "a value";
  report("NN1001", `${what} is missing after \`${joint.image}\``, spanOfToken(source, joint));
}

function missingValue(failure: Failure): Explanation | undefined {
  const { tokens, index } = failure;
  const before = tokens[index - 1];
  const found = foundToken(failure);
  const isLayer = ruleOf(failure) === "path" && before !== undefined && isArrow(before);
  if (!isLayer && !["operand", "expression"].includes(ruleOf(failure))) return undefined;
  if (found?.tokenType === t.Ellipsis) {
    return [
      "NN1001",
      "`...` spreads among several values only: in `[ ]`, in `( )`, in the wires of a call, after `return`",
    ];
  }
  const what = isLayer ? "a layer" : "a value";
  const message = `${what} is missing after \`${before?.image}\``;
  const isBelow = before && (!found || found.startLine !== before.endLine);
  if (isBelow) return ["NN1001", message, {}, spanOfToken(failure.source, before)];
  return ["NN1001", `${message}: found ${describe(found)}`];
}

function anythingElse(failure: Failure): Explanation {
  const found = describe(foundToken(failure));
  const before = failure.tokens[failure.index - 1];
  const wanted = expectation(failure);
  const after = before && failure.rules.length > 0 ? ` after \`${before.image}\`` : "";
  return ["NN1001", `expected ${wanted}${after}, found ${found}`];
}

/** What may stand where a rule could not go on. */
function expectation(failure: Failure): string {
  const { expected, rules } = failure;
  const rule = ruleOf(failure);
  const byRule: Readonly<Record<string, string>> = {
    file: "a declaration (`import`, `const`, `layer`, `model`, `optimizer` or `test`)",
    annotation: "a type or a shape",
    layerDeclaration: "`=` or `{`",
    modelDeclaration: "`=`, `(` or `{`",
    sharedStatement: "a layer",
    path: rules.at(-2) === "stage" ? "a layer" : "a name",
    trainStatement: "`optimizer`, `batch`, `epochs` or `}`",
    testDeclaration: expected === t.RightBrace.name ? "`given`, `expect` or `}`" : "",
    body: expected === t.RightBrace.name ? "a statement or `}`" : "",
    block: expected === t.RightBrace.name ? "a layer or `}`" : "",
  };
  const type = t.tokens.find((each) => each.name === expected);
  const sign = type && (/^(an? |[^ ]* or )/.test(type.LABEL!) ? type.LABEL! : `\`${type.LABEL}\``);
  return byRule[rule] || sign || "something else";
}

function describe(token: IToken | undefined): string {
  if (!token) return "the end of the file";
  const text = token.image.length > 30 ? `${token.image.slice(0, 29)}…` : token.image;
  return `\`${text}\``;
}
