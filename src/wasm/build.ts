/**
 * Makes code, with types that the checker follows: `f64.add(x, 1)` takes what leaves an f64 and leaves one.
 *
 * Invariant: one function for each row of `opcodes.ts`, made from it. A JavaScript number or bigint in the
 * place of an operand is a constant of the type that is wanted there.
 */
import {
  atomics,
  extracts,
  laneStores,
  loads,
  opcodes,
  replaces,
  stores,
  type AtomicName,
  type ExtractName,
  type LaneStoreName,
  type LoadName,
  type OperandsOf,
  type PlainName,
  type ReplaceName,
  type ResultOf,
  type StoreName,
} from "./opcodes.ts";
import type {
  Callee,
  Code,
  Expression,
  Function,
  Global,
  Label,
  LaneShape,
  Local,
  Statement,
} from "./tree.ts";
import type { ResultType, ValueType } from "./types.ts";

export type Operand<T extends ValueType> =
  | Expression<T>
  | (T extends "i32" | "f32" | "f64" ? number : never)
  | (T extends "i64" ? bigint : never);

type Operands<Types extends readonly ValueType[]> = {
  readonly [At in keyof Types]: Operand<Types[At]>;
};

type Group<Prefix extends string> = {
  readonly [N in PlainName as N extends `${Prefix}.${infer Member}` ? Member : never]: (
    ...operands: Operands<OperandsOf<N>>
  ) => Expression<ResultOf<N>>;
};

function group<Prefix extends string>(prefix: Prefix): Group<Prefix> {
  const members = Object.entries(opcodes).flatMap(([name, [, types]]) => {
    if (!name.startsWith(`${prefix}.`)) return [];
    const make = (...operands: readonly Operand<ValueType>[]): Code => ({
      kind: "plain",
      name: name as PlainName,
      operands: operands.map((each, at) => toCode(each, types[at]!)),
    });
    return [[name.slice(prefix.length + 1), make]];
  });
  return Object.fromEntries(members) as Group<Prefix>;
}

export const i32 = group("i32");
export const i64 = group("i64");
export const f32 = group("f32");
export const f64 = group("f64");
export const v128 = group("v128");
export const i32x4 = group("i32x4");
export const i64x2 = group("i64x2");
export const f32x4 = group("f32x4");
export const f64x2 = group("f64x2");

/** What stands in the place of an operand, as code. */
export function toCode(operand: Operand<ValueType>, type: ValueType): Code {
  if (typeof operand === "bigint") return { kind: "bigint", value: operand };
  if (typeof operand !== "number") return operand;
  if (type === "i64" || type === "v128") throw new Error(`a number is no ${type}`);
  return { kind: "number", type, value: operand };
}

export function number<T extends "i32" | "f32" | "f64">(type: T, value: number): Expression<T> {
  return { kind: "number", type, value };
}

/** All lanes; one number is that of every lane. */
export function vector(shape: LaneShape, ...lanes: readonly number[]): Expression<"v128"> {
  const count = shape === "f64x2" ? 2 : 4;
  const all = lanes.length === 1 ? Array.from({ length: count }, () => lanes[0]!) : lanes;
  if (all.length !== count) throw new Error(`${shape} has ${count} lanes, not ${all.length}`);
  return { kind: "vector", shape, lanes: all };
}

// ── locals and globals ──────────────────────────────────────────────────────────────────────────────

export function createLocal<T extends ValueType>(type: T, name: string): Local<T> {
  return { type, name };
}

export function get<T extends ValueType>(local: Local<T>): Expression<T> {
  return { kind: "local.get", local };
}

export function set<T extends ValueType>(local: Local<T>, value: Operand<T>): Statement {
  return { kind: "local.set", local, value: toCode(value, local.type) };
}

/** Sets, and leaves what it has set. */
export function tee<T extends ValueType>(local: Local<T>, value: Operand<T>): Expression<T> {
  return { kind: "local.tee", local, value: toCode(value, local.type) };
}

export function getGlobal<T extends ValueType>(global: Global<T>): Expression<T> {
  return { kind: "global.get", global };
}

export function setGlobal<T extends ValueType>(global: Global<T>, value: Operand<T>): Statement {
  return { kind: "global.set", global, value: toCode(value, global.type) };
}

// ── memory ──────────────────────────────────────────────────────────────────────────────────────────

export interface Where {
  /** Bytes behind the address; the sum does not wrap around. */
  readonly offset?: number;
  /** Logarithm of what the place is a multiple of; by default that of the bytes read or written. */
  readonly align?: number;
}

export function load<N extends LoadName>(
  name: N,
  address: Operand<"i32">,
  { offset = 0, align = loads[name][2] }: Where = {},
): Expression<(typeof loads)[N][1]> {
  return { kind: "load", name, address: toCode(address, "i32"), offset, align };
}

export function store<N extends StoreName>(
  name: N,
  address: Operand<"i32">,
  value: Operand<(typeof stores)[N][1]>,
  { offset = 0, align = stores[name][2] }: Where = {},
): Statement {
  const type = stores[name][1];
  const [at, what] = [toCode(address, "i32"), toCode(value, type)];
  return { kind: "store", name, address: at, value: what, offset, align };
}

export function storeLane(
  name: LaneStoreName,
  lane: number,
  address: Operand<"i32">,
  value: Operand<"v128">,
  { offset = 0, align = laneStores[name][1] }: Where = {},
): Statement {
  return { kind: "storeLane", name, lane, address: toCode(address, "i32"), value, offset, align };
}

