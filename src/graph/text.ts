/**
 * The textual form of a graph: printed for people and tests, and read back. Specified in docs/graph.md.
 *
 * Invariant: reading what was printed gives an equal graph (but for origins, which are comments), and
 * printing that gives the same text. Types are kept as stated: `verify.ts` judges them.
 */
import { positionAt } from "../diagnostics/source.ts";
import {
  nodesOf,
  type Attribute,
  type Attributes,
  type Graph,
  type Node,
  type Origin,
  type Output,
  type Value,
} from "./graph.ts";
import type { Op } from "./op.ts";
import { formatType, type Dimension, type ElementType, type TensorType } from "./type.ts";

/** A name that stands without quotes: `adam.m:dense1.W`. */
const wordPattern = /[A-Za-z_]\w*(?:[.:][A-Za-z_]\w*)*/;
const isWord = new RegExp(`^(?:${wordPattern.source})$`);

// ── printing ──────────────────────────────────────────────────────────────────────────────────────

export interface PrintOptions {
  /** Behind each node the place in the source that it comes from, as a comment. True by default. */
  readonly origins?: boolean;
}

export function printGraph(graph: Graph, { origins = true }: PrintOptions = {}): string {
  return `${printLines(graph, "", origins ? createPlaces() : () => "")}\n`;
}

/** Values by the order in which they are computed, as the text numbers them. */
export function numberValues(order: readonly Node[]): ReadonlyMap<Value, number> {
  const values = order.flatMap((node) => node.values);
  return new Map(values.map((value, number) => [value, number]));
}

type PrintPlace = (origin: Origin | undefined) => string;

function printLines(graph: Graph, indent: string, place: PrintPlace): string {
  const order = nodesOf(graph);
  const numbers = numberValues(order);
  const names = (values: readonly Value[]): string =>
    values.map((value) => `%${numbers.get(value)}`).join(", ");
  const lines = order.map((node) => {
    const inputs = node.inputs.length === 0 ? "" : ` ${names(node.inputs)}`;
    const attributes = printAttributes(node.attributes, `${indent}    `, place);
    const types = node.values.map((value) => formatType(value.type)).join(", ");
    const call = `${node.op.name}${inputs}${attributes} : ${types}`;
    return `${names(node.values)} = ${call}${place(node.origin)}`;
  });
  const outputs = graph.outputs.map(
    ({ name, value }) => `output ${printName(name)} = ${names([value])}`,
  );
  const body = [...lines, ...outputs].map((line) => `${indent}  ${line}`);
  return [`graph ${printName(graph.name)}`, ...body].join("\n");
}

/** Many nodes share one origin, and finding its line is linear in the source. */
function createPlaces(): PrintPlace {
  const known = new Map<Origin, string>();
  return (origin) => {
    if (origin === undefined) return "";
    let text = known.get(origin);
    if (text === undefined) {
      const { source, start } = origin.span;
      const name = origin.name === undefined ? "" : ` ${origin.name}`;
      text = `  // ${source.path}:${positionAt(source, start).line + 1}${name}`;
      known.set(origin, text.replaceAll(/[\r\n]/g, " "));
    }
    return known.get(origin)!;
  };
}

function printName(name: string): string {
  return isWord.test(name) ? name : JSON.stringify(name);
}

function printAttributes(attributes: Attributes, indent: string, place: PrintPlace): string {
  const entries = printEntries(attributes, indent, place);
  return entries === "" ? "" : ` [${entries}]`;
}

function printEntries(
  entries: Readonly<Record<string, Attribute>>,
  indent: string,
  place: PrintPlace,
): string {
  return Object.entries(entries)
    .map(([name, value]) => `${printName(name)}: ${printAttribute(value, indent, place)}`)
    .join(", ");
}

function printAttribute(value: Attribute, indent: string, place: PrintPlace): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (typeof value !== "object") return String(value);
  if (isList(value))
    return `[${value.map((each) => printAttribute(each, indent, place)).join(", ")}]`;
  if (isGraph(value)) return printLines(value, indent, place);
  return `{${printEntries(value, indent, place)}}`;
}

function isList(value: Attribute): value is readonly Attribute[] {
  return Array.isArray(value);
}

/** Whether an attribute is a sub-graph. */
export function isGraph(value: Attribute): value is Graph {
  return (
    typeof value === "object" &&
    !isList(value) &&
    "name" in value &&
    Array.isArray(value["outputs"])
  );
}

// ── reading ───────────────────────────────────────────────────────────────────────────────────────

/** Thrown for text that is not a graph: `line 3: there is no op addd`. */
export class GraphTextError extends Error {}

/** Reads one graph. Nodes have no origins. Throws {@link GraphTextError}. */
export function parseGraph(text: string, registry: Readonly<Record<string, Op>>): Graph {
  const tokens = createTokens(text);
  const graph = readGraph(tokens, registry);
  if (tokens.next() !== "") tokens.fail("the end");
  return graph;
}

/** Spaces and comments; then strings, values, numbers, words, signs. */
const tokenPattern = new RegExp(
  [
    String.raw`(?:\s+|//[^\n]*)+`,
    String.raw`("(?:[^"\\\n]|\\.)*"|%\d+|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|-Infinity|${wordPattern.source}|.)`,
  ].join("|"),
  "gy",
);

interface Tokens {
  /** The token that comes, "" at the end. */
  readonly next: () => string;
  readonly take: () => string;
  /** Takes a token if it is the one that comes. */
  readonly skip: (token: string) => boolean;
  readonly want: (token: string) => void;
  /** Throws, with what was wanted in the place of the token that comes. */
  readonly fail: (wanted: string) => never;
  readonly failWith: (message: string) => never;
}

