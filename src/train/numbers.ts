/**
 * Numbers in files: the element types of NumPy, IDX and safetensors, read from and written to bytes.
 *
 * Invariant: reading keeps every value exactly; integers of 64 bits become float64 and are exact up to
 * 2^53. Writing rounds to the nearest, ties to even.
 */
export type Numbers =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array;

export type NumberType =
  | "f16"
  | "bf16"
  | "f32"
  | "f64"
  | "i8"
  | "i16"
  | "i32"
  | "i64"
  | "u8"
  | "u16"
  | "u32"
  | "u64"
  | "bool";

export const bytesOf: Readonly<Record<NumberType, 1 | 2 | 4 | 8>> = {
  f16: 2,
  bf16: 2,
  f32: 4,
  f64: 8,
  i8: 1,
  i16: 2,
  i32: 4,
  i64: 8,
  u8: 1,
  u16: 2,
  u32: 4,
  u64: 8,
  bool: 1,
};

const arrays = {
  f16: Float32Array,
  bf16: Float32Array,
  f32: Float32Array,
  f64: Float64Array,
  i8: Int8Array,
  i16: Int16Array,
  i32: Int32Array,
  i64: Float64Array,
  u8: Uint8Array,
  u16: Uint16Array,
  u32: Uint32Array,
  u64: Float64Array,
  bool: Uint8Array,
} as const;

/** Types whose bytes are those of a typed array on a little-endian machine. */
const plainTypes: ReadonlySet<NumberType> = new Set(["f32", "f64", "i16", "i32", "u16", "u32"]);
const isLittleEndianMachine = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

const readers: Readonly<
  Record<NumberType, (view: DataView, at: number, little: boolean) => number>
> = {
  f16: (view, at, little) => halfToNumber(view.getUint16(at, little)),
  bf16: (view, at, little) => bfloatToNumber(view.getUint16(at, little)),
  f32: (view, at, little) => view.getFloat32(at, little),
  f64: (view, at, little) => view.getFloat64(at, little),
  i8: (view, at) => view.getInt8(at),
  i16: (view, at, little) => view.getInt16(at, little),
  i32: (view, at, little) => view.getInt32(at, little),
  i64: (view, at, little) => Number(view.getBigInt64(at, little)),
  u8: (view, at) => view.getUint8(at),
  u16: (view, at, little) => view.getUint16(at, little),
  u32: (view, at, little) => view.getUint32(at, little),
  u64: (view, at, little) => Number(view.getBigUint64(at, little)),
  bool: (view, at) => (view.getUint8(at) === 0 ? 0 : 1),
};

/** All numbers in the bytes, whose length is a multiple of the type's. */
export function readNumbers(bytes: Uint8Array, type: NumberType, isLittleEndian = true): Numbers {
  const count = bytes.length / bytesOf[type];
  if (plainTypes.has(type) && isLittleEndian && isLittleEndianMachine)
    return new arrays[type](new Uint8Array(bytes).buffer);
  if (type === "u8") return new Uint8Array(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const numbers = new arrays[type](count);
  const read = readers[type];
  const step = bytesOf[type];
  for (let index = 0; index < count; index++)
    numbers[index] = read(view, index * step, isLittleEndian);
  return numbers;
}

export type WrittenType = "f16" | "f32" | "f64" | "i32" | "i64" | "u8" | "bool";

const writers: Readonly<Record<WrittenType, (view: DataView, at: number, value: number) => void>> =
  {
    f16: (view, at, value) => view.setUint16(at, numberToHalf(value), true),
    f32: (view, at, value) => view.setFloat32(at, value, true),
    f64: (view, at, value) => view.setFloat64(at, value, true),
    i32: (view, at, value) => view.setInt32(at, value, true),
    i64: (view, at, value) => view.setBigInt64(at, BigInt(value), true),
    u8: (view, at, value) => view.setUint8(at, value),
    bool: (view, at, value) => view.setUint8(at, value === 0 ? 0 : 1),
  };

/** Little-endian bytes. */
export function writeNumbers(values: ArrayLike<number>, type: WrittenType): Uint8Array {
  const bytes = new Uint8Array(values.length * bytesOf[type]);
  const view = new DataView(bytes.buffer);
  const write = writers[type];
  for (let index = 0; index < values.length; index++)
    write(view, index * bytesOf[type], values[index]!);
  return bytes;
}

/** IEEE 754 binary16: 1 sign bit, 5 of exponent (bias 15), 10 of fraction. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The nearest half, ties to even; beyond 65520 infinity. */
export function numberToHalf(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  if (size >= 65520) return sign | 0x7c00;
  const exponent = Math.max(-14, Math.floor(Math.log2(size)));
  const steps = roundToEven(size / 2 ** (exponent - 10));
  // The leading 1 is counted in the steps; a carry out of the fraction raises the exponent by itself.
  return sign | (((exponent + 14) << 10) + steps);
}

function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}

/** The upper half of a float32. */
function bfloatToNumber(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint16(0, bits);
  return view.getFloat32(0);
}
