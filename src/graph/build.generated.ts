/**
 * What graphs are built with. Written by `npm run generate` from the ops' signatures.
 */
import type { Attributes, Value } from "./graph.ts";
import type { BuildCore, Operand } from "./op.ts";
import type { ElementType, Shape, TensorType } from "./type.ts";

export interface Build extends BuildCore {
  /** `abs(x)`: the magnitude. Its gradient is the sign, 0 at 0. */
  readonly abs: (x: Operand) => Value;
  /** `a + b`: the sum. */
  readonly add: (a: Operand, b: Operand) => Value;
  /** `a and b`: 1 where neither is 0. */
  readonly and: (a: Operand, b: Operand) => Value;
  /** `argmax(x; axis = -1, keep = false)`: where the largest element stands, counted from 0; the first on ties. NaN is beyond every number. An int. */
  readonly argmax: (x: Value, axis: number) => Value;
  /** `argmin(x; axis = -1, keep = false)`: where the smallest element stands, counted from 0; the first on ties. NaN is beyond every number. An int. */
  readonly argmin: (x: Value, axis: number) => Value;
  /** `atan(x)`: the arc tangent. */
  readonly atan: (x: Operand) => Value;
  /** The input's axis `i` is the result's axis `axes[i]`; along other axes, and where the input has length 1, it is repeated. */
  readonly broadcast: (x: Value, shape: Shape, axes: readonly number[]) => Value;
  /** `concat(...xs; axis = -1)`: one behind the other along an axis; the other axes agree. */
  readonly concat: (xs: readonly Value[], axis: number) => Value;
  /** A constant. `value` is one number for every element, `values` a number for each. */
  readonly constant: (value: number | readonly number[], shape?: Shape, element?: ElementType) => Value;
  /** result[…] = Σ left[…] · right[…] over the labels that the result does not have. */
  readonly contract: (left: Value, right: Value, leftLabels: readonly string[], rightLabels: readonly string[], resultLabels: readonly string[]) => Value;
  /** `cos(x)`: the cosine. */
  readonly cos: (x: Operand) => Value;
  /** `a / b`: the quotient, always a float. */
  readonly divide: (a: Operand, b: Operand) => Value;
  /** Random numbers: `uniform` in [0, 1), standard `normal`, or `truncatedNormal` within ±2. New for each sample where the shape has the batch. */
  readonly draw: (distribution: string, place: string, shape: Shape) => Value;
  /** The int itself, from 0 to `limit` - 1; any other number is an error while running. */
  readonly ensureIndex: (index: Value, limit: number, from?: string) => Value;
  /** `a == b`: 1 where they are equal, else 0. */
  readonly equal: (a: Operand, b: Operand) => Value;
  /** `erf(x)` = 2/√π ∫₀ˣ exp(-t²) dt: the error function. */
  readonly erf: (x: Operand) => Value;
  /** `exp(x)`: eˣ, element by element. */
  readonly exp: (x: Operand) => Value;
  /** `floor(x)`: the largest whole number not above x. Its gradient is 0. */
  readonly floor: (x: Operand) => Value;
  /** The input's `axis` is replaced by the axes of the indices, but for the first `common` axes, which both share. */
  readonly gather: (x: Value, indices: Value, axis: number, common: number) => Value;
  /** `a > b`: 1 where a is larger, else 0. */
  readonly greater: (a: Operand, b: Operand) => Value;
  /** `a >= b`: 1 where a is not smaller, else 0. */
  readonly greaterEqual: (a: Operand, b: Operand) => Value;
  /** `a < b`: 1 where a is smaller, else 0. */
  readonly less: (a: Operand, b: Operand) => Value;
  /** `a <= b`: 1 where a is not larger, else 0. */
  readonly lessEqual: (a: Operand, b: Operand) => Value;
  /** `log(x)`: the natural logarithm. Logarithms of softmax and sigmoid are computed from their inputs, so that nothing under- or overflows. */
  readonly log: (x: Operand) => Value;
  /** `max(x; axis, keep = false)`: the largest element over the axes. On ties the gradient goes to the first. */
  readonly max: (x: Value, axes: readonly number[], keep?: boolean) => Value;
  /** `max(a, b)`: the larger one. On ties the gradient goes to `a`. */
  readonly maximum: (a: Operand, b: Operand) => Value;
  /** `min(x; axis, keep = false)`: the smallest element over the axes. On ties the gradient goes to the first. */
  readonly min: (x: Value, axes: readonly number[], keep?: boolean) => Value;
  /** `min(a, b)`: the smaller one. On ties the gradient goes to `a`. */
  readonly minimum: (a: Operand, b: Operand) => Value;
  /** `a % b`: what is left of a divided by b, with the sign of b. */
  readonly modulo: (a: Operand, b: Operand) => Value;
  /** `a * b`: the product, element by element. */
  readonly multiply: (a: Operand, b: Operand) => Value;
  /** `-x`: the negative. */
  readonly negate: (x: Operand) => Value;
  /** `not x`: 1 where x is 0, else 0. */
  readonly not: (x: Operand) => Value;
  /** `a != b`: 1 where they differ, else 0. */
  readonly notEqual: (a: Operand, b: Operand) => Value;
  /** Its input as it is. Rewriting does not look through it, and two of different `name` stay two. */
  readonly opaque: (x: Value, name: string) => Value;
  /** `a or b`: 1 where not both are 0. */
  readonly or: (a: Operand, b: Operand) => Value;
  /** `orthonormalize(x)`: rows of length 1, each orthogonal to those before; as many rows as columns at most. */
  readonly orthonormalize: (x: Value) => Value;
  /** `a ^ b`: a to the power b. At a = 0 the gradient by b is 0. */
  readonly power: (a: Operand, b: Operand) => Value;
  /** `reshape(x; shape)`: the elements of each sample in row-major order under a new shape; `-1` is what remains. */
  readonly reshape: (x: Value, shape: Shape) => Value;
  /** `round(x)`: the nearest whole number, halves to the even one. Its gradient is 0. */
  readonly round: (x: Operand) => Value;
  /** Applies a body to each step of sequences, handing states on. Results: the states after the last step, then what each step emitted. */
  readonly scan: (inputs: readonly Value[], attributes: Attributes) => readonly Value[];
  /** Zeros of `shape`; update number i is added where index number i says along `axis`. */
  readonly scatterAdd: (updates: Value, indices: Value, shape: Shape, axis: number, common: number) => Value;
  /** `sign(x)`: -1, 0 or 1. Its gradient is 0. */
  readonly sign: (x: Operand) => Value;
  /** `sin(x)`: the sine. */
  readonly sin: (x: Operand) => Value;
  /** Element `i` along an axis is the input's `from + i * step`. The batch is taken whole. */
  readonly slice: (x: Value, from: readonly number[], count: Shape, step: readonly number[]) => Value;
  /** Along `axis` and the next: element `[i, p]` is the input's `[i * stride + p * dilation, p]`. */
  readonly slide: (x: Value, axis: number, count: number, stride: number, dilation: number) => Value;
  /** A value from outside the graph: attributes `role` and `name`, `element` and `shape`. */
  readonly source: (role: string, name: string, type: TensorType) => Value;
  /** `sqrt(x)`: the square root. */
  readonly sqrt: (x: Operand) => Value;
  /** `stopGradient(x)`: `x` itself; a constant as far as gradients are concerned. */
  readonly stopGradient: (x: Operand) => Value;
  /** `a - b`: the difference. */
  readonly subtract: (a: Operand, b: Operand) => Value;
  /** `sum(x; axis, keep = false)`: Σ over the axes, of each sample all of them by default. */
  readonly sum: (x: Value, axes: readonly number[], keep?: boolean) => Value;
  /** `tanh(x)`: the hyperbolic tangent. */
  readonly tanh: (x: Operand) => Value;
  /** `transpose(x; axes)`: the result's axis `i` is the input's axis `axes[i]`. The batch stays first. */
  readonly transpose: (x: Value, axes: readonly number[]) => Value;
  /** `fill` (0) all over `shape`, but the input's element `i` at `from + i * step` along each axis; pads, too. */
  readonly unslice: (x: Value, shape: Shape, from: readonly number[], step: readonly number[], fill?: number) => Value;
  /** Along `axis` and the next: element `[i * stride + p * dilation, p]` is the input's `[i, p]`; the others are 0. */
  readonly unslide: (x: Value, axis: number, length: number, stride: number, dilation: number) => Value;
  /** `where(c, a, b)`: `a` where `c` is not 0, else `b`; chosen element by element at run time. */
  readonly where: (c: Operand, a: Operand, b: Operand) => Value;
}
