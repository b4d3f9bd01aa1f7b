/** Every kind of data file, read right and refused right: code, message, place. */
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { Problem } from "../../src/diagnostics/problem.ts";
import { render } from "../../src/diagnostics/render.ts";
import { readMapping, type Mapping } from "../../src/train/data/mapping.ts";
import { readDataSet, type WantedPort } from "../../src/train/data/read.ts";
import { filesOf } from "./files.ts";
import { fixture } from "./fixtures.ts";

const x: WantedPort = { name: "x", shape: [2] };
const label: WantedPort = { name: "label", shape: [] };

interface Case {
  readonly path: string;
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly map?: string;
  readonly inputs?: readonly WantedPort[];
}

function read({ path, files, map = "", inputs = [x] }: Case) {
  const mapping = (map === "" ? new Map() : readMapping([map])) as Mapping;
  return readDataSet({ path, mapping, inputs, targets: [label] }, filesOf(files));
}

async function plain(one: Case): Promise<unknown> {
  const { count, columns } = await read(one);
  const shown = [...columns].map(([name, { shape, data }]) => [name, shape, [...data]]);
  return [count, ...shown];
}

async function problemOf(action: () => Promise<unknown>): Promise<string> {
  try {
    await action();
  } catch (error) {
    if (error instanceof Problem) return render(error.diagnostics, "short").trimEnd();
    throw error;
  }
  throw new Error("nothing was wrong");
}

const one = (name: string, content: string | Uint8Array, map?: string): Case => ({
  path: name,
  files: { [name]: content },
  ...(map !== undefined && { map }),
});

const expected = [2, ["x", [2], [0.5, 1, -2, 3]], ["label", [], [1, 2]]];

