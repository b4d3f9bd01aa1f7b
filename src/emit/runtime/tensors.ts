/** A named tensor of a model: where it lies and what it is called in a file. */
export interface StoredTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array | Int32Array | Uint8Array;
}

interface TensorHeader {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** Where numbers lie in a file as in memory: the lowest byte first. */
interface StoredType {
  readonly BYTES_PER_ELEMENT: number;
  new (bytes: ArrayBufferLike, start: number, count: number): StoredTensor["data"] | Uint16Array;
}

const storedTypes: Readonly<Record<string, StoredType>> = {
  F16: Uint16Array,
  BF16: Uint16Array,
  F32: Float32Array,
  F64: Float64Array,
  I32: Int32Array,
  U8: Uint8Array,
};

/** Writes a safetensors file. `half` stores floats as F16. */
export function encodeTensors(tensors: readonly StoredTensor[], half: boolean): Uint8Array {
  const header: Record<string, TensorHeader> = Object.create(null);
  const parts: Uint8Array[] = [];
  let end = 0;
  for (const { name, shape, data } of tensors) {
    const dtype = fileType(data, half && !name.startsWith("@"));
    const { buffer, byteOffset, byteLength } =
      dtype === "F16" ? Uint16Array.from(data, toHalf) : data;
    parts.push(new Uint8Array(buffer, byteOffset, byteLength));
    header[name] = { dtype, shape, data_offsets: [end, end + byteLength] };
    end += byteLength;
  }
  const json = JSON.stringify(header);
  const text = json + " ".repeat((8 - (json.length % 8)) % 8);
  const bytes = new Uint8Array(8 + text.length + end);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  let at = 8;
  for (let index = 0; index < text.length; index++) bytes[at++] = text.charCodeAt(index);
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function fileType(data: StoredTensor["data"], half: boolean): string {
  if (data instanceof Int32Array) return "I32";
  if (data instanceof Uint8Array) return "U8";
  if (half) return "F16";
  return data instanceof Float64Array ? "F64" : "F32";
}

/** Reads a safetensors file into the tensors; nothing is changed unless everything fits. */
export function decodeTensors(
  bytes: Uint8Array,
  tensors: readonly StoredTensor[],
  partial: boolean,
): { missing: string[]; extra: string[] } {
  const { header, start } = readHeader(bytes);
  const missing: string[] = [];
  const known = new Set<string>();
  const fitting: { readonly tensor: StoredTensor; readonly found: TensorHeader }[] = [];
  for (const tensor of tensors) {
    known.add(tensor.name);
    const found = header.get(tensor.name);
    const problem =
      found === undefined ? "is missing" : misfit(tensor, found, bytes.length - start);
    if (found !== undefined && problem === undefined) fitting.push({ tensor, found });
    else if (tensor.name.startsWith("@")) continue;
    else if (partial) missing.push(tensor.name);
    else throw new Error(`weights: ${tensor.name} ${problem}`);
  }
  const extra = [...header.keys()].filter((name) => !known.has(name) && !name.startsWith("@"));
  if (!partial && extra[0] !== undefined) {
    throw new Error(`weights: ${extra[0]} is not a tensor of this model`);
  }
  for (const { tensor, found } of fitting) {
    const [from, to] = found.data_offsets;
    tensor.data.set(readNumbers(bytes.subarray(start + from, start + to), found.dtype));
  }
  return { missing, extra };
}

function readHeader(bytes: Uint8Array): {
  header: ReadonlyMap<string, TensorHeader>;
  start: number;
} {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length < 8 ? -1 : view.getUint32(0, true);
  if (length < 2 || length > bytes.length - 8 || view.getUint32(4, true) !== 0) {
    throw new Error("weights: this is not a safetensors file, or it is cut off");
  }
  let text = "";
  for (let index = 8; index < 8 + length; index++) text += String.fromCharCode(bytes[index]!);
  let parsed: Record<string, TensorHeader>;
  try {
    parsed = JSON.parse(text) as Record<string, TensorHeader>;
  } catch {
    throw new Error("weights: the header of the safetensors file is not JSON");
  }
  const entries = Object.entries(parsed ?? {}).filter(([name]) => name !== "__metadata__");
  if (!entries.every(([, each]) => Array.isArray(each?.shape) && Array.isArray(each.data_offsets)))
    throw new Error("weights: the header of the safetensors file lacks shapes or places");
  return { header: new Map(entries), start: 8 + length };
}

/** Why a stored tensor does not fit, in words that follow its name. */
function misfit(tensor: StoredTensor, found: TensorHeader, room: number): string | undefined {
  const size = storedTypes[found.dtype]?.BYTES_PER_ELEMENT;
  const isWhole = found.dtype === "I32" || found.dtype === "U8";
  if (size === undefined || (isWhole && fileType(tensor.data, false).startsWith("F"))) {
    return `has the type ${found.dtype}, expected F16, BF16, F32 or F64`;
  }
  if (found.shape.join() !== tensor.shape.join()) {
    return `has the shape [${found.shape.join(", ")}], expected [${tensor.shape.join(", ")}]`;
  }
  const [from, to] = found.data_offsets;
  const fits = Number.isInteger(from) && from >= 0 && to <= room;
  return fits && to - from === tensor.data.length * size ? undefined : "is cut off";
}

function readNumbers(bytes: Uint8Array, dtype: string): ArrayLike<number> {
  const type = storedTypes[dtype]!;
  const size = type.BYTES_PER_ELEMENT;
  // A view must start at a multiple of its size: where a file lies elsewhere, it is one of a copy.
  const { buffer, byteOffset, length } =
    bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes);
  const stored = new type(buffer, byteOffset, length / size);
  if (dtype === "F16") return Float32Array.from(stored, fromHalf);
  if (dtype !== "BF16") return stored;
  return new Float32Array(Uint32Array.from(stored, (bits) => bits * 65536).buffer);
}

/** The nearest IEEE half, ties to even. */
function toHalf(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  if (size >= 65520) return sign | 0x7c00;
  const exponent = Math.max(-14, Math.floor(Math.log2(size)));
  // What is added leaves no place for fractions: the sum rounds them, halves to even.
  const steps = size / 2 ** (exponent - 10) + 2 ** 52 - 2 ** 52;
  return sign | ((exponent + 14) * 1024 + steps);
}

function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}
