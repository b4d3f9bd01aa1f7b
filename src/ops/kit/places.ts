/**
 * Places in tensors as plain numbers, for the interpreter.
 *
 * Invariant: row-major; shares nothing with the affine places of the kernel layer.
 */

export function countElements(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}

/** Calls `visit` with every place of a shape, in row-major order; the array is reused. */
export function forEachPlace(
  shape: readonly number[],
  visit: (at: readonly number[], index: number) => void,
): void {
  const count = countElements(shape);
  const at = shape.map(() => 0);
  for (let index = 0; index < count; index++) {
    visit(at, index);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at[axis]!++;
      if (at[axis]! < shape[axis]!) break;
      at[axis] = 0;
    }
  }
}

export function indexOf(shape: readonly number[], at: readonly number[]): number {
  let index = 0;
  for (let axis = 0; axis < shape.length; axis++) index = index * shape[axis]! + at[axis]!;
  return index;
}
