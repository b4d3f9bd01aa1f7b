/**
 * Winograd's convolution: F(4×4, 3×3) takes 36 products for 16 results of a 3×3 window in place of 144, and
 * F(2×2, 3×3) 16 for 4 in place of 36.
 *
 * Invariant: the same value for exact numbers; the transforms are contractions like any others, so that their
 * rounding is bounded like theirs.
 */
import type { Build } from "../../graph/build.generated.ts";
import type { Value } from "../../graph/graph.ts";
import type { Dimension, Shape } from "../../graph/type.ts";
import { walkMovement } from "./walk-movement.ts";
import type { Labels } from "./product-sum.ts";
import { chooseForm, type WinogradForm } from "./winograd-forms.ts";

/** Fewer channels or filters do not pay for the transforms. */
const fewestChannels = 32;

/** Filters whose products are computed together. */
const block = 8;

/** Numbers of a band of the image, transformed, that a cache gives back sooner than memory would. */
const bandInCache = 2 ** 21;

/** A 3×3 convolution of step 1, as `conv` makes it. */
interface Convolution {
  /** `[batch, h + 2, w + 2, channels]`: the image with its frame. */
  readonly image: Value;
  readonly filter: Value;
  readonly filterLabels: readonly [row: string, column: string, channel: string, filter: string];
  /** The filter's own order of its labels. */
  readonly filterOrder: readonly string[];
}

/**
 * The product sum by Winograd's transforms, in bands of at most so many numbers each; undefined: it is no
 * convolution of this kind, or it would not pay.
 */
export function byWinograd(
  value: Value,
  labels: Labels,
  build: Build,
  largestBand = bandInCache,
): Value | undefined {
  const found = findConvolution(value, labels);
  if (found === undefined) return undefined;
  const [height, width, filters] = value.type.shape.slice(1) as [number, number, number];
  const channels = found.image.type.shape[3] as number;
  if (channels < fewestChannels || filters < fewestChannels || filters % block !== 0)
    return undefined;
  const form = chooseForm(height, width);
  if (form === undefined) return undefined;
  const { patch, tile } = form;
  const columns = Math.ceil(width / tile);
  const sizeOfRow = columns * patch ** 2 * Math.max(channels, filters);
  const rows = rowsOfBands(Math.ceil(height / tile), Math.floor(largestBand / sizeOfRow));
  const overlap = patch - tile;
  const lengthOf = (tiles: number): number => tiles * tile + overlap;
  const framed = build.unslice(
    found.image,
    ["batch", lengthOf(rows.count * rows.each), lengthOf(columns), channels],
    [0, 0, 0, 0],
    [1, 1, 1, 1],
  );
  const filter = transformFilter(found, form, build);
  const bands = Array.from({ length: rows.count }, (_, at) => {
    const from = [0, at * rows.each * tile, 0, 0];
    const shape: Shape = ["batch", lengthOf(rows.each), lengthOf(columns), channels];
    const image = build.slice(framed, from, shape, [1, 1, 1, 1]);
    const whole = convolve(
      transformImage(image, rows.each, columns, form, build),
      filter,
      form,
      build,
    );
    return build.reshape(whole, ["batch", rows.each * tile, columns * tile, filters]);
  });
  return build.slice(build.concat(bands, 1), [0, 0, 0, 0], value.type.shape, [1, 1, 1, 1]);
}

/** Bands as high as each other, as few as there can be of at most so many rows; the last may reach beyond. */
function rowsOfBands(
  rows: number,
  most: number,
): { readonly count: number; readonly each: number } {
  const each = Math.ceil(rows / Math.ceil(rows / Math.max(most, 1)));
  return { count: Math.ceil(rows / each), each };
}

function convolve(image: Value, filter: Value, form: WinogradForm, build: Build): Value {
  const products = build.contract(
    image,
    filter,
    ["n", "p", "q", "h", "w", "c"],
    ["p", "q", "o", "c", "f"],
    ["n", "p", "q", "o", "h", "w", "f"],
  );
  return transformResult(products, form, build);
}

function matrix(rows: readonly (readonly number[])[], build: Build): Value {
  return build.constant(rows.flat(), [rows.length, rows[0]!.length]);
}

