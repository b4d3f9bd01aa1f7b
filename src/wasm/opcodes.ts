/**
 * The instructions that are no more than an opcode: operands from the stack, one result or none.
 *
 * Columns: the name of the text format, the opcode, the types of the operands, the type of the result.
 * Opcodes behind a prefix byte stand as prefix · 2^16 + number. Invariant: `test/wasm/` compares every
 * row with a reference assembler.
 */
import type { ResultType, ValueType } from "./types.ts";

type Row = readonly [opcode: number, operands: readonly ValueType[], result: ResultType];

const i1 = ["i32"] as const;
const i2 = ["i32", "i32"] as const;
const l1 = ["i64"] as const;
const l2 = ["i64", "i64"] as const;
const f1 = ["f32"] as const;
const f2 = ["f32", "f32"] as const;
const d1 = ["f64"] as const;
const d2 = ["f64", "f64"] as const;
const v1 = ["v128"] as const;
const v2 = ["v128", "v128"] as const;
const v3 = ["v128", "v128", "v128"] as const;
const shift = ["v128", "i32"] as const;

// prettier-ignore
export const opcodes = {
  "i32.eqz": [0x45, i1, "i32"], "i32.eq":   [0x46, i2, "i32"], "i32.ne":   [0x47, i2, "i32"],
  "i32.lt_s": [0x48, i2, "i32"], "i32.lt_u": [0x49, i2, "i32"], "i32.gt_s": [0x4a, i2, "i32"],
  "i32.gt_u": [0x4b, i2, "i32"], "i32.le_s": [0x4c, i2, "i32"], "i32.le_u": [0x4d, i2, "i32"],
  "i32.ge_s": [0x4e, i2, "i32"], "i32.ge_u": [0x4f, i2, "i32"],
  "i64.eqz": [0x50, l1, "i32"], "i64.eq":   [0x51, l2, "i32"], "i64.ne":   [0x52, l2, "i32"],
  "i64.lt_s": [0x53, l2, "i32"], "i64.lt_u": [0x54, l2, "i32"], "i64.gt_s": [0x55, l2, "i32"],
  "i64.gt_u": [0x56, l2, "i32"], "i64.le_s": [0x57, l2, "i32"], "i64.le_u": [0x58, l2, "i32"],
  "i64.ge_s": [0x59, l2, "i32"], "i64.ge_u": [0x5a, l2, "i32"],
  "f32.eq": [0x5b, f2, "i32"], "f32.ne": [0x5c, f2, "i32"], "f32.lt": [0x5d, f2, "i32"],
  "f32.gt": [0x5e, f2, "i32"], "f32.le": [0x5f, f2, "i32"], "f32.ge": [0x60, f2, "i32"],
  "f64.eq": [0x61, d2, "i32"], "f64.ne": [0x62, d2, "i32"], "f64.lt": [0x63, d2, "i32"],
  "f64.gt": [0x64, d2, "i32"], "f64.le": [0x65, d2, "i32"], "f64.ge": [0x66, d2, "i32"],

  "i32.clz": [0x67, i1, "i32"], "i32.ctz": [0x68, i1, "i32"], "i32.popcnt": [0x69, i1, "i32"],
  "i32.add": [0x6a, i2, "i32"], "i32.sub": [0x6b, i2, "i32"], "i32.mul": [0x6c, i2, "i32"],
  "i32.div_s": [0x6d, i2, "i32"], "i32.div_u": [0x6e, i2, "i32"], "i32.rem_s": [0x6f, i2, "i32"],
  "i32.rem_u": [0x70, i2, "i32"], "i32.and": [0x71, i2, "i32"], "i32.or": [0x72, i2, "i32"],
  "i32.xor": [0x73, i2, "i32"], "i32.shl": [0x74, i2, "i32"], "i32.shr_s": [0x75, i2, "i32"],
  "i32.shr_u": [0x76, i2, "i32"], "i32.rotl": [0x77, i2, "i32"], "i32.rotr": [0x78, i2, "i32"],
  "i64.clz": [0x79, l1, "i64"], "i64.ctz": [0x7a, l1, "i64"], "i64.popcnt": [0x7b, l1, "i64"],
  "i64.add": [0x7c, l2, "i64"], "i64.sub": [0x7d, l2, "i64"], "i64.mul": [0x7e, l2, "i64"],
  "i64.div_s": [0x7f, l2, "i64"], "i64.div_u": [0x80, l2, "i64"], "i64.rem_s": [0x81, l2, "i64"],
  "i64.rem_u": [0x82, l2, "i64"], "i64.and": [0x83, l2, "i64"], "i64.or": [0x84, l2, "i64"],
  "i64.xor": [0x85, l2, "i64"], "i64.shl": [0x86, l2, "i64"], "i64.shr_s": [0x87, l2, "i64"],
  "i64.shr_u": [0x88, l2, "i64"], "i64.rotl": [0x89, l2, "i64"], "i64.rotr": [0x8a, l2, "i64"],

  "f32.abs": [0x8b, f1, "f32"], "f32.neg": [0x8c, f1, "f32"], "f32.ceil": [0x8d, f1, "f32"],
  "f32.floor": [0x8e, f1, "f32"], "f32.trunc": [0x8f, f1, "f32"], "f32.nearest": [0x90, f1, "f32"],
  "f32.sqrt": [0x91, f1, "f32"], "f32.add": [0x92, f2, "f32"], "f32.sub": [0x93, f2, "f32"],
  "f32.mul": [0x94, f2, "f32"], "f32.div": [0x95, f2, "f32"], "f32.min": [0x96, f2, "f32"],
  "f32.max": [0x97, f2, "f32"], "f32.copysign": [0x98, f2, "f32"],
  "f64.abs": [0x99, d1, "f64"], "f64.neg": [0x9a, d1, "f64"], "f64.ceil": [0x9b, d1, "f64"],
  "f64.floor": [0x9c, d1, "f64"], "f64.trunc": [0x9d, d1, "f64"], "f64.nearest": [0x9e, d1, "f64"],
  "f64.sqrt": [0x9f, d1, "f64"], "f64.add": [0xa0, d2, "f64"], "f64.sub": [0xa1, d2, "f64"],
  "f64.mul": [0xa2, d2, "f64"], "f64.div": [0xa3, d2, "f64"], "f64.min": [0xa4, d2, "f64"],
  "f64.max": [0xa5, d2, "f64"], "f64.copysign": [0xa6, d2, "f64"],

  "i32.wrap_i64": [0xa7, l1, "i32"],
  "i64.extend_i32_s": [0xac, i1, "i64"], "i64.extend_i32_u": [0xad, i1, "i64"],
  "f32.convert_i32_s": [0xb2, i1, "f32"], "f32.convert_i32_u": [0xb3, i1, "f32"],
  "f32.convert_i64_s": [0xb4, l1, "f32"], "f32.convert_i64_u": [0xb5, l1, "f32"],
  "f32.demote_f64": [0xb6, d1, "f32"],
  "f64.convert_i32_s": [0xb7, i1, "f64"], "f64.convert_i32_u": [0xb8, i1, "f64"],
  "f64.convert_i64_s": [0xb9, l1, "f64"], "f64.convert_i64_u": [0xba, l1, "f64"],
  "f64.promote_f32": [0xbb, f1, "f64"],
  "i32.reinterpret_f32": [0xbc, f1, "i32"], "i64.reinterpret_f64": [0xbd, d1, "i64"],
  "f32.reinterpret_i32": [0xbe, i1, "f32"], "f64.reinterpret_i64": [0xbf, l1, "f64"],
  "i32.trunc_sat_f32_s": [0xfc_0000, f1, "i32"], "i32.trunc_sat_f32_u": [0xfc_0001, f1, "i32"],
  "i32.trunc_sat_f64_s": [0xfc_0002, d1, "i32"], "i32.trunc_sat_f64_u": [0xfc_0003, d1, "i32"],
  "i64.trunc_sat_f32_s": [0xfc_0004, f1, "i64"], "i64.trunc_sat_f32_u": [0xfc_0005, f1, "i64"],
  "i64.trunc_sat_f64_s": [0xfc_0006, d1, "i64"], "i64.trunc_sat_f64_u": [0xfc_0007, d1, "i64"],

  "v128.not": [0xfd_004d, v1, "v128"], "v128.and": [0xfd_004e, v2, "v128"],
  "v128.andnot": [0xfd_004f, v2, "v128"], "v128.or": [0xfd_0050, v2, "v128"],
  "v128.xor": [0xfd_0051, v2, "v128"], "v128.bitselect": [0xfd_0052, v3, "v128"],
  "v128.any_true": [0xfd_0053, v1, "i32"],

  "i32x4.splat": [0xfd_0011, i1, "v128"], "i64x2.splat": [0xfd_0012, l1, "v128"],
  "f32x4.splat": [0xfd_0013, f1, "v128"], "f64x2.splat": [0xfd_0014, d1, "v128"],

  "i32x4.eq": [0xfd_0037, v2, "v128"], "i32x4.ne": [0xfd_0038, v2, "v128"],
  "i32x4.lt_s": [0xfd_0039, v2, "v128"], "i32x4.lt_u": [0xfd_003a, v2, "v128"],
  "i32x4.gt_s": [0xfd_003b, v2, "v128"], "i32x4.gt_u": [0xfd_003c, v2, "v128"],
  "i32x4.le_s": [0xfd_003d, v2, "v128"], "i32x4.le_u": [0xfd_003e, v2, "v128"],
  "i32x4.ge_s": [0xfd_003f, v2, "v128"], "i32x4.ge_u": [0xfd_0040, v2, "v128"],
  "f32x4.eq": [0xfd_0041, v2, "v128"], "f32x4.ne": [0xfd_0042, v2, "v128"],
  "f32x4.lt": [0xfd_0043, v2, "v128"], "f32x4.gt": [0xfd_0044, v2, "v128"],
  "f32x4.le": [0xfd_0045, v2, "v128"], "f32x4.ge": [0xfd_0046, v2, "v128"],
  "f64x2.eq": [0xfd_0047, v2, "v128"], "f64x2.ne": [0xfd_0048, v2, "v128"],
  "f64x2.lt": [0xfd_0049, v2, "v128"], "f64x2.gt": [0xfd_004a, v2, "v128"],
  "f64x2.le": [0xfd_004b, v2, "v128"], "f64x2.ge": [0xfd_004c, v2, "v128"],

  "f32x4.demote_f64x2_zero": [0xfd_005e, v1, "v128"],
  "f64x2.promote_low_f32x4": [0xfd_005f, v1, "v128"],
  "f32x4.ceil": [0xfd_0067, v1, "v128"], "f32x4.floor": [0xfd_0068, v1, "v128"],
  "f32x4.trunc": [0xfd_0069, v1, "v128"], "f32x4.nearest": [0xfd_006a, v1, "v128"],
  "f64x2.ceil": [0xfd_0074, v1, "v128"], "f64x2.floor": [0xfd_0075, v1, "v128"],
  "f64x2.trunc": [0xfd_007a, v1, "v128"], "f64x2.nearest": [0xfd_0094, v1, "v128"],

  "i32x4.abs": [0xfd_00a0, v1, "v128"], "i32x4.neg": [0xfd_00a1, v1, "v128"],
  "i32x4.all_true": [0xfd_00a3, v1, "i32"], "i32x4.bitmask": [0xfd_00a4, v1, "i32"],
  "i32x4.shl": [0xfd_00ab, shift, "v128"], "i32x4.shr_s": [0xfd_00ac, shift, "v128"],
  "i32x4.shr_u": [0xfd_00ad, shift, "v128"], "i32x4.add": [0xfd_00ae, v2, "v128"],
  "i32x4.sub": [0xfd_00b1, v2, "v128"], "i32x4.mul": [0xfd_00b5, v2, "v128"],
  "i32x4.min_s": [0xfd_00b6, v2, "v128"], "i32x4.min_u": [0xfd_00b7, v2, "v128"],
  "i32x4.max_s": [0xfd_00b8, v2, "v128"], "i32x4.max_u": [0xfd_00b9, v2, "v128"],
  "i64x2.abs": [0xfd_00c0, v1, "v128"], "i64x2.neg": [0xfd_00c1, v1, "v128"],
  "i64x2.all_true": [0xfd_00c3, v1, "i32"], "i64x2.bitmask": [0xfd_00c4, v1, "i32"],
  "i64x2.shl": [0xfd_00cb, shift, "v128"], "i64x2.shr_s": [0xfd_00cc, shift, "v128"],
  "i64x2.shr_u": [0xfd_00cd, shift, "v128"], "i64x2.add": [0xfd_00ce, v2, "v128"],
  "i64x2.sub": [0xfd_00d1, v2, "v128"], "i64x2.mul": [0xfd_00d5, v2, "v128"],

  "f32x4.abs": [0xfd_00e0, v1, "v128"], "f32x4.neg": [0xfd_00e1, v1, "v128"],
  "f32x4.sqrt": [0xfd_00e3, v1, "v128"], "f32x4.add": [0xfd_00e4, v2, "v128"],
  "f32x4.sub": [0xfd_00e5, v2, "v128"], "f32x4.mul": [0xfd_00e6, v2, "v128"],
  "f32x4.div": [0xfd_00e7, v2, "v128"], "f32x4.min": [0xfd_00e8, v2, "v128"],
  "f32x4.max": [0xfd_00e9, v2, "v128"], "f32x4.pmin": [0xfd_00ea, v2, "v128"],
  "f32x4.pmax": [0xfd_00eb, v2, "v128"],
  "f64x2.abs": [0xfd_00ec, v1, "v128"], "f64x2.neg": [0xfd_00ed, v1, "v128"],
  "f64x2.sqrt": [0xfd_00ef, v1, "v128"], "f64x2.add": [0xfd_00f0, v2, "v128"],
  "f64x2.sub": [0xfd_00f1, v2, "v128"], "f64x2.mul": [0xfd_00f2, v2, "v128"],
  "f64x2.div": [0xfd_00f3, v2, "v128"], "f64x2.min": [0xfd_00f4, v2, "v128"],
  "f64x2.max": [0xfd_00f5, v2, "v128"], "f64x2.pmin": [0xfd_00f6, v2, "v128"],
  "f64x2.pmax": [0xfd_00f7, v2, "v128"],
  "i32x4.trunc_sat_f32x4_s": [0xfd_00f8, v1, "v128"],
  "i32x4.trunc_sat_f32x4_u": [0xfd_00f9, v1, "v128"],
  "f32x4.convert_i32x4_s": [0xfd_00fa, v1, "v128"],
  "f32x4.convert_i32x4_u": [0xfd_00fb, v1, "v128"],
  "i32x4.trunc_sat_f64x2_s_zero": [0xfd_00fc, v1, "v128"],
  "i32x4.trunc_sat_f64x2_u_zero": [0xfd_00fd, v1, "v128"],
  "f64x2.convert_low_i32x4_s": [0xfd_00fe, v1, "v128"],
  "f64x2.convert_low_i32x4_u": [0xfd_00ff, v1, "v128"],

  // Relaxed: a · b + c, rounded once or twice, as the machine likes.
  "f32x4.relaxed_madd": [0xfd_0105, v3, "v128"], "f64x2.relaxed_madd": [0xfd_0107, v3, "v128"],
} as const satisfies Readonly<Record<string, Row>>;

