/**
 * Code in the text format, folded: `(f64.add (local.get $x) (f64.const 1))`.
 *
 * Invariant: an instruction that fits stands on one line, otherwise each operand on a line of its own.
 */
import type { Callee, Code, Global, Label, LaneShape, Local } from "./tree.ts";
import type { ResultType } from "./types.ts";

export interface Names {
  readonly callees: ReadonlyMap<Callee, string>;
  readonly globals: ReadonlyMap<Global, string>;
  readonly locals: ReadonlyMap<Local, string>;
}

const width = 100;

export function printBody(body: readonly Code[], names: Names, indent: string): readonly string[] {
  const labels = new Map<Label, string>();
  return body.flatMap((code) => print(code, { ...names, labels }, indent));
}

/** Every name once: what is called alike is counted. */
export function nameAll<T extends { readonly name: string }>(
  all: readonly T[],
): ReadonlyMap<T, string> {
  const taken = new Set<string>();
  return new Map(all.map((each) => [each, freshName(each.name, taken)]));
}

function freshName(wanted: string, taken: Set<string>): string {
  const plain = `$${wanted.replaceAll(/[^A-Za-z0-9_.]/g, "_")}`;
  let name = plain;
  for (let count = 2; taken.has(name); count++) name = `${plain}.${count}`;
  taken.add(name);
  return name;
}

interface Context extends Names {
  /** Grows as blocks are entered: every label of a function has a name of its own. */
  readonly labels: Map<Label, string>;
}

function print(code: Code, context: Context, indent: string): readonly string[] {
  switch (code.kind) {
    case "block":
    case "loop": {
      const label = freshName(code.label.name, new Set(context.labels.values()));
      context.labels.set(code.label, label);
      const head = `${indent}(${code.kind} ${label}${printResult(code.result)}`;
      return [head, ...inside(code.body, context, indent), `${indent})`];
    }
    case "if":
      return printIf(code, context, indent);
    default: {
      const [head, operands] = partsOf(code, context);
      return fold(head, operands, context, indent);
    }
  }
}

function inside(body: readonly Code[], context: Context, indent: string): readonly string[] {
  return body.flatMap((each) => print(each, context, `${indent}  `));
}

function printIf(
  { condition, result, consequent, alternative }: Extract<Code, { kind: "if" }>,
  context: Context,
  indent: string,
): readonly string[] {
  const deeper = `${indent}  `;
  return [
    `${indent}(if${printResult(result)}`,
    ...print(condition, context, deeper),
    `${deeper}(then`,
    ...inside(consequent, context, deeper),
    `${deeper})`,
    ...(alternative.length === 0
      ? []
      : [`${deeper}(else`, ...inside(alternative, context, deeper), `${deeper})`]),
    `${indent})`,
  ];
}

function fold(
  head: string,
  operands: readonly Code[],
  context: Context,
  indent: string,
): readonly string[] {
  if (operands.length === 0) return [`${indent}(${head})`];
  const printed = operands.map((each) => print(each, context, `${indent}  `));
  if (printed.every((lines) => lines.length === 1)) {
    const flat = `${indent}(${head} ${printed.map(([line]) => line!.trim()).join(" ")})`;
    if (flat.length <= width) return [flat];
  }
  return [`${indent}(${head}`, ...printed.flat(), `${indent})`];
}

type Simple = Exclude<Code, { kind: "block" | "loop" | "if" }>;

/** The instruction with its immediates, and its operands. */
function partsOf(code: Simple, context: Context): readonly [string, readonly Code[]] {
  switch (code.kind) {
    case "plain":
      return [code.name, code.operands];
    case "number":
      return [printConstant(code.type, code.value), []];
    case "bigint":
      return [`i64.const ${BigInt.asIntN(64, code.value)}`, []];
    case "vector":
      return [`v128.const ${code.shape} ${code.lanes.map(laneOf(code.shape)).join(" ")}`, []];
    case "local.get":
      return [`${code.kind} ${context.locals.get(code.local)}`, []];
    case "local.set":
    case "local.tee":
      return [`${code.kind} ${context.locals.get(code.local)}`, [code.value]];
    case "global.get":
      return [`${code.kind} ${context.globals.get(code.global)}`, []];
    case "global.set":
      return [`${code.kind} ${context.globals.get(code.global)}`, [code.value]];
    case "load":
      return [`${code.name}${printPlace(code)}`, [code.address]];
    case "store":
      return [`${code.name}${printPlace(code)}`, [code.address, code.value]];
    case "storeLane":
      return [`${code.name}${printPlace(code)} ${code.lane}`, [code.address, code.value]];
    case "atomic":
      return [`${code.name}${printPlace(code)}`, [code.address, ...code.operands]];
    case "lane":
      return [`${code.name} ${code.lane}`, code.operands];
    case "shuffle":
      return [`i8x16.shuffle ${code.lanes.join(" ")}`, code.operands];
    case "call":
      return [`call ${context.callees.get(code.callee)}`, code.operands];
    case "select":
    case "return":
    case "memory.copy":
    case "memory.fill":
      return [code.kind, code.operands];
    case "memory.size":
    case "unreachable":
      return [code.kind, []];
    case "drop":
      return [code.kind, [code.value]];
    case "br":
      return [`br ${context.labels.get(code.label)}`, []];
    case "br_if":
      return [`br_if ${context.labels.get(code.label)}`, [code.condition]];
  }
}

export function printConstant(type: "i32" | "f32" | "f64", value: number): string {
  return `${type}.const ${printNumber(type, value)}`;
}

function laneOf(shape: LaneShape): (value: number) => string {
  const type = shape.slice(0, 3) as "i32" | "f32" | "f64";
  return (value) => printNumber(type, value);
}

/** An f32 is rounded here, once: its decimals are those of the rounded number. */
function printNumber(type: "i32" | "f32" | "f64", value: number): string {
  if (type === "i32") return String(value | 0);
  return printFloat(type === "f32" ? Math.fround(value) : value);
}

function printFloat(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value < 0 ? "-inf" : "inf";
  return Object.is(value, -0) ? "-0" : String(value);
}

/** The alignment is always said: whoever reads need not know what it is by default. */
function printPlace({
  offset,
  align,
}: {
  readonly offset: number;
  readonly align: number;
}): string {
  return `${offset === 0 ? "" : ` offset=${offset}`} align=${2 ** align}`;
}

function printResult(result: ResultType): string {
  return result === "none" ? "" : ` (result ${result})`;
}