/** Overlapping patches, a tile apart, transformed along both axes. */
function transformImage(
  image: Value,
  rows: number,
  columns: number,
  { patch, tile, ofInput }: WinogradForm,
  build: Build,
): Value {
  const [, height, width, channels] = image.type.shape as readonly [
    Dimension,
    number,
    number,
    number,
  ];
  const tall = build.broadcast(image, ["batch", height, patch, width, channels], [0, 1, 3, 4]);
  const inRows = build.slide(tall, 1, rows, tile, 1);
  const wide = build.broadcast(
    inRows,
    ["batch", rows, patch, width, patch, channels],
    [0, 1, 2, 3, 5],
  );
  const patches = build.slide(wide, 3, columns, tile, 1);
  const transform = matrix(ofInput, build);
  const half = build.contract(
    transform,
    patches,
    ["p", "i"],
    ["n", "h", "i", "w", "j", "c"],
    ["n", "h", "p", "w", "j", "c"],
  );
  return build.contract(
    transform,
    half,
    ["q", "j"],
    ["n", "h", "p", "w", "j", "c"],
    ["n", "p", "q", "h", "w", "c"],
  );
}

/** Filters come in blocks, side by side within each: as the products read them. */
function transformFilter(
  { filter, filterLabels, filterOrder }: Convolution,
  { ofFilter }: WinogradForm,
  build: Build,
): Value {
  const [row, column, channel, out] = filterLabels;
  const named = new Map([
    [row, "i"],
    [column, "j"],
    [channel, "c"],
    [out, "f"],
  ]);
  const order = filterOrder.map((label) => named.get(label)!);
  const transform = matrix(ofFilter, build);
  const half = build.contract(transform, filter, ["p", "i"], order, ["p", "j", "c", "f"]);
  const [patch, window, channels, filters] = half.type.shape as [number, number, number, number];
  const blocks = build.reshape(half, [patch, window, channels, filters / block, block]);
  return build.contract(
    transform,
    blocks,
    ["q", "j"],
    ["p", "j", "c", "o", "f"],
    ["p", "q", "o", "c", "f"],
  );
}

function transformResult(products: Value, { ofResult }: WinogradForm, build: Build): Value {
  const transform = matrix(ofResult, build);
  const half = build.contract(
    transform,
    products,
    ["y", "p"],
    ["n", "p", "q", "o", "h", "w", "f"],
    ["n", "h", "y", "q", "w", "o", "f"],
  );
  return build.contract(
    transform,
    half,
    ["x", "q"],
    ["n", "h", "y", "q", "w", "o", "f"],
    ["n", "h", "y", "w", "x", "o", "f"],
  );
}

// ── finding it ──────────────────────────────────────────────────────────────────────────────────────

function findConvolution(value: Value, { left, right, result }: Labels): Convolution | undefined {
  const [a, b] = value.node.inputs as readonly [Value, Value];
  return convolutionOf(a, b, left, right, result) ?? convolutionOf(b, a, right, left, result);
}

function convolutionOf(
  seen: Value,
  filter: Value,
  seenLabels: readonly string[],
  filterOrder: readonly string[],
  result: readonly string[],
): Convolution | undefined {
  const [batch, high, wide, out] = result;
  if (result.length !== 4 || filterOrder.length !== 4 || seenLabels.length !== 6) return undefined;
  if (filterOrder.filter((label) => label === out).length !== 1) return undefined;
  const walk = walkMovement(seen);
  if (walk.base.type.shape.length !== 4) return undefined;
  const image = walk.base;
  if (image.type.shape[0] !== "batch" || image.type.shape.slice(1).includes("batch"))
    return undefined;
  const stepsOf = (label: string): string => walk.steps[seenLabels.indexOf(label)]!.join();
  if (walk.start.some((each) => each !== 0)) return undefined;
  const inner = seenLabels.filter((label) => !result.includes(label));
  const find = (steps: string): string | undefined => inner.find((each) => stepsOf(each) === steps);
  const [row, column, channel] = ["0,1,0,0", "0,0,1,0", "0,0,0,1"].map(find);
  const isPlain =
    stepsOf(batch!) === "1,0,0,0" && stepsOf(high!) === "0,1,0,0" && stepsOf(wide!) === "0,0,1,0";
  if (!isPlain || row === undefined || column === undefined || channel === undefined)
    return undefined;
  const kernel = [row, column].map((label) => seen.type.shape[seenLabels.indexOf(label)]);
  if (kernel.some((each) => each !== 3)) return undefined;
  if (![row, column, channel].every((label) => filterOrder.includes(label))) return undefined;
  return { image, filter, filterLabels: [row, column, channel, out!], filterOrder };
}
