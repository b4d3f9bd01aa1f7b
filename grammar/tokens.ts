/**
 * The words and signs of a `.nn` file.
 *
 * Only `if then else and or not true false none` are reserved. Every other word of the language is a
 * `Name` as well (by category), so that the parser may take it for a name wherever no statement starts.
 * Tokens under "mistakes" are what people write by habit; they stand in for what was meant, so that the
 * parser can go on, and are reported by `src/syntax/lexicalErrors.ts`.
 */
import {
  createToken,
  Lexer,
  type CustomPatternMatcherFunc,
  type ITokenConfig,
  type TokenType,
} from "chevrotain";

// ── categories: never matched by the lexer, only by the parser ────────────────────────────────────

export const Name = createToken({ name: "Name", pattern: Lexer.NA, label: "a name" });
/** A word that may start a statement in a body. */
export const StatementWord = createToken({ name: "StatementWord", pattern: Lexer.NA });
export const Operator = createToken({ name: "Operator", pattern: Lexer.NA, label: "an operator" });
/** What may stand before an operand. */
export const Prefix = createToken({ name: "Prefix", pattern: Lexer.NA, label: "- or not" });

// ── names and words ───────────────────────────────────────────────────────────────────────────────

export const Identifier = createToken({
  name: "Identifier",
  pattern: /[A-Za-z_][A-Za-z0-9_]*/,
  categories: [Name],
});
/** `w'`, the next value of `w`. */
export const PrimedName = createToken({
  name: "PrimedName",
  pattern: /[A-Za-z_][A-Za-z0-9_]*'/,
  label: "a next value",
  categories: [Name],
});

function reserved(text: string, categories: TokenType[] = []): TokenType {
  const name = text[0]!.toUpperCase() + text.slice(1);
  return createToken({ name, pattern: text, label: text, longer_alt: Identifier, categories });
}

function word(text: string, ...categories: TokenType[]): TokenType {
  return reserved(text, [Name, ...categories]);
}

export const If = reserved("if");
export const Then = reserved("then");
export const Else = reserved("else");
export const And = reserved("and", [Operator]);
export const Or = reserved("or", [Operator]);
export const Not = reserved("not", [Prefix]);
export const True = reserved("true");
export const False = reserved("false");
export const None = reserved("none");

export const Import = word("import");
export const From = word("from");
export const Layer = word("layer");
export const Model = word("model");
export const Optimizer = word("optimizer");
export const Test = word("test");
export const Of = word("of");
export const Const = word("const", StatementWord);
export const Input = word("input", StatementWord);
export const Target = word("target", StatementWord);
export const Param = word("param", StatementWord);
export const Buffer = word("buffer", StatementWord);
export const State = word("state", StatementWord);
export const Output = word("output", StatementWord);
export const Loss = word("loss", StatementWord);
export const Metric = word("metric", StatementWord);
export const Train = word("train", StatementWord);
export const Require = word("require", StatementWord);
export const Shared = word("shared", StatementWord);
export const Scan = word("scan", StatementWord);
export const Emit = word("emit", StatementWord);
export const Return = word("return", StatementWord);
export const Given = word("given", StatementWord);
export const Expect = word("expect", StatementWord);
export const Over = word("over");
export const Within = word("within");
export const Batch = word("batch");
export const Epochs = word("epochs");

// ── what a regular expression would need its stack for ────────────────────────────────────────────

/** A pattern from the function that finds where a token ends: -1 if none starts there. */
function scanner(endOf: (text: string, start: number) => number): CustomPatternMatcherFunc {
  return (text, start) => {
    const end = endOf(text, start);
    return end === -1 ? null : [text.slice(start, end)];
  };
}

/** Strings end on their line, at the first `"` without a backslash. */
function stringEnd(text: string, start: number): number {
  if (text[start] !== '"') return -1;
  for (let at = start + 1; at < text.length && text[at] !== "\n"; at++) {
    if (text[at] === '"') return at + 1;
    if (text[at] === "\\" && text[at + 1] !== "\n") at++;
  }
  return -1;
}

