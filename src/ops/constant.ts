/**
 * A constant: one number everywhere, or a list of numbers in row-major order.
 */
import type { Value } from "../graph/graph.ts";
import type { BuildCore, Op } from "../graph/op.ts";
import type { ElementType, Shape } from "../graph/type.ts";
import {
  addAffine,
  affine,
  affineScalar,
  call,
  constant as number,
  scaleAffine,
  type Affine,
  type Scalar,
} from "../kernel/scalar.ts";
import { signOfEither, signOfNumber } from "./kit/signs.ts";
import { countElements } from "./kit/places.ts";

export const constant: Op = {
  name: "constant",
  family: "source",
  doc: "A constant. `value` is one number for every element, `values` a number for each.",
  build: {
    signature: "(value: number | readonly number[], shape?: Shape, element?: ElementType): Value",
    make: (
      build: BuildCore,
      value: number | readonly number[],
      shape: Shape = [],
      element: ElementType = "float",
    ): Value =>
      build.node(
        constant,
        [],
        typeof value === "number" ? { value, element, shape } : { values: value, element, shape },
      )[0]!,
  },
  results: (_, attributes) => [
    { element: attributes["element"] as ElementType, shape: attributes["shape"] as Shape },
  ],
  evaluate: (_, { attributes, shapes }) => {
    const shape = shapes[0]!;
    const count = countElements(shape);
    const values = attributes["values"] as readonly number[] | undefined;
    const fill = attributes["value"] as number;
    const data = values ? Float64Array.from(values) : new Float64Array(count).fill(fill);
    return [{ shape, data }];
  },
  gradient: undefined,
  lower: (attributes) => {
    const values = attributes["values"] as readonly number[] | undefined;
    if (values === undefined)
      return { kind: "element", element: () => number(attributes["value"] as number) };
    if (piecesIn(values, 0, values.length) > mostPieces) return { kind: "source", table: values };
    return { kind: "element", element: ({ element }) => pick(values, element, 0, values.length) };
  },
  error: ({ results, unit }) =>
    results.map(({ shape, data }) => ({
      shape,
      data: data.map((each) => (fits(each, unit) ? 0 : Math.abs(each) * unit)),
    })),
  samples: [
    { name: "one number", inputs: [], attributes: { value: 2.5, element: "float", shape: [2, 2] } },
    {
      name: "numbers",
      inputs: [],
      attributes: { values: [1, -2, 3], element: "float", shape: [3] },
    },
    {
      name: "numbers that are counted, and others",
      inputs: [],
      attributes: {
        values: [7, 5, 3, 1, -1, 4, 4, 4, 0.5, 1.5, 2.5, 9],
        element: "float",
        shape: [12],
      },
    },
  ],
  sign: (value) => {
    const { attributes } = value.node;
    const values = attributes["values"] as readonly number[] | undefined;
    if (values === undefined) return signOfNumber(attributes["value"] as number);
    return values.map(signOfNumber).reduce(signOfEither);
  },
};

/** A number of few enough bits is the same in a target of that precision: ties with it are ties there. */
function fits(value: number, unit: number): boolean {
  return unit === 2 ** -53 || Math.fround(value) === value;
}

/** Numbers that fall into more runs are read from a table. */
const mostPieces = 8;

/** Into how many runs halving takes them apart; it stops counting when they are too many. */
function piecesIn(values: readonly number[], from: number, to: number): number {
  if (stepOf(values, from, to) !== undefined) return 1;
  const middle = (from + to) >> 1;
  const left = piecesIn(values, from, middle);
  return left > mostPieces ? left : left + piecesIn(values, middle, to);
}

/** The number at a place: at once where the place is known or the numbers are counted, else by halving. */
function pick(values: readonly number[], at: Affine, from: number, to: number): Scalar {
  if (at.terms.length === 0) return number(values[at.constant]!);
  const step = stepOf(values, from, to);
  if (step === 0) return number(values[from]!);
  if (step !== undefined) {
    return affineScalar(addAffine(affine(values[from]! - from * step), scaleAffine(at, step)));
  }
  const middle = (from + to) >> 1;
  const isLeft = call("less", affineScalar(at), number(middle));
  return call("select", isLeft, pick(values, at, from, middle), pick(values, at, middle, to));
}

/** By how much whole numbers grow, if evenly (`range(n)`); 0 for any that are equal. */
function stepOf(values: readonly number[], from: number, to: number): number | undefined {
  const step = to - from > 1 ? values[from + 1]! - values[from]! : 0;
  const isWhole = [step, values[from]!].every(
    (each) => Number.isSafeInteger(each) && !Object.is(each, -0),
  );
  if (step !== 0 && (to - from < 3 || !isWhole)) return undefined;
  for (let index = from + 1; index < to; index++) {
    if (!Object.is(values[index], values[index - 1]! + step)) return undefined;
  }
  return step;
}
