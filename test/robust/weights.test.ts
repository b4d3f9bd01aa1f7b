/**
 * Weights files that lie: refused by the command line and by the generated module, each in its own words,
 * and the model is left as it was.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadModule, type GeneratedClass } from "../../src/check/load.ts";
import { compile } from "../../src/compile.ts";
import { Problem } from "../../src/diagnostics/problem.ts";
import { createSource } from "../../src/diagnostics/source.ts";
import { readSafetensors } from "../../src/train/safetensors.ts";

const text = `model Net {
  input x: [2]
  output y = x -> dense(3)
}
`;
const { files } = compile(createSource("net.nn", text), { targets: ["js"] });
const { Net } = await loadModule(files[0]!.text);
const net = (Net as GeneratedClass).create({ seed: 1 });
const good = net.save();
const headerLength = Number(new DataView(good.buffer).getBigUint64(0, true));
const headerText = new TextDecoder().decode(good.subarray(8, 8 + headerLength));
const numbers = good.subarray(8 + headerLength);

type Header = Record<string, Record<string, unknown>>;

function fileOf(header: string, data = numbers, length = BigInt(header.length)): Uint8Array {
  const bytes = new Uint8Array(8 + header.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, length, true);
  bytes.set(new TextEncoder().encode(header), 8);
  bytes.set(data, 8 + header.length);
  return bytes;
}

/** The file with something else said of the first tensor. */
function lie(change: Readonly<Record<string, unknown>>): Uint8Array {
  const header = JSON.parse(headerText) as Header;
  header["dense1.W"] = { ...header["dense1.W"], ...change };
  return fileOf(JSON.stringify(header));
}

const lies: Readonly<Record<string, Uint8Array>> = {
  "an empty file": new Uint8Array(0),
  "seven bytes": good.subarray(0, 7),
  "no header": new Uint8Array(8),
  "a header of 2^62 bytes": fileOf(headerText, numbers, 2n ** 62n),
  "a header of 2,000,000,000 bytes": fileOf(headerText, numbers, 2_000_000_000n),
  "a header longer than it is": fileOf(headerText, numbers, BigInt(headerLength + 50)),
  "a header shorter than it is": fileOf(headerText, numbers, BigInt(headerLength - 5)),
  "no JSON": fileOf("{nonsense"),
  "JSON that is null": fileOf("null"),
  "JSON that is a number": fileOf("12345"),
  "JSON that is a list": fileOf("[1, 2]"),
  "100,000 brackets": fileOf("[".repeat(100_000)),
  "a tensor that is null": fileOf('{"dense1.W": null}'),
  "another tensor": fileOf('{"other": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}'),
  "the prototype of all": fileOf(
    '{"__proto__": {"dtype": "F32", "shape": [9], "data_offsets": [0, 36]}}',
  ),
  "a place before the beginning": lie({ data_offsets: [-4, 20] }),
  "an end before the start": lie({ data_offsets: [24, 0] }),
  "a place behind the end": lie({ data_offsets: [0, 1e15] }),
  "half a byte": lie({ data_offsets: [0.5, 24.5] }),
  "places that are texts": lie({ data_offsets: ["0", "24"] }),
  "no places": lie({ data_offsets: undefined }),
  "more elements than there are": lie({ shape: [1e9, 1e9] }),
  "fewer elements than none": lie({ shape: [-2, -3] }),
  "the other way round": lie({ shape: [3, 2] }),
  "half a row": lie({ shape: [1.5, 4] }),
  "a shape that is a text": lie({ shape: "2,3" }),
  "no shape": lie({ shape: null }),
  "a type of the future": lie({ dtype: "F8" }),
  "a type that is a number": lie({ dtype: 5 }),
  "a file that is cut off": good.subarray(0, -1),
  "a text": new TextEncoder().encode("these are the weights of the model"),
};

const before = Uint8Array.from(good);

function refusal(bytes: Uint8Array): unknown {
  try {
    net.load(bytes);
    return undefined;
  } catch (error) {
    return error;
  }
}

describe.each(Object.entries(lies))("%s", (_, bytes) => {
  it("is refused by the module, which stays as it was", () => {
    const error = refusal(bytes);
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message).toMatch(/^weights: /);
    expect(net.save()).toEqual(before);
  });
});

/** The module knows what it wants; the command line has to tell what the file is. */
const onlyUnfit = ["another tensor", "the prototype of all", "the other way round"];

it.each(Object.entries(lies).filter(([name]) => !onlyUnfit.includes(name)))(
  "%s: the command line says why",
  (_, bytes) => expect(() => readSafetensors(bytes, "net.safetensors")).toThrow(Problem),
);

it("whole numbers are no weights", () => {
  expect(refusal(lie({ dtype: "I32" }))).toMatchObject({ message: expect.stringMatching(/I32/) });
  expect(net.save()).toEqual(before);
});

it("any bytes changed: loaded whole, or refused in so many words", () => {
  const change = fc.tuple(fc.nat(good.length - 1), fc.nat(255));
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      net.load(before);
      const bytes = Uint8Array.from(good);
      for (const [at, byte] of changes) bytes[at] = byte;
      const error = refusal(bytes);
      if (error === undefined) return;
      expect((error as Error).message).toMatch(/^weights: /);
      expect(net.save()).toEqual(before);
    }),
    { seed: 20061126, numRuns: 2000 },
  );
});
