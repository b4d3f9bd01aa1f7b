/**
 * Winograd's convolution: F(4×4, 3×3) takes 36 products for 16 results of a 3×3 window in place of 144, and
 * F(2×2, 3×3) 16 for 4 in place of 36.
 *
 * Invariant: the same value for exact numbers; the transforms are contractions like any others, so that their
 * rounding is bounded like theirs.
 */
import type { Build } from "../../graph/build.generated.ts";
import type { Value } from "../../graph/graph.ts";
import type { Shape } from "../../graph/type.ts";
import { walkMovement } from "./walk-movement.ts";
import type { Labels } from "./product-sum.ts";
import { chooseForm, type WinogradForm } from "./winograd-forms.ts";

/** Fewer channels or filters do not pay for the transforms. */
const fewestChannels = 32;

/** Filters whose products are computed together. */
const block = 8;

/** A 3×3 convolution of step 1, as `conv` makes it. */
interface Convolution {
  /** `[batch, h + 2, w + 2, channels]`: the image with its frame. */
  readonly image: Value;
  readonly filter: Value;
  readonly filterLabels: readonly [row: string, column: string, channel: string, filter: string];
  /** The filter's own order of its labels. */
  readonly filterOrder: readonly string[];
}

/** The product sum by Winograd's transforms; undefined: it is no convolution of this kind, or it would not pay. */
export function byWinograd(value: Value, labels: Labels, build: Build): Value | undefined {
  const found = findConvolution(value, labels);
  if (found === undefined) return undefined;
  const [height, width, filters] = value.type.shape.slice(1) as [number, number, number];
  const channels = found.image.type.shape[3] as number;
  if (channels < fewestChannels || filters < fewestChannels || filters % block !== 0)
    return undefined;
  const form = chooseForm(height, width);
  if (form === undefined) return undefined;
  const [rows, columns] = [height, width].map((length) => Math.ceil(length / form.tile));
  const transformed = transformImage(found.image, rows!, columns!, form, build);
  const products = build.contract(
    transformed,
    inBlocks(transformFilter(found, form, build), build),
    ["n", "p", "q", "h", "w", "c"],
    ["p", "q", "o", "c", "f"],
    ["n", "p", "q", "o", "h", "w", "f"],
  );
  const whole = transformResult(products, form, build);
  const covered: Shape = ["batch", rows! * form.tile, columns! * form.tile, filters];
  const flat = build.reshape(whole, covered);
  return build.slice(flat, [0, 0, 0, 0], value.type.shape, [1, 1, 1, 1]);
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
  const channels = image.type.shape[3]!;
  const [height, width] = [rows, columns].map((count) => count * tile + patch - tile);
  const framed = build.unslice(
    image,
    ["batch", height!, width!, channels],
    [0, 0, 0, 0],
    [1, 1, 1, 1],
  );
  const tall = build.broadcast(framed, ["batch", height!, patch, width!, channels], [0, 1, 3, 4]);
  const inRows = build.slide(tall, 1, rows, tile, 1);
  const wide = build.broadcast(
    inRows,
    ["batch", rows, patch, width!, patch, channels],
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
  return build.contract(transform, half, ["q", "j"], ["p", "j", "c", "f"], ["p", "q", "c", "f"]);
}

/** Filters in blocks, side by side within each: as the products read them. */
function inBlocks(filter: Value, build: Build): Value {
  const [patch, , channels, filters] = filter.type.shape as [number, number, number, number];
  const blocks = build.reshape(filter, [patch, patch, channels, filters / block, block]);
  return build.contract(
    build.constant(1, [1]),
    blocks,
    ["one"],
    ["p", "q", "c", "o", "f"],
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