function createTokens(text: string): Tokens {
  const found = [...text.matchAll(tokenPattern)].filter((match) => match[1] !== undefined);
  let at = 0;
  const next = (): string => found[at]?.[1] ?? "";
  const failWith = (message: string): never => {
    const place = found[at]?.index ?? text.length;
    throw new GraphTextError(`line ${text.slice(0, place).split("\n").length}: ${message}`);
  };
  const fail = (wanted: string): never =>
    failWith(`expected ${wanted}, not ${next() === "" ? "the end" : next()}`);
  const skip = (token: string): boolean => {
    if (next() !== token) return false;
    at++;
    return true;
  };
  const want = (token: string): void => {
    if (!skip(token)) fail(token);
  };
  const take = (): string => {
    const token = next();
    at++;
    return token;
  };
  return { next, take, skip, want, fail, failWith };
}

function readGraph(tokens: Tokens, registry: Readonly<Record<string, Op>>): Graph {
  const values = new Map<string, Value>();
  const outputs: Output[] = [];
  tokens.want("graph");
  const name = readName(tokens);
  for (;;) {
    if (tokens.next().startsWith("%")) readNode(tokens, values, registry);
    else if (tokens.skip("output")) {
      const output = readName(tokens);
      tokens.want("=");
      outputs.push({ name: output, value: readValue(tokens, values) });
    } else return { name, outputs };
  }
}

/** `%3, %4 = op %1, %2 [name: attribute] : type, type` */
function readNode(
  tokens: Tokens,
  known: Map<string, Value>,
  registry: Readonly<Record<string, Op>>,
): void {
  const names = readSeparated(tokens, () => {
    if (!tokens.next().startsWith("%")) tokens.fail("a value");
    if (known.has(tokens.next())) tokens.failWith(`${tokens.next()} is defined twice`);
    return tokens.take();
  });
  tokens.want("=");
  const op = Object.hasOwn(registry, tokens.next()) ? registry[tokens.next()] : undefined;
  if (op === undefined) return tokens.failWith(`there is no op ${tokens.next()}`);
  tokens.take();
  const hasInputs = tokens.next().startsWith("%");
  const inputs = hasInputs ? readSeparated(tokens, () => readValue(tokens, known)) : [];
  const attributes = tokens.skip("[") ? readEntries(tokens, "]", registry) : {};
  tokens.want(":");
  const types = readSeparated(tokens, () => readType(tokens));
  if (types.length !== names.length) {
    tokens.failWith(`${names.length} values have ${types.length} types`);
  }
  const values: Value[] = [];
  const node: Node = { op, inputs, attributes, values, origin: undefined };
  types.forEach((type, result) => values.push({ node, result, type }));
  names.forEach((name, result) => known.set(name, values[result]!));
}

function readSeparated<T>(tokens: Tokens, read: () => T): readonly T[] {
  const all = [read()];
  while (tokens.skip(",")) all.push(read());
  return all;
}

function readValue(tokens: Tokens, known: ReadonlyMap<string, Value>): Value {
  const token = tokens.next();
  if (!token.startsWith("%")) tokens.fail("a value");
  const value = known.get(token);
  if (value === undefined) return tokens.failWith(`${token} is not defined above`);
  tokens.take();
  return value;
}

function readName(tokens: Tokens): string {
  if (tokens.next().startsWith('"')) return readString(tokens);
  if (!isWord.test(tokens.next())) tokens.fail("a name");
  return tokens.take();
}

function readString(tokens: Tokens): string {
  try {
    const text = JSON.parse(tokens.next()) as string;
    tokens.take();
    return text;
  } catch {
    return tokens.fail("a string");
  }
}

function readType(tokens: Tokens): TensorType {
  if (!["float", "int", "bool"].includes(tokens.next())) tokens.fail("a type");
  const element = tokens.take() as ElementType;
  if (!tokens.skip("[")) return { element, shape: [] };
  const shape = readSeparated(tokens, (): Dimension => {
    if (tokens.skip("batch")) return "batch";
    if (Number.isNaN(Number(tokens.next()))) tokens.fail("a dimension");
    return Number(tokens.take());
  });
  tokens.want("]");
  return { element, shape };
}

function readEntries(
  tokens: Tokens,
  end: string,
  registry: Readonly<Record<string, Op>>,
): Readonly<Record<string, Attribute>> {
  const entries: [string, Attribute][] = [];
  while (!tokens.skip(end)) {
    if (entries.length > 0) tokens.want(",");
    const name = readName(tokens);
    tokens.want(":");
    entries.push([name, readAttribute(tokens, registry)]);
  }
  return Object.fromEntries(entries);
}

const constants: Readonly<Record<string, Attribute>> = {
  true: true,
  false: false,
  undefined: undefined,
  NaN: NaN,
  Infinity: Infinity,
};

function readAttribute(tokens: Tokens, registry: Readonly<Record<string, Op>>): Attribute {
  const token = tokens.next();
  if (token === "graph") return readGraph(tokens, registry);
  if (token.startsWith('"')) return readString(tokens);
  if (tokens.skip("{")) return readEntries(tokens, "}", registry);
  if (tokens.skip("[")) return readList(tokens, registry);
  if (Object.hasOwn(constants, token)) return constants[tokens.take()];
  if (token === "" || Number.isNaN(Number(token))) tokens.fail("an attribute");
  return Number(tokens.take());
}

function readList(tokens: Tokens, registry: Readonly<Record<string, Op>>): readonly Attribute[] {
  const list: Attribute[] = [];
  while (!tokens.skip("]")) {
    if (list.length > 0) tokens.want(",");
    list.push(readAttribute(tokens, registry));
  }
  return list;
}
