/**
 * Tensors as JSON: nested arrays of numbers; NaN and infinities are the texts "NaN", "Infinity",
 * "-Infinity", since JSON has no words for them. Booleans are read as 1 and 0.
 *
 * Invariant: `nestJson(flattenJson(value))` is the value.
 */
const deepest = 32;

export interface FlatTensor {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** Shape and numbers of a nested array, or what is wrong with it, to follow its name in a message. */
export function flattenJson(value: unknown): FlatTensor | { readonly problem: string } {
  const shape: number[] = [];
  for (let inner = value; Array.isArray(inner); inner = inner[0]) shape.push(inner.length);
  if (shape.length > deepest) return { problem: "is nested too deeply" };
  if (shape.includes(0)) return { problem: "holds an empty list" };
  const data: number[] = [];
  const problem = collect(value, shape, 0, data);
  return problem === undefined ? { shape, data } : { problem };
}

function collect(
  value: unknown,
  shape: readonly number[],
  axis: number,
  data: number[],
): string | undefined {
  if (axis === shape.length) {
    const number = numberOf(value);
    if (number === undefined) return `holds ${JSON.stringify(value)}, which is not a number`;
    data.push(number);
    return undefined;
  }
  if (!Array.isArray(value) || value.length !== shape[axis])
    return "holds lists of different lengths";
  for (const each of value) {
    const problem = collect(each, shape, axis + 1, data);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value === "NaN" || value === "Infinity" || value === "-Infinity") return Number(value);
  return undefined;
}

export type NestedJson = number | string | boolean | readonly NestedJson[];

/** Nested arrays of the shape; a number alone for a scalar. */
export function nestJson(
  data: ArrayLike<number>,
  shape: readonly number[],
  element: "float" | "int" | "bool" = "float",
): NestedJson {
  let level: NestedJson[] = Array.from(data, (value) => jsonNumber(value, element));
  for (let axis = shape.length - 1; axis > 0; axis--) level = grouped(level, shape[axis]!);
  return shape.length === 0 ? level[0]! : level;
}

function grouped(items: readonly NestedJson[], size: number): NestedJson[] {
  return Array.from({ length: items.length / size }, (_, group) =>
    items.slice(group * size, (group + 1) * size),
  );
}

function jsonNumber(value: number, element: "float" | "int" | "bool"): number | string | boolean {
  if (element === "bool") return value !== 0;
  return Number.isFinite(value) ? value : String(value);
}
