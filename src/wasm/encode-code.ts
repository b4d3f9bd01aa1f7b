/**
 * Code as bytes: operands first, then the instruction.
 *
 * Invariant: labels are counted from the innermost block outwards, locals from the first parameter. Each instruction
 * of a list begins at a multiple of `step` bytes, and the body ends at one: `nop` fills what is between.
 */
import type { Bytes } from "./bytes.ts";
import {
  atomics,
  extracts,
  laneStores,
  loads,
  opcodes,
  replaces,
  stores,
  structure,
} from "./opcodes.ts";
import type { Callee, Code, Global, Label, Local } from "./tree.ts";
import { valueTypeBytes, type ResultType } from "./types.ts";

/** What the code around knows by number. */
export interface Numbers {
  readonly local: (local: Local) => number;
  readonly global: (global: Global) => number;
  readonly callee: (callee: Callee) => number;
  /** At multiples of how many bytes do instructions begin? */
  readonly step: number;
}

/** The labels in reach, innermost last; an `if` has none that anybody names. */
type Labels = readonly (Label | undefined)[];

export function encodeBody(body: readonly Code[], numbers: Numbers, bytes: Bytes): void {
  encodeAll(body, [], numbers, bytes);
  fill(1, numbers, bytes);
  bytes.byte(structure.end);
}

function encodeAll(body: readonly Code[], labels: Labels, numbers: Numbers, bytes: Bytes): void {
  for (const code of body) {
    fill(0, numbers, bytes);
    encode(code, labels, numbers, bytes);
  }
}

/** Until so many more bytes end at a multiple of the step. */
function fill(more: number, { step }: Numbers, bytes: Bytes): void {
  while ((bytes.length() + more) % step !== 0) bytes.byte(structure.nop);
}

function encode(code: Code, labels: Labels, numbers: Numbers, bytes: Bytes): void {
  const operands = (...codes: readonly Code[]): void =>
    codes.forEach((each) => encode(each, labels, numbers, bytes));
  switch (code.kind) {
    case "plain":
      operands(...code.operands);
      return writeOpcode(opcodes[code.name][0], bytes);
    case "number":
    case "bigint":
    case "vector":
      return encodeConstant(code, bytes);
    case "local.get":
      return withNumber(structure[code.kind], numbers.local(code.local), bytes);
    case "local.set":
    case "local.tee":
      operands(code.value);
      return withNumber(structure[code.kind], numbers.local(code.local), bytes);
    case "global.get":
      return withNumber(structure[code.kind], numbers.global(code.global), bytes);
    case "global.set":
      operands(code.value);
      return withNumber(structure[code.kind], numbers.global(code.global), bytes);
    case "load":
      operands(code.address);
      return writeMemory(loads[code.name][0], code, bytes);
    case "store":
      operands(code.address, code.value);
      return writeMemory(stores[code.name][0], code, bytes);
    case "storeLane":
      operands(code.address, code.value);
      writeMemory(laneStores[code.name][0], code, bytes);
      return bytes.byte(code.lane);
    case "atomic":
      operands(code.address, ...code.operands);
      return writeMemory(atomics[code.name][0], code, bytes);
    case "lane":
      operands(...code.operands);
      writeOpcode({ ...extracts, ...replaces }[code.name][0], bytes);
      return bytes.byte(code.lane);
    case "shuffle":
      operands(...code.operands);
      writeOpcode(structure["i8x16.shuffle"], bytes);
      return code.lanes.forEach((lane) => bytes.byte(lane));
    case "call":
      operands(...code.operands);
      return withNumber(structure.call, numbers.callee(code.callee), bytes);
    case "select":
    case "return":
      operands(...code.operands);
      return bytes.byte(structure[code.kind]);
    case "drop":
      operands(code.value);
      return bytes.byte(structure.drop);
    case "unreachable":
      return bytes.byte(structure.unreachable);
    case "memory.size":
      return withNumber(structure["memory.size"], 0, bytes);
    case "memory.copy":
      operands(...code.operands);
      withNumber(structure["memory.copy"], 0, bytes);
      return bytes.byte(0);
    case "memory.fill":
      operands(...code.operands);
      return withNumber(structure["memory.fill"], 0, bytes);
    case "br":
      return withNumber(structure.br, depthOf(code.label, labels), bytes);
    case "br_if":
      operands(code.condition);
      return withNumber(structure.br_if, depthOf(code.label, labels), bytes);
    case "block":
    case "loop":
      bytes.byte(structure[code.kind]);
      writeResult(code.result, bytes);
      encodeAll(code.body, [...labels, code.label], numbers, bytes);
      return bytes.byte(structure.end);
    case "if":
      operands(code.condition);
      return encodeIf(code, [...labels, undefined], numbers, bytes);
  }
}

function encodeIf(
  { result, consequent, alternative }: Extract<Code, { kind: "if" }>,
  labels: Labels,
  numbers: Numbers,
  bytes: Bytes,
): void {
  bytes.byte(structure.if);
  writeResult(result, bytes);
  encodeAll(consequent, labels, numbers, bytes);
  if (alternative.length > 0) bytes.byte(structure.else);
  encodeAll(alternative, labels, numbers, bytes);
  bytes.byte(structure.end);
}

/** Constants of numbers and vectors; the value of a global is one, too. */
export function encodeConstant(
  code: Extract<Code, { kind: "number" | "bigint" | "vector" }>,
  bytes: Bytes,
): void {
  if (code.kind === "bigint") {
    bytes.byte(structure["i64.const"]);
    return bytes.signed(code.value);
  }
  if (code.kind === "vector") {
    writeOpcode(structure["v128.const"], bytes);
    const write = { i32x4: bytes.int32, f32x4: bytes.float32, f64x2: bytes.float64 }[code.shape];
    return code.lanes.forEach(write);
  }
  const { type, value } = code;
  bytes.byte(structure[`${type}.const`]);
  if (type === "i32") bytes.signed(BigInt(value | 0));
  else if (type === "f32") bytes.float32(value);
  else bytes.float64(value);
}

function depthOf(label: Label, labels: Labels): number {
  const at = labels.lastIndexOf(label);
  if (at < 0) throw new Error(`there is no block ${label.name} around a branch to it`);
  return labels.length - 1 - at;
}

function withNumber(opcode: number, number: number, bytes: Bytes): void {
  writeOpcode(opcode, bytes);
  bytes.unsigned(number);
}

function writeOpcode(opcode: number, bytes: Bytes): void {
  if (opcode < 0x100) return bytes.byte(opcode);
  bytes.byte(opcode >> 16);
  bytes.unsigned(opcode & 0xffff);
}

function writeMemory(
  opcode: number,
  { align, offset }: { readonly align: number; readonly offset: number },
  bytes: Bytes,
): void {
  writeOpcode(opcode, bytes);
  bytes.unsigned(align);
  bytes.unsigned(offset);
}

function writeResult(result: ResultType, bytes: Bytes): void {
  bytes.byte(result === "none" ? 0x40 : valueTypeBytes[result]);
}
