/**
 * Reads the data set that `--data` and `--map` name, whatever kind it is.
 *
 * Invariant: the kind is told by the name, or for folders by what lies in them; only columns that the
 * model has a port for are read.
 */
import type { DataSet, Files } from "./data-set.ts";
import { dataProblem, wholeFile } from "./problem.ts";
import type { Mapping } from "./mapping.ts";

/** What the data are for: the model's inputs and, where a loss is wanted, its targets. */
export interface WantedPort {
  readonly name: string;
  readonly shape: readonly number[];
}

export interface DataRequest {
  /** A file or a folder. */
  readonly path: string;
  readonly mapping: Mapping;
  readonly inputs: readonly WantedPort[];
  readonly targets: readonly WantedPort[];
}

/** @throws Problem (NN60xx) with the place in the file */
export async function readDataSet(request: DataRequest, files: Files): Promise<DataSet> {
  const { path } = request;
  const set =
    files.kind(path) === "folder"
      ? await readFolder(request, files)
      : await readFile(request, files.read(path) ?? new Uint8Array(0));
  if (set.columns.size > 0 && set.count === 0)
    throw dataProblem("NN6004", `\`${path}\` holds no samples`, wholeFile(path));
  return set;
}

function wantedNames({ inputs, targets }: DataRequest): ReadonlySet<string> {
  return new Set([...inputs, ...targets].map((each) => each.name));
}

async function readFile(request: DataRequest, bytes: Uint8Array): Promise<DataSet> {
  const { path, mapping } = request;
  const wanted = wantedNames(request);
  const kind = /\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase();
  if (bytes.length === 0) throw dataProblem("NN6004", `\`${path}\` is empty`, wholeFile(path));
  switch (kind) {
    case "npz":
      return (await import("./arrays.ts")).readNpz(bytes, path, wanted);
    case "safetensors":
      return (await import("./arrays.ts")).readSafetensorsData(bytes, path, wanted);
    case "csv":
      return (await import("./csv.ts")).readCsv(decodeText(bytes, path), path, wanted, mapping);
    case "jsonl":
    case "ndjson":
      return (await import("./json-lines.ts")).readJsonLines(decodeText(bytes, path), path, wanted);
    default:
      throw dataProblem(
        "NN6001",
        `nnc cannot tell what \`${path}\` holds`,
        wholeFile(path),
        "data are .npz, .safetensors, .jsonl or .csv files, or folders",
      );
  }
}

function decodeText(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw dataProblem("NN6002", `\`${path}\` is not a text in UTF-8`, wholeFile(path));
  }
}

async function readFolder(request: DataRequest, files: Files): Promise<DataSet> {
  const { path, mapping } = request;
  const isPictures = [...mapping.values()].every((each) => each === "image" || each === "label");
  if (!isPictures) {
    const { readArrayFolder } = await import("./arrays.ts");
    return readArrayFolder(path, wantedNames(request), mapping, files);
  }
  const { readPictures } = await import("./pictures.ts");
  return readPictures(path, pictureNames(request), files);
}

/** By the mapping, or the only input and the only target. */
function pictureNames({
  path,
  mapping,
  inputs,
  targets,
}: DataRequest): Parameters<typeof import("./pictures.ts").readPictures>[1] {
  const mapped = (what: string): string | undefined =>
    [...mapping].find(([, target]) => target === what)?.[0];
  const only = (ports: readonly WantedPort[]): string | undefined =>
    ports.length === 1 ? ports[0]!.name : undefined;
  const image = mapped("image") ?? only(inputs);
  const port = inputs.find((each) => each.name === image);
  if (port === undefined)
    throw dataProblem(
      "NN6008",
      `which input of the model gets the pictures of \`${path}\`?`,
      wholeFile(path),
      `for instance --map ${inputs[0]?.name ?? "x"}=image,${targets[0]?.name ?? "label"}=label`,
    );
  return { image: port.name, shape: port.shape, label: mapped("label") ?? only(targets) };
}