describe("tables", () => {
  it.each<[string, Case]>([
    ["vectors in the header", one("d.csv", "x[0],x[1],label\n0.5,1,1\n-2,3,2\n")],
    ["any order, other columns hold text", one("d.csv", "label,n,x[1],x[0]\n1,a,1,.5\n2,b,3,-2")],
    [
      "quotes, blanks, a BOM and \\r\\n",
      one("d.csv", '\ufeffx[0], "x[1]",label\r\n"0.5", 1 ,1\r\n\r\n-2,3e0,2\r\n'),
    ],
    ["columns by number, no header", one("d.csv", "0.5,1,1\n-2,3,2\n", "x=0:2,label=2")],
    [
      "columns by number and name",
      one("d.csv", "a,b,class\n0.5,1,1\n-2,3,2\n", "x=0:2,label=class"),
    ],
    ["JSON lines", one("d.jsonl", '{"x":[0.5,1],"label":1}\n\n{"label":2,"x":[-2,3]}\n')],
  ])("%s", async (_what, each) => {
    const [count, ...columns] = (await plain(each)) as [number, ...unknown[]];
    expect([count, ...columns.toSorted().toReversed()]).toEqual(expected);
  });

  it("JSON lines hold matrices, booleans and words for NaN", async () => {
    const text = '{"x":[[1,true],["NaN","-Infinity"]]}';
    expect(await plain(one("d.jsonl", text))).toEqual([1, ["x", [2, 2], [1, 1, NaN, -Infinity]]]);
  });

  it.each<[string, Case, string]>([
    [
      "a hole",
      one("d.csv", "x[0],x[1],label\n1,2,0\n1,,1\n"),
      "d.csv:3:3: error NN6005: `x[1]` is empty in this row (leave the row out, or fill the hole)",
    ],
    [
      "a word",
      one("d.csv", "x[0],x[1],label\n1,2,cat\n"),
      "d.csv:2:5: error NN6006: `label` is not a number in this row: `cat` (data are numbers; classes are counted from 0)",
    ],
    [
      "a long row",
      one("d.csv", "x[0],x[1],label\n1,2,0,7\n"),
      "d.csv:2:1: error NN6007: this row has 4 cells, the first row has 3 (give all rows the same cells, and all samples one shape)",
    ],
    [
      "a gap in a vector",
      one("d.csv", "x[0],x[2],label\n1,2,0\n"),
      "d.csv:1:1: error NN6007: the header has no column `x[1]` (give all rows the same cells, and all samples one shape)",
    ],
    [
      "no header",
      one("d.csv", "1,2,0\n"),
      "d.csv:1:1: error NN6007: the first row of the CSV holds numbers, not names (write a header such as `x[0],x[1],label`, or tell the columns by number: --map x=0:2,label=2)",
    ],
    [
      "a header alone",
      one("d.csv", "x[0],x[1],label\n"),
      "d.csv: error NN6004: `d.csv` has a header but no rows (give it at least one row for each sample)",
    ],
    [
      "columns that are not there",
      one("d.csv", "1,2,0\n", "x=0:5,label=5"),
      "d.csv: error NN6009: the columns 0:5, mapped to `x`, do not exist: the CSV has 3 columns (columns are counted from 0, or called by their names: --map x=0:2,label=2)",
    ],
    [
      "a name that is not there",
      one("d.csv", "a,b\n1,2\n", "x=c"),
      "d.csv: error NN6009: `c`, mapped to `x`, is no column of the CSV (there are `a` and `b`)",
    ],
    [
      "an empty file",
      one("d.csv", ""),
      "d.csv: error NN6004: `d.csv` is empty (give it at least one row for each sample)",
    ],
    [
      "blank lines only",
      one("d.csv", "\n \n"),
      "d.csv: error NN6004: `d.csv` is empty (give it at least one row for each sample)",
    ],
    [
      "not UTF-8",
      one("d.csv", new Uint8Array([0xff, 0xfe, 0x41])),
      "d.csv: error NN6002: `d.csv` is not a text in UTF-8 (copy or make the file anew)",
    ],
    [
      "an unknown kind",
      one("d.xlsx", "?"),
      "d.xlsx: error NN6001: nnc cannot tell what `d.xlsx` holds (data are .npz, .safetensors, .jsonl or .csv files, or folders)",
    ],
    [
      "a line that is no object",
      one("d.jsonl", '{"x":[1,2],"label":1}\n[1]'),
      'd.jsonl:2:1: error NN6007: this line is not a JSON object (such as {"x": [0, 1], "label": 1})',
    ],
    [
      "a missing key",
      one("d.jsonl", '{"x":[1,2],"label":1}\n{"x":[1,2]}'),
      "d.jsonl:2:1: error NN6007: this line has no `label` (give all rows the same cells, and all samples one shape)",
    ],
    [
      "another shape",
      one("d.jsonl", '{"x":[1,2],"label":1}\n{"x":[1],"label":1}'),
      "d.jsonl:2:1: error NN6007: `x` has the shape [1] here, but [2] in the first line (give all rows the same cells, and all samples one shape)",
    ],
    [
      "a ragged list",
      one("d.jsonl", '{"x":[[1,2],[3]],"label":1}'),
      "d.jsonl:1:1: error NN6006: `x` holds lists of different lengths",
    ],
    [
      "null",
      one("d.jsonl", '{"x":[1,null],"label":1}'),
      "d.jsonl:1:1: error NN6006: `x` holds null, which is not a number",
    ],
    [
      "100,000 brackets",
      one("d.jsonl", `{"x":${"[".repeat(1e5)}1${"]".repeat(1e5)}}`),
      "d.jsonl:1:1: error NN6006: `x` is nested too deeply",
    ],
  ])("refuses %s", async (_what, each, message) => {
    expect(await problemOf(() => read(each))).toBe(message);
  });

  it("says what is not JSON, with the line", async () => {
    const text = await problemOf(() => read(one("d.jsonl", '{"x":[1,2]}\n{x:1}')));
    expect(text).toMatch(/^d\.jsonl:2:1: error NN6032: this line is not JSON \(/);
  });

  it("tells the first five of many mistakes", async () => {
    const text = await problemOf(() =>
      read(one("d.csv", `x[0],x[1],label\n${"1,,0\n".repeat(100)}`)),
    );
    expect(text.split("\n")).toHaveLength(5);
  });
});

describe("arrays", () => {
  const npz = [2, ["x", [3], [0.5, 1, -2, 3, 4, 5.25]], ["label", [], [1, 2]]];

  it.each(["npzStored", "npzDeflated"] as const)("%s", async (name) => {
    expect(await plain(one("d.npz", fixture(name)))).toEqual(npz);
  });

  it.each([
    ["float16", [1.5, -2, 65504, 2 ** -24]],
    ["bigEndian", [1.5, -2]],
    ["int16", [-3, 300]],
    ["uint64", [2 ** 40, 7]],
    ["boolean", [1, 0]],
  ] as const)("npy: %s", async (name, values) => {
    const each = { path: "d", files: { "d/a.npy": fixture(name) }, map: "x=a.npy" };
    expect(await plain(each)).toEqual([values.length, ["x", [], values]]);
  });

  it("npy: Fortran order becomes row-major", async () => {
    const each = { path: "d", files: { "d/a.npy": fixture("fortran") }, map: "x=a.npy" };
    expect(await plain(each)).toEqual([2, ["x", [3], [1, 2, 3, 4, 5, 6]]]);
  });

  const images = new Uint8Array([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 9, 8, 7, 255]);
  const labels = new Uint8Array([0, 0, 8, 1, 0, 0, 0, 2, 3, 4]);
  const idx = (a: Uint8Array, b: Uint8Array): Case => ({
    path: "d",
    files: { "d/a.gz": a, "d/b": b },
    map: "x=a.gz,label=b",
  });

  it("IDX, packed and plain", async () => {
    expect(await plain(idx(gzipSync(images), labels))).toEqual([
      2,
      ["x", [1, 2], [9, 8, 7, 255]],
      ["label", [], [3, 4]],
    ]);
  });

  it("IDX: floats are big-endian", async () => {
    const floats = new Uint8Array([0, 0, 0x0d, 1, 0, 0, 0, 1, 0x3f, 0xc0, 0, 0]);
    const each = { path: "d", files: { "d/a": floats }, map: "x=a" };
    expect(await plain(each)).toEqual([1, ["x", [], [1.5]]]);
  });

  const npzBytes = fixture("npzDeflated");
  const flipped = fixture("npzDeflated");
  flipped[110]! ^= 0xff;
  it.each<[string, Case, RegExp]>([
    [
      "half an npz",
      one("d.npz", npzBytes.slice(0, 200)),
      /^d\.npz: error NN6002: `d\.npz` is not a whole zip archive: its directory is missing \(/,
    ],
    [
      "a changed byte",
      one("d.npz", flipped),
      /^d\.npz: error NN6002: .*`x\.npy` (cannot be unpacked|does not match its checksum) \(/,
    ],
    ["text for a zip", one("d.npz", "x".repeat(100)), /NN6002.*its directory is missing \(/],
    [
      "text in npy",
      { path: "d", files: { "d/a": fixture("text") }, map: "x=a" },
      /^d\/a: error NN6003: `d\/a` holds values of the NumPy type U3, which nnc does not read \(/,
    ],
    [
      "complex numbers",
      { path: "d", files: { "d/a": fixture("complex") }, map: "x=a" },
      /NN6003: .* type c16,/,
    ],
    [
      "a number for samples",
      { path: "d", files: { "d/a": fixture("scalar") }, map: "x=a" },
      /^d: error NN6021: `x` in `d` is one number, not samples \(/,
    ],
    [
      "half an npy",
      { path: "d", files: { "d/a": fixture("int16").slice(0, -1) }, map: "x=a" },
      /^d\/a: error NN6002: `d\/a` is not a whole \.npy file: it should hold 4 bytes of numbers, but there are 3 \(/,
    ],
    [
      "half a header",
      { path: "d", files: { "d/a": fixture("int16").slice(0, 20) }, map: "x=a" },
      /it ends inside its header \(/,
    ],
    [
      "half an IDX",
      idx(images.slice(0, -1), labels),
      /^d\/a\.gz: error NN6002: `d\/a\.gz` is not a whole IDX file: \[2, 1, 2\] takes 4 bytes, but there are 3 \(/,
    ],
    ["a short IDX header", idx(images.slice(0, 6), labels), /it ends inside its header \(/],
    [
      "half a gzip",
      idx(gzipSync(images).subarray(0, 20), labels),
      /^d\/a\.gz: error NN6002: `d\/a\.gz` cannot be unpacked/,
    ],
    ["other bytes", idx(new Uint8Array([1, 2, 3, 4]), labels), /it does not begin as one \(/],
    [
      "different counts",
      idx(images, new Uint8Array([0, 0, 8, 1, 0, 0, 0, 1, 3])),
      /^d: error NN6022: `x` has 2 samples, but `label` has 1 \(/,
    ],
    [
      "a missing file",
      { path: "d", files: { "d/b": labels }, map: "x=a,label=b" },
      /^d\/a: error NN6009: `d\/a`, mapped to `x`, does not exist \(/,
    ],
    [
      "no samples",
      idx(
        new Uint8Array([0, 0, 8, 2, 0, 0, 0, 0, 0, 0, 0, 2]),
        new Uint8Array([0, 0, 8, 1, 0, 0, 0, 0]),
      ),
      /^d: error NN6004: `d` holds no samples \(give it at least one row for each sample\)$/,
    ],
  ])("refuses %s", async (_what, each, message) => {
    expect(await problemOf(() => read(each))).toMatch(message);
  });
});

describe("pictures", () => {
  const folder = (
    files: Record<string, Uint8Array>,
    shape: readonly number[],
    map?: string,
  ): Case => ({
    path: "p",
    files: Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`p/${name}`, bytes])),
    inputs: [{ name: "x", shape }],
    ...(map !== undefined && { map }),
  });
  const two = {
    "cat/1.png": fixture("grey8"),
    "dog/1.png": fixture("rgb"),
    "dog/note.txt": new Uint8Array(),
  };

  it("grey, classes by name", async () => {
    expect(await plain(folder(two, [2]))).toEqual([
      2,
      ["x", [1, 2], [7, 9, Math.round(0.299 * 10 + 0.587 * 20 + 0.114 * 30), 255]],
      ["label", [], [0, 1]],
    ]);
  });

  it("colours, when the model wants them", async () => {
    const values = [7, 7, 7, 9, 9, 9, 10, 20, 30, 255, 255, 255];
    expect(await plain(folder(two, [1, 2, 3], "x=image,label=label"))).toEqual([
      2,
      ["x", [1, 2, 3], values],
      ["label", [], [0, 1]],
    ]);
  });

  it.each([
    ["palette", [1, 2, 3], [255, 0, 0, 0, 0, 255]],
    ["grey16", [2], [255, 100]],
    ["grey1", [2], [0, 255]],
    ["rgba", [1, 1, 4], [10, 20, 30, 40]],
  ] as const)("%s", async (name, shape, values) => {
    const [, image] = (await plain(folder({ "a/1.png": fixture(name) }, shape))) as unknown[];
    expect((image as unknown[])[2]).toEqual(values);
  });

  it.each<[string, Case, RegExp]>([
    [
      "pictures of two sizes",
      folder({ "a/1.png": fixture("grey8"), "a/2.png": fixture("rgba") }, [2]),
      /^p\/a\/2\.png: error NN6008: this picture has 1×1 pixels, the first one 2×1$/,
    ],
    [
      "a damaged picture",
      folder({ "a/1.png": fixture("rgb").slice(0, 50) }, [2]),
      /^p\/a\/1\.png: error NN6002: this is not a whole PNG picture/,
    ],
    [
      "no subfolders",
      folder({ "1.png": fixture("rgb") }, [2]),
      /^p: error NN6008: `p` has no subfolders with PNG pictures/,
    ],
  ])("refuses %s", async (_what, each, message) => {
    expect(await problemOf(() => read(each))).toMatch(message);
  });

  it("asks which of several inputs", async () => {
    const each = { ...folder(two, [2]), inputs: [x, { ...x, name: "z" }] };
    expect(await problemOf(() => read(each))).toMatch(
      /^p: error NN6008: which input .*--map x=image,label=label\)$/,
    );
  });
});

it("mappings are cut at commas", () => {
  expect(readMapping(["x=0:2, y = 3", "z=a.gz"])).toEqual(
    new Map([
      ["x", "0:2"],
      ["y", "3"],
      ["z", "a.gz"],
    ]),
  );
  expect(readMapping(["x=0:2,oops"])).toEqual({ unreadable: "oops" });
});
