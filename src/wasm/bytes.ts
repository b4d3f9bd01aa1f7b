/**
 * A growing run of bytes, with the ways in which WebAssembly writes numbers.
 *
 * Invariant: whole numbers take as few bytes as they can, but lengths of which a width is asked.
 */

export interface Bytes {
  readonly byte: (value: number) => void;
  /** Unsigned LEB128, below 2^32. */
  readonly unsigned: (value: number) => void;
  /** Signed LEB128; bits beyond the 64th are not looked at. */
  readonly signed: (value: bigint) => void;
  readonly float32: (value: number) => void;
  readonly float64: (value: number) => void;
  readonly int32: (value: number) => void;
  readonly name: (text: string) => void;
  readonly append: (bytes: Uint8Array) => void;
  /** What is written by `write`, with its length before it, in at least so many bytes. */
  readonly sized: (write: (inside: Bytes) => void, width?: number) => void;
  readonly length: () => number;
  readonly take: () => Uint8Array;
}

export function createBytes(): Bytes {
  let data = new Uint8Array(64);
  let length = 0;
  const reserve = (count: number): number => {
    const start = length;
    length += count;
    if (length > data.length) {
      const larger = new Uint8Array(Math.max(length, 2 * data.length));
      larger.set(data);
      data = larger;
    }
    return start;
  };
  const view = (at: number): DataView => new DataView(data.buffer, at);
  const bytes: Bytes = {
    byte: (value) => {
      const at = reserve(1);
      data[at] = value;
    },
    unsigned: (value) => {
      let rest = value;
      while (rest >= 0x80) {
        bytes.byte((rest % 0x80) | 0x80);
        rest = Math.floor(rest / 0x80);
      }
      bytes.byte(rest);
    },
    signed: (value) => {
      let rest = BigInt.asIntN(64, value);
      // The last byte's bit 6 is the sign of all that follows.
      while (rest < -0x40n || rest >= 0x40n) {
        bytes.byte(Number(rest & 0x7fn) | 0x80);
        rest >>= 7n;
      }
      bytes.byte(Number(rest & 0x7fn));
    },
    // Which NaN an engine writes is its own business; here it is always the plain one.
    float32: (value) =>
      Number.isNaN(value) ? bytes.int32(0x7fc00000) : view(reserve(4)).setFloat32(0, value, true),
    float64: (value) =>
      Number.isNaN(value)
        ? view(reserve(8)).setBigUint64(0, 0x7ff8n << 48n, true)
        : view(reserve(8)).setFloat64(0, value, true),
    int32: (value) => view(reserve(4)).setInt32(0, value, true),
    name: (text) => {
      const encoded = new TextEncoder().encode(text);
      bytes.unsigned(encoded.length);
      bytes.append(encoded);
    },
    append: (more) => {
      const at = reserve(more.length);
      data.set(more, at);
    },
    sized: (write, width = 1) => {
      const inside = createBytes();
      write(inside);
      const content = inside.take();
      let rest = content.length;
      for (let more = width - 1; more > 0; more--) {
        bytes.byte((rest % 0x80) | 0x80);
        rest = Math.floor(rest / 0x80);
      }
      bytes.unsigned(rest);
      bytes.append(content);
    },
    length: () => length,
    take: () => data.slice(0, length),
  };
  return bytes;
}