type Opcodes = typeof opcodes;
export type PlainName = keyof Opcodes;
export type OperandsOf<N extends PlainName> = Opcodes[N][1];
export type ResultOf<N extends PlainName> = Opcodes[N][2];

/** Loads: the opcode, the type that comes out, and the logarithm of the bytes that are read. */
// prettier-ignore
export const loads = {
  "i32.load": [0x28, "i32", 2], "i64.load": [0x29, "i64", 3],
  "f32.load": [0x2a, "f32", 2], "f64.load": [0x2b, "f64", 3],
  "i32.load8_s": [0x2c, "i32", 0], "i32.load8_u": [0x2d, "i32", 0],
  "i32.load16_s": [0x2e, "i32", 1], "i32.load16_u": [0x2f, "i32", 1],
  "v128.load": [0xfd_0000, "v128", 4],
  "v128.load8_splat": [0xfd_0007, "v128", 0], "v128.load16_splat": [0xfd_0008, "v128", 1],
  "v128.load32_splat": [0xfd_0009, "v128", 2], "v128.load64_splat": [0xfd_000a, "v128", 3],
  "v128.load32_zero": [0xfd_005c, "v128", 2], "v128.load64_zero": [0xfd_005d, "v128", 3],
} as const satisfies Readonly<Record<string, readonly [number, ValueType, number]>>;

