/**
 * A folder of PNG pictures, one subfolder for each class, as a data set: bytes from 0 to 255, and the
 * number of the class in the alphabetical order of the subfolders.
 *
 * Invariant: all pictures have one size; grey, colours and transparency are chosen by the shape that the
 * model wants: `[h, w]` and `[h, w, 1]` are grey (Rec. 601), `[h, w, 3]` colours, `[h, w, 4]` with alpha.
 */
import type { DecodedPng } from "fast-png";
import type { Column, DataSet, Files } from "./data-set.ts";
import { elementsOf } from "./data-set.ts";
import { dataProblem, wholeFile } from "./problem.ts";

export interface PictureNames {
  /** The column that pictures become, and the shape that the model wants of it. */
  readonly image: string;
  readonly shape: readonly number[];
  /** The column of the class, if the model has a place for it. */
  readonly label: string | undefined;
}

interface Picture {
  readonly path: string;
  readonly label: number;
}

/** @throws Problem (NN6002, NN6008) */
export async function readPictures(
  folder: string,
  names: PictureNames,
  files: Files,
): Promise<DataSet> {
  const { decode, convertIndexedToRgb } = await import("fast-png");
  const pictures = listPictures(folder, files);
  let size: readonly [number, number] | undefined;
  let channels = 1;
  let data = new Uint8Array(0);
  pictures.forEach(({ path }, sample) => {
    const png = decodeAs(path, files.read(path)!, decode);
    if (size === undefined) {
      size = [png.height, png.width];
      channels = channelsFor(elementsOf(names.shape) / (png.height * png.width));
      data = new Uint8Array(pictures.length * png.height * png.width * channels);
    }
    if (png.height !== size[0] || png.width !== size[1])
      throw dataProblem(
        "NN6008",
        `this picture has ${png.width}×${png.height} pixels, the first one ${size[1]}×${size[0]}`,
        wholeFile(path),
      );
    const pixels =
      png.palette === undefined ? unpacked(png) : fromPalette(png, convertIndexedToRgb);
    writePixels(data, sample * size[0] * size[1] * channels, channels, pixels);
  });
  return pictureSet(folder, names, pictures, size ?? [0, 0], channels, data);
}

function pictureSet(
  folder: string,
  names: PictureNames,
  pictures: readonly Picture[],
  size: readonly [number, number],
  channels: number,
  data: Uint8Array,
): DataSet {
  const place = (sample: number) => wholeFile(pictures[sample]!.path);
  const images: Column = {
    name: names.image,
    shape: channels === 1 ? size : [...size, channels],
    data,
    place,
  };
  const labels = Int32Array.from(pictures, (each) => each.label);
  const columns = new Map([[names.image, images]]);
  if (names.label !== undefined)
    columns.set(names.label, { name: names.label, shape: [], data: labels, place });
  return {
    count: pictures.length,
    columns,
    names: [...columns.keys()],
    place: wholeFile(folder),
  };
}

function listPictures(folder: string, files: Files): readonly Picture[] {
  const classes = files.list(folder).filter((name) => files.kind(`${folder}/${name}`) === "folder");
  const pictures = classes.flatMap((name, label) =>
    files
      .list(`${folder}/${name}`)
      .filter((file) => /\.png$/i.test(file))
      .map((file) => ({ path: `${folder}/${name}/${file}`, label })),
  );
  if (pictures.length > 0) return pictures;
  throw dataProblem(
    "NN6008",
    `\`${folder}\` has no subfolders with PNG pictures`,
    wholeFile(folder),
    "one subfolder for each class; for IDX files in the folder, --map x=images.gz,label=labels.gz",
  );
}

function decodeAs(
  path: string,
  bytes: Uint8Array,
  decode: (bytes: Uint8Array, options: { checkCrc: boolean }) => DecodedPng,
): DecodedPng {
  try {
    return decode(bytes, { checkCrc: true });
  } catch (error) {
    const what = (error as Error).message;
    throw dataProblem("NN6002", `this is not a whole PNG picture: ${what}`, wholeFile(path));
  }
}

type Pixels = Pick<DecodedPng, "data" | "channels" | "depth">;

function fromPalette(
  png: DecodedPng,
  convert: (png: DecodedPng) => Uint8Array | Uint8ClampedArray,
): Pixels {
  const data = convert(png);
  return { data: new Uint8Array(data), channels: data.length / (png.width * png.height), depth: 8 };
}

/** Greys of 1, 2 or 4 bits come several in a byte, each row from a byte of its own. */
function unpacked({ data, channels, depth, width, height }: DecodedPng): Pixels {
  if (depth >= 8) return { data, channels, depth };
  const perByte = 8 / depth;
  const rowBytes = Math.ceil(width / perByte);
  const values = Uint8Array.from({ length: width * height }, (_, pixel) => {
    const column = pixel % width;
    const byte = data[Math.floor(pixel / width) * rowBytes + Math.floor(column / perByte)]!;
    return (byte >> (8 - depth * (1 + (column % perByte)))) & (2 ** depth - 1);
  });
  return { data: values, channels, depth };
}

/** What the model's shape asks for; grey where it asks for nothing that there is. */
function channelsFor(ratio: number): number {
  return ratio === 3 || ratio === 4 ? ratio : 1;
}

/** Writes a picture's pixels as bytes: `channels` of them for each. */
function writePixels(
  into: Uint8Array,
  offset: number,
  channels: number,
  { data, channels: given, depth }: Pixels,
): void {
  const scale = 255 / (2 ** depth - 1);
  const pixels = data.length / given;
  for (let pixel = 0; pixel < pixels; pixel++) {
    const at = (channel: number): number => data[pixel * given + channel]! * scale;
    const isGrey = given < 3;
    const alpha = given === 2 ? at(1) : given === 4 ? at(3) : 255;
    const [red, green, blue] = isGrey ? [at(0), at(0), at(0)] : [at(0), at(1), at(2)];
    const values =
      channels === 1 ? [isGrey ? red : luma(red, green, blue)] : [red, green, blue, alpha];
    for (let channel = 0; channel < channels; channel++)
      into[offset + pixel * channels + channel] = Math.round(values[channel]!);
  }
}

/** ITU-R BT.601. */
function luma(red: number, green: number, blue: number): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}
