/** Safetensors files and their numbers: written and read back, and hostile headers refused. */
import { describe, expect, it } from "vitest";
import { Problem } from "../../src/diagnostics/problem.ts";
import { halfToNumber, numberToHalf } from "../../src/train/numbers.ts";
import {
  readSafetensors,
  withMetadata,
  writeSafetensors,
  type WrittenTensor,
} from "../../src/train/safetensors.ts";

const tensors = new Map<string, WrittenTensor>([
  ["dense1.W", { shape: [2, 2], type: "f32", data: [0.5, -1, 3, NaN] }],
  ["half", { shape: [3], type: "f16", data: [1.5, -0.1, Infinity] }],
  ["wide", { shape: [1], type: "f64", data: [0.1] }],
  ["count", { shape: [], type: "i64", data: [-(2 ** 40)] }],
  ["label", { shape: [2], type: "i32", data: [-7, 9] }],
  ["mask", { shape: [3], type: "bool", data: [1, 0, 5] }],
  ["__proto__", { shape: [0], type: "u8", data: [] }],
]);

describe("a file", () => {
  it("is what the format says, byte by byte", () => {
    const bytes = writeSafetensors(new Map([["a", { shape: [1], type: "f32", data: [1] }]]));
    const header = '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}  ';
    const length = [header.length, 0, 0, 0, 0, 0, 0, 0];
    expect([...bytes]).toEqual([...length, ...Buffer.from(header), 0, 0, 0x80, 0x3f]);
  });

  it("comes back as it was written", () => {
    const { tensors: read, metadata } = readSafetensors(writeSafetensors(tensors, { a: "b" }), "w");
    expect(metadata).toEqual({ a: "b" });
    expect(
      [...read].map(([name, { shape, type, data }]) => [name, shape, type, [...data]]),
    ).toEqual([
      ["dense1.W", [2, 2], "f32", [0.5, -1, 3, NaN]],
      ["half", [3], "f16", [1.5, -0.0999755859375, Infinity]],
      ["wide", [1], "f64", [0.1]],
      ["count", [], "i64", [-(2 ** 40)]],
      ["label", [2], "i32", [-7, 9]],
      ["mask", [3], "bool", [1, 0, 1]],
      ["__proto__", [0], "u8", []],
    ]);
  });

  it("takes other metadata without touching a tensor", () => {
    const bytes = withMetadata(writeSafetensors(tensors, { a: "b" }), { epoch: "3" });
    expect(bytes).toEqual(writeSafetensors(tensors, { epoch: "3" }));
  });

  it("reads bfloat16", () => {
    const bytes = fileOf(
      '{"a":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}}',
      [0xc0, 0x3f, 0, 0xc0],
    );
    expect([...readSafetensors(bytes, "w").tensors.get("a")!.data]).toEqual([1.5, -2]);
  });
});

function fileOf(header: string, data: readonly number[] = []): Uint8Array {
  const head = Buffer.from(header);
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(head.length), true);
  return new Uint8Array([...length, ...head, ...data]);
}

const entry = (dtype: string, shape: string, offsets: string): string =>
  `{"dtype":"${dtype}","shape":${shape},"data_offsets":${offsets}}`;

describe("refused", () => {
  it.each<[string, Uint8Array, string, RegExp]>([
    ["nothing", new Uint8Array(0), "NN6002", /has only 0 bytes/],
    [
      "a header longer than the file",
      new Uint8Array([255, 255, 255, 255, 255, 255, 255, 127, 0]),
      "NN6002",
      /header would have/,
    ],
    ["no JSON", fileOf("{a:1}"), "NN6002", /not JSON/],
    ["a list", fileOf("[]"), "NN6002", /not JSON/],
    ["bytes that are no text", fileOf("\u0000"), "NN6002", /not JSON/],
    [
      "no offsets",
      fileOf('{"a":{"dtype":"F32","shape":[1]}}'),
      "NN6002",
      /`a` has no type, shape and place/,
    ],
    [
      "a negative size",
      fileOf(`{"a":${entry("F32", "[-1]", "[0,4]")}}`, [0, 0, 0, 0]),
      "NN6002",
      /`a` has no/,
    ],
    [
      "a size of 2^60",
      fileOf(`{"a":${entry("F32", "[1152921504606846976]", "[0,4]")}}`, [0, 0, 0, 0]),
      "NN6002",
      /`a` has no/,
    ],
    [
      "bytes that do not match",
      fileOf(`{"a":${entry("F32", "[2]", "[0,4]")}}`, [0, 0, 0, 0]),
      "NN6002",
      /4 bytes, which are not F32\[2\]/,
    ],
    [
      "offsets that turn back",
      fileOf(`{"a":${entry("F32", "[1]", "[4,0]")}}`, [0, 0, 0, 0]),
      "NN6002",
      /-4 bytes/,
    ],
    [
      "a place outside",
      fileOf(`{"a":${entry("F32", "[1]", "[4,8]")}}`, [0, 0, 0, 0]),
      "NN6002",
      /does not begin/,
    ],
    [
      "overlaps",
      fileOf(`{"a":${entry("U8", "[2]", "[0,2]")},"b":${entry("U8", "[2]", "[1,3]")}}`, [0, 0, 0]),
      "NN6002",
      /`b` does not begin/,
    ],
    [
      "bytes left over",
      fileOf(`{"a":${entry("U8", "[1]", "[0,1]")}}`, [0, 0]),
      "NN6002",
      /take 1 bytes, but 2/,
    ],
    [
      "half a file",
      fileOf(`{"a":${entry("U8", "[4]", "[0,4]")}}`, [0, 0]),
      "NN6002",
      /take 4 bytes, but 2/,
    ],
    [
      "an unknown type",
      fileOf(`{"a":${entry("F8_E4M3", "[1]", "[0,1]")}}`, [0]),
      "NN6003",
      /type F8_E4M3/,
    ],
    ["metadata that are no texts", fileOf('{"__metadata__":{"a":1}}'), "NN6002", /metadata/],
  ])("%s", (_what, bytes, code, message) => {
    try {
      readSafetensors(bytes, "w.safetensors");
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(Problem);
      const [diagnostic] = (error as Problem).diagnostics;
      expect(diagnostic!.code).toBe(code);
      expect(diagnostic!.message).toMatch(message);
      expect(diagnostic!.message).toContain("w.safetensors");
    }
  });
});

describe("halves", () => {
  it("all 65536 come back", () => {
    const all = Array.from({ length: 65536 }, (_, bits) => bits);
    const isNumber = (bits: number): boolean => !Number.isNaN(halfToNumber(bits));
    const changed = (bits: number): boolean => numberToHalf(halfToNumber(bits)) !== bits;
    expect(all.filter(isNumber).filter(changed)).toEqual([]);
    expect(halfToNumber(numberToHalf(NaN))).toBeNaN();
  });

  it.each([
    [65519.99, 65504],
    [65520, Infinity],
    [-1e9, -Infinity],
    [2 ** -25, 0],
    [2 ** -25 * 1.001, 2 ** -24],
    [1 + 2 ** -11, 1],
    [1 + 3 * 2 ** -11, 1 + 2 ** -9],
    [2 - 2 ** -52, 2],
    [0.1, 0.0999755859375],
  ])("%f rounds to %f", (value, half) => {
    expect(halfToNumber(numberToHalf(value))).toBe(half);
  });
});