/** Stores: the opcode, the type that goes in, and the logarithm of the bytes that are written. */
// prettier-ignore
export const stores = {
  "i32.store": [0x36, "i32", 2], "i64.store": [0x37, "i64", 3],
  "f32.store": [0x38, "f32", 2], "f64.store": [0x39, "f64", 3],
  "i32.store8": [0x3a, "i32", 0], "i32.store16": [0x3b, "i32", 1],
  "v128.store": [0xfd_000b, "v128", 4],
} as const satisfies Readonly<Record<string, readonly [number, ValueType, number]>>;

/**
 * What threads do to an i32 in one go: the opcode, the types of the operands behind the address, the result.
 * The place is a multiple of four bytes.
 */
// prettier-ignore
export const atomics = {
  "i32.atomic.load": [0xfe_0010, [], "i32"], "i32.atomic.store": [0xfe_0017, i1, "none"],
  "i32.atomic.rmw.add": [0xfe_001e, i1, "i32"],
  "memory.atomic.notify": [0xfe_0000, i1, "i32"],
  "memory.atomic.wait32": [0xfe_0001, ["i32", "i64"], "i32"],
} as const satisfies Readonly<Record<string, Row>>;

export type AtomicName = keyof typeof atomics;
export type LoadName = keyof typeof loads;
export type StoreName = keyof typeof stores;

