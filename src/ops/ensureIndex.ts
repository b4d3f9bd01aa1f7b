/**
 * `ensureIndex`: an int that is about to index an axis, refused where it lies outside of it.
 */
import type { Value } from "../graph/graph.ts";
import { IndexOutside, type BuildCore, type Op, type Tensor } from "../graph/op.ts";
import { call, constant, text } from "../kernel/scalar.ts";
import { allInTime } from "./kit/time.ts";

interface EnsureIndexAttributes {
  readonly limit: number;
  /** For the error: what the index is made from, `input tokens`. */
  readonly from: string;
}

const read = (attributes: unknown): EnsureIndexAttributes => attributes as EnsureIndexAttributes;

export const ensureIndex: Op = {
  name: "ensureIndex",
  family: "elementwise",
  doc: "The int itself, from 0 to `limit` - 1; any other number is an error while running.",
  build: {
    signature: "(index: Value, limit: number, from?: string): Value",
    make: (build: BuildCore, index: Value, limit: number, from = "an index"): Value =>
      build.node(ensureIndex, [index], { limit, from })[0]!,
  },
  results: ([index]) => [index!],
  evaluate: ([index], { attributes }) => {
    const { limit, from } = read(attributes);
    const outside = index!.data.find((each) => !(each >= 0 && each < limit));
    if (outside !== undefined) throw new IndexOutside(outside, limit, from);
    return [index!];
  },
  gradient: undefined,
  lower: (attributes) => {
    const { limit, from } = read(attributes);
    return {
      kind: "element",
      element: ({ at, read: readInput }) =>
        call("checkIndex", readInput(0, at), constant(limit), text(from)),
    };
  },
  error: ({ results }) => results.map(exact),
  indexLimit: (_, attributes) => ({ input: 0, limit: read(attributes).limit }),
  vectorize: (context) => {
    const { op, attributes } = context.original.node;
    return context.build.node(op, allInTime(context), attributes)[0];
  },
  samples: [
    {
      name: "inside",
      inputs: [{ type: { element: "int", shape: ["batch", 3] }, range: [0, 4] }],
      attributes: { limit: 4, from: "input i" },
    },
  ],
};

function exact({ shape, data }: Tensor): Tensor {
  return { shape, data: new Float64Array(data.length) };
}