/** Of a memory that threads share; the place is a multiple of its bytes. */
export function atomic<N extends AtomicName>(
  name: N,
  address: Operand<"i32">,
  operands: Operands<(typeof atomics)[N][1]>,
  { offset = 0 }: Pick<Where, "offset"> = {},
): Expression<(typeof atomics)[N][2]> {
  const [, types] = atomics[name];
  const given: readonly Operand<ValueType>[] = operands;
  const codes = given.map((each, at) => toCode(each, types[at]!));
  const at = toCode(address, "i32");
  return { kind: "atomic", name, address: at, operands: codes, offset, align: 2 };
}

export function copyMemory(
  to: Operand<"i32">,
  from: Operand<"i32">,
  bytes: Operand<"i32">,
): Statement {
  return { kind: "memory.copy", operands: [to, from, bytes].map((each) => toCode(each, "i32")) };
}

export function fillMemory(
  to: Operand<"i32">,
  byte: Operand<"i32">,
  bytes: Operand<"i32">,
): Statement {
  return { kind: "memory.fill", operands: [to, byte, bytes].map((each) => toCode(each, "i32")) };
}

export function memorySize(): Expression<"i32"> {
  return { kind: "memory.size" };
}

// ── lanes ───────────────────────────────────────────────────────────────────────────────────────────

export function extractLane<N extends ExtractName>(
  name: N,
  lane: number,
  from: Expression<"v128">,
): Expression<(typeof extracts)[N][1]> {
  return { kind: "lane", name, lane: within(lane, extracts[name][2]), operands: [from] };
}

export function replaceLane<N extends ReplaceName>(
  name: N,
  lane: number,
  into: Expression<"v128">,
  value: Operand<(typeof replaces)[N][1]>,
): Expression<"v128"> {
  const [, type, count] = replaces[name];
  const operands = [into, toCode(value, type)];
  return { kind: "lane", name, lane: within(lane, count), operands };
}

function within(lane: number, count: number): number {
  if (lane < 0 || lane >= count) throw new Error(`there is no lane ${lane} of ${count}`);
  return lane;
}

/** Sixteen bytes of the 32 of both, by number. */
export function shuffle(
  lanes: readonly number[],
  a: Expression<"v128">,
  b: Expression<"v128">,
): Expression<"v128"> {
  if (lanes.length !== 16) throw new Error(`a shuffle takes 16 bytes, not ${lanes.length}`);
  return { kind: "shuffle", lanes, operands: [a, b] };
}

// ── control ─────────────────────────────────────────────────────────────────────────────────────────

export function createLabel(name: string): Label {
  return { name };
}

export function block(label: Label, body: readonly Code[]): Statement {
  return { kind: "block", label, result: "none", body };
}

/** A branch to its label goes to its start. */
export function loop(label: Label, body: readonly Code[]): Statement {
  return { kind: "loop", label, result: "none", body };
}

export function when(
  condition: Operand<"i32">,
  consequent: readonly Code[],
  alternative: readonly Code[] = [],
): Statement {
  const code = toCode(condition, "i32");
  return { kind: "if", condition: code, result: "none", consequent, alternative };
}

/** One of two, of which only the one taken is computed. */
export function choose<T extends ValueType>(
  type: T,
  condition: Operand<"i32">,
  consequent: Operand<T>,
  alternative: Operand<T>,
): Expression<T> {
  return {
    kind: "if",
    condition: toCode(condition, "i32"),
    result: type,
    consequent: [toCode(consequent, type)],
    alternative: [toCode(alternative, type)],
  };
}

/** One of two, both computed. */
export function select<T extends ValueType>(
  type: T,
  condition: Operand<"i32">,
  a: Operand<T>,
  b: Operand<T>,
): Expression<T> {
  const operands = [toCode(a, type), toCode(b, type), toCode(condition, "i32")];
  return { kind: "select", operands };
}

export function branch(label: Label): Statement {
  return { kind: "br", label };
}

export function branchIf(label: Label, condition: Operand<"i32">): Statement {
  return { kind: "br_if", label, condition: toCode(condition, "i32") };
}

export function leave(...operands: readonly Expression<ValueType>[]): Statement {
  return { kind: "return", operands };
}

export function drop(value: Expression<ValueType>): Statement {
  return { kind: "drop", value };
}

export const unreachable: Statement = { kind: "unreachable" };

// ── functions ───────────────────────────────────────────────────────────────────────────────────────

/** Operands are matched with the parameters by number and kind of constant; the checker of the engine does the rest. */
export function call<T extends ResultType = ResultType>(
  callee: Callee & { readonly result: T },
  ...operands: readonly Operand<ValueType>[]
): Expression<T> {
  const { name, parameters } = callee;
  if (operands.length !== parameters.length)
    throw new Error(`${name} takes ${parameters.length} operands, not ${operands.length}`);
  const codes = operands.map((each, at) => toCode(each, parameters[at]!));
  return { kind: "call", callee, operands: codes };
}

/** A function of named parameters; `locals` are those beside them. */
export function createFunction<T extends ResultType>(
  name: string,
  parameters: readonly Local[],
  result: T,
  locals: readonly Local[],
  body: readonly Code[],
): Function & { readonly result: T } {
  const types = parameters.map(({ type }) => type);
  return { name, parameters: types, parameterNames: parameters, result, locals, body };
}