/** What reads one lane of a vector: the opcode, the type of the lane, and how many there are. */
// prettier-ignore
export const extracts = {
  "i32x4.extract_lane": [0xfd_001b, "i32", 4], "i64x2.extract_lane": [0xfd_001d, "i64", 2],
  "f32x4.extract_lane": [0xfd_001f, "f32", 4], "f64x2.extract_lane": [0xfd_0021, "f64", 2],
} as const satisfies Readonly<Record<string, readonly [number, ValueType, number]>>;

/** What puts a number into one lane of a vector. */
// prettier-ignore
export const replaces = {
  "i32x4.replace_lane": [0xfd_001c, "i32", 4], "i64x2.replace_lane": [0xfd_001e, "i64", 2],
  "f32x4.replace_lane": [0xfd_0020, "f32", 4], "f64x2.replace_lane": [0xfd_0022, "f64", 2],
} as const satisfies Readonly<Record<string, readonly [number, ValueType, number]>>;

export type ExtractName = keyof typeof extracts;
export type ReplaceName = keyof typeof replaces;

/** What stores one lane of a vector: the opcode, and the logarithm of the bytes that are written. */
export const laneStores = {
  "v128.store32_lane": [0xfd_005a, 2],
  "v128.store64_lane": [0xfd_005b, 3],
} as const satisfies Readonly<Record<string, readonly [number, number]>>;

export type LaneStoreName = keyof typeof laneStores;

/** Instructions of the control structure and of everything that has immediates of its own. */
export const structure = {
  unreachable: 0x00,
  nop: 0x01,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  br_if: 0x0d,
  return: 0x0f,
  call: 0x10,
  drop: 0x1a,
  select: 0x1b,
  "local.get": 0x20,
  "local.set": 0x21,
  "local.tee": 0x22,
  "global.get": 0x23,
  "global.set": 0x24,
  "memory.size": 0x3f,
  "i32.const": 0x41,
  "i64.const": 0x42,
  "f32.const": 0x43,
  "f64.const": 0x44,
  "memory.copy": 0xfc_000a,
  "memory.fill": 0xfc_000b,
  "v128.const": 0xfd_000c,
  "i8x16.shuffle": 0xfd_000d,
} as const;
