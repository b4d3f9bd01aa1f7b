/**
 * Data sets made of whole arrays, samples first: `.npz`, `.safetensors`, and folders of IDX or `.npy`
 * files that a mapping names.
 *
 * Invariant: all columns have the same number of samples, or the set is refused, naming both.
 */
import { gunzipSync } from "node:zlib";
import { readSafetensors } from "../safetensors.ts";
import type { Column, DataSet, Files } from "./data-set.ts";
import { readIdx } from "./idx.ts";
import type { Mapping } from "./mapping.ts";
import type { FileArray } from "./npy.ts";
import { isNpy, readNpy, startsWith } from "./npy.ts";
import { listNames } from "../../diagnostics/listing.ts";
import { dataProblem, wholeFile } from "./problem.ts";
import { readZip } from "./zip.ts";

export function readNpz(bytes: Uint8Array, path: string, wanted: ReadonlySet<string>): DataSet {
  const members = [...readZip(bytes, path)].map(([file, content]) => {
    return [file.replace(/\.npy$/, ""), content] as const;
  });
  const arrays = members
    .filter(([name]) => wanted.has(name))
    .map(([name, content]) => [name, readNpy(content, `${path}/${name}.npy`)] as const);
  return fromArrays(
    new Map(arrays),
    members.map(([name]) => name),
    path,
  );
}

export function readSafetensorsData(
  bytes: Uint8Array,
  path: string,
  wanted: ReadonlySet<string>,
): DataSet {
  const { tensors } = readSafetensors(bytes, path);
  const arrays = new Map([...tensors].filter(([name]) => wanted.has(name)));
  return fromArrays(arrays, [...tensors.keys()], path);
}

/** `--map x=images.gz,label=labels.gz`: files of a folder, plain or packed by gzip. */
export function readArrayFolder(
  folder: string,
  wanted: ReadonlySet<string>,
  mapping: Mapping,
  files: Files,
): DataSet {
  const arrays = [...mapping]
    .filter(([name]) => wanted.has(name))
    .map(([name, file]) => [name, readArrayFile(joinPath(folder, file), name, files)] as const);
  return fromArrays(new Map(arrays), [...mapping.keys()], folder);
}

function joinPath(folder: string, file: string): string {
  return folder === "." || file.startsWith("/") ? file : `${folder.replace(/\/$/, "")}/${file}`;
}

function readArrayFile(path: string, name: string, files: Files): FileArray {
  const packed = files.read(path);
  if (packed === undefined)
    throw dataProblem(
      "NN6009",
      `\`${path}\`, mapped to \`${name}\`, does not exist`,
      wholeFile(path),
    );
  const bytes = unpacked(packed, path);
  return isNpy(bytes) ? readNpy(bytes, path) : readIdx(bytes, path);
}

function unpacked(bytes: Uint8Array, path: string): Uint8Array {
  if (!startsWith(bytes, [0x1f, 0x8b])) return bytes;
  try {
    return gunzipSync(bytes);
  } catch (error) {
    const what = (error as Error).message;
    throw dataProblem("NN6002", `\`${path}\` cannot be unpacked: ${what}`, wholeFile(path));
  }
}

function fromArrays(
  arrays: ReadonlyMap<string, FileArray>,
  names: readonly string[],
  path: string,
): DataSet {
  const place = wholeFile(path);
  const columns = [...arrays].map(([name, { shape, data }]): [string, Column] => {
    if (shape.length === 0)
      throw dataProblem("NN6021", `\`${name}\` in \`${path}\` is one number, not samples`, place);
    return [name, { name, shape: shape.slice(1), data, place: () => place }];
  });
  const counts = [...arrays].map(([name, { shape }]) => ({ name, count: shape[0]! }));
  const [first] = counts;
  const other = counts.find((each) => each.count !== first?.count);
  if (first !== undefined && other !== undefined)
    throw dataProblem(
      "NN6022",
      `${listNames([first.name])} has ${first.count} samples, but ${listNames([other.name])} has ${other.count}`,
      place,
    );
  return { count: first?.count ?? 0, columns: new Map(columns), names, place };
}
