/**
 * The type of a tensor in the graph: element type and shape.
 *
 * Invariant: the batch, where a value varies over it, is the dimension "batch" and always the first;
 * every other dimension is a whole number of at least 1. A scalar has the shape [].
 */
export type ElementType = "float" | "int" | "bool";
export type Dimension = number | "batch";
export type Shape = readonly Dimension[];

export interface TensorType {
  readonly element: ElementType;
  readonly shape: Shape;
}

export function tensorType(element: ElementType, shape: Shape): TensorType {
  return { element, shape };
}

/** Does the value differ from sample to sample? */
export function isBatched(type: TensorType): boolean {
  return type.shape[0] === "batch";
}

/** The shape as the user wrote it: of one sample, without the batch. */
export function sampleShape(type: TensorType): readonly number[] {
  return type.shape.filter((dimension) => dimension !== "batch");
}

/** Number of elements of one sample (the batch counts as one). */
export function elementCount(shape: Shape): number {
  return shape.reduce<number>((product, each) => product * (each === "batch" ? 1 : each), 1);
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dimension, axis) => dimension === b[axis]);
}

export function sameType(a: TensorType, b: TensorType): boolean {
  return a === b || (a.element === b.element && sameShape(a.shape, b.shape));
}

/** `float[batch, 128]`; a scalar is `float`. */
export function formatType(type: TensorType): string {
  return type.shape.length === 0 ? type.element : `${type.element}[${type.shape.join(", ")}]`;
}