function unterminatedEnd(text: string, start: number): number {
  if (text[start] !== '"') return -1;
  const newline = text.indexOf("\n", start);
  const line = newline === -1 ? text.length : newline;
  let closers = line;
  while (closers > start + 1 && ")]} \t;,".includes(text[closers - 1]!)) closers--;
  let at = start + 1;
  while (at < closers) {
    if (text[at] === "\\") at = Math.min(at + 2, line);
    else at = groupEnd(text, at, line) ?? at + 1;
  }
  return at;
}

/** Behind the `}` or `)` of a `{` or `(` that stands here, if no other bracket is between. */
function groupEnd(text: string, start: number, line: number): number | undefined {
  const close = text[start] === "{" ? "}" : text[start] === "(" ? ")" : undefined;
  if (close === undefined) return undefined;
  let at = start + 1;
  while (at < line && text[at] !== text[start] && text[at] !== close && text[at] !== '"') at++;
  return at < line && text[at] === close ? at + 1 : undefined;
}

function commentEnd(text: string, start: number): number {
  if (!text.startsWith("/*", start)) return -1;
  const end = text.indexOf("*/", start + 2);
  return end === -1 ? -1 : end + 2;
}

// ── literals ──────────────────────────────────────────────────────────────────────────────────────

export const NumberLiteral = createToken({
  name: "NumberLiteral",
  pattern: /(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?/,
  label: "a number",
});
export const StringLiteral = createToken({
  name: "StringLiteral",
  pattern: scanner(stringEnd),
  start_chars_hint: ['"'],
  label: "a string",
  line_breaks: false,
});

// ── signs ─────────────────────────────────────────────────────────────────────────────────────────

function sign(name: string, pattern: string, ...categories: TokenType[]): TokenType {
  return createToken({ name, pattern, label: pattern, categories });
}

export const Arrow = sign("Arrow", "->");
export const FatArrow = sign("FatArrow", "=>");
export const Equal = sign("Equal", "==", Operator);
export const NotEqual = sign("NotEqual", "!=", Operator);
export const LessOrEqual = sign("LessOrEqual", "<=", Operator);
export const GreaterOrEqual = sign("GreaterOrEqual", ">=", Operator);
export const Less = sign("Less", "<", Operator);
export const Greater = sign("Greater", ">", Operator);
export const Plus = sign("Plus", "+", Operator);
export const Minus = sign("Minus", "-", Operator, Prefix);
export const Times = sign("Times", "*", Operator);
export const Divide = sign("Divide", "/", Operator);
export const Modulo = sign("Modulo", "%", Operator);
export const MatrixProduct = sign("MatrixProduct", "@", Operator);
export const Power = sign("Power", "^", Operator);
export const Equals = sign("Equals", "=");
export const Tilde = sign("Tilde", "~");
export const Ellipsis = sign("Ellipsis", "...");
export const Dot = sign("Dot", ".");
export const Comma = sign("Comma", ",");
export const Semicolon = sign("Semicolon", ";");
export const Colon = sign("Colon", ":");
export const LeftParenthesis = sign("LeftParenthesis", "(");
export const RightParenthesis = sign("RightParenthesis", ")");
export const LeftBracket = sign("LeftBracket", "[");
export const RightBracket = sign("RightBracket", "]");
export const LeftBrace = sign("LeftBrace", "{");
export const RightBrace = sign("RightBrace", "}");

// ── what is between the words ─────────────────────────────────────────────────────────────────────

function aside(
  name: string,
  pattern: RegExp | CustomPatternMatcherFunc,
  group: string,
  more?: Partial<ITokenConfig>,
): TokenType {
  return createToken({ name, pattern, group, ...more });
}

const WhiteSpace = aside("WhiteSpace", /[ \t\r\n\f\uFEFF\u00A0]+/, Lexer.SKIPPED, {
  line_breaks: true,
});
/** Three slashes and no fourth: `////` draws a line and documents nothing. */
export const DocComment = aside("DocComment", /\/\/\/(?!\/)[^\n]*/, "docs");
const LineComment = aside("LineComment", /\/\/[^\n]*/, "comments");
const BlockComment = aside("BlockComment", scanner(commentEnd), "comments", {
  line_breaks: true,
  start_chars_hint: ["/"],
});

// ── mistakes ──────────────────────────────────────────────────────────────────────────────────────

export const UnterminatedComment = aside("UnterminatedComment", /\/\*[^]*/, "comments", {
  line_breaks: true,
  start_chars_hint: ["/"],
});
/** Python's comments. */
export const HashComment = aside("HashComment", /#[^\n]*/, "comments");
/** Ends with its line, before the brackets that close there but open no earlier in the string. */
export const UnterminatedString = createToken({
  name: "UnterminatedString",
  pattern: scanner(unterminatedEnd),
  start_chars_hint: ['"'],
  line_breaks: false,
  categories: [StringLiteral],
});
export const SingleQuoted = createToken({
  name: "SingleQuoted",
  pattern: /'[^'\n]*'/,
  line_breaks: false,
  categories: [StringLiteral],
});
/** `3x`, `16px`, `1e`. */
export const MalformedNumber = createToken({
  name: "MalformedNumber",
  pattern: /(?:\d+(?:\.\d+)?|\.\d+)(?:(?![eE][+-]?\d)|[eE][+-]?\d+)[A-Za-z_][A-Za-z0-9_]*/,
  categories: [NumberLiteral],
});
/** Operators of other languages; `foreignSigns` says what they are here. */
export const ForeignOperator = createToken({
  name: "ForeignOperator",
  pattern: /\*\*|&&|\|\||[×·÷−≤≥≠]/,
  categories: [Operator],
});
export const foreignSigns: Readonly<Record<string, string>> = {
  "**": "^",
  "&&": "and",
  "||": "or",
  "×": "*",
  "·": "*",
  "÷": "/",
  "−": "-",
  "≤": "<=",
  "≥": ">=",
  "≠": "!=",
  "→": "->",
  "⟶": "->",
  "➔": "->",
  "➜": "->",
  "|>": "->",
  "…": "...",
};
export const ForeignArrow = createToken({
  name: "ForeignArrow",
  pattern: /[→⟶➔➜]|\|>/,
  categories: [Arrow],
});
export const ForeignEllipsis = createToken({
  name: "ForeignEllipsis",
  pattern: /…/,
  categories: [Ellipsis],
});
/** What no rule accepts: made from the lexer's own errors. */
export const Unknown = createToken({ name: "Unknown", pattern: Lexer.NA });

const words = [
  ...[If, Then, Else, And, Or, Not, True, False, None],
  ...[Import, From, Const, Layer, Model, Optimizer, Test, Of],
  ...[Input, Target, Param, Buffer, State, Output, Loss, Metric, Train, Require, Shared, Scan],
  ...[Over, Emit, Return, Given, Expect, Within, Batch, Epochs],
];

/** In the order in which the lexer tries them: the longer before what it starts with. */
export const tokens: TokenType[] = [
  ...[Name, StatementWord, Operator, Prefix],
  ...[WhiteSpace, DocComment, LineComment, BlockComment, UnterminatedComment, HashComment],
  ...[PrimedName, ...words, Identifier],
  ...[MalformedNumber, NumberLiteral, StringLiteral, UnterminatedString, SingleQuoted],
  ...[ForeignOperator, ForeignArrow, ForeignEllipsis, Arrow, FatArrow],
  ...[Equal, NotEqual, LessOrEqual, GreaterOrEqual, Less, Greater],
  ...[Plus, Minus, Times, Divide, Modulo, MatrixProduct, Power],
  ...[Equals, Tilde, Ellipsis, Dot, Comma, Semicolon, Colon],
  ...[LeftParenthesis, RightParenthesis, LeftBracket, RightBracket, LeftBrace, RightBrace, Unknown],
];

/**
 * Makes the lexer. It never throws; characters that it does not know are in `errors`. `checkTokens` looks
 * for patterns that hide one another: in tests, as it takes time.
 */
export function createLexer({ checkTokens = false } = {}): Lexer {
  return new Lexer(tokens, { ensureOptimizations: true, skipValidations: !checkTokens });
}
