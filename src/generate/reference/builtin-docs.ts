/**
 * What the language itself knows beside primitives, as the reference describes it.
 *
 * Invariant: all of `builtinNames`; where one is missing, the reference cannot be generated.
 */

export interface BuiltinDoc {
  readonly signature: string;
  readonly doc: string;
  /** The body of a model. */
  readonly example: string;
}

export const builtinDocs: Readonly<Record<string, BuiltinDoc>> = {
  repeat: {
    signature: "repeat(x, ...others; n, body)",
    doc: "`n` rounds through a block, each with params of its own. The first wire is chained, further ones go to every round; `repeat(0)` yields the first. With `i => …` the block knows the number of its round, counted from 0. Nothing of it is left at run time.",
    example: "input x: [64]\noutput y = x -> repeat(3) { dense(64) -> relu }",
  },
  fork: {
    signature: "fork(...xs) { a; b; … }",
    doc: "The same wires down each block; yields all the results.",
    example: "input x: [64]\noutput y = x -> fork { dense(8); dense(16) -> relu } -> concat",
  },
  range: {
    signature: "range(n)",
    doc: "The list of numbers from 0 up to, but not, `n`, which the compiler must know.",
    example: "output y = range(4)",
  },
  shape: {
    signature: "shape(x)",
    doc: "The list of a tensor's dimensions, without the batch; known to the compiler.",
    example: "input x: [28, 28, 1]\noutput y = shape(x)",
  },
  rank: {
    signature: "rank(x)",
    doc: "How many axes a tensor has, without the batch; known to the compiler.",
    example: "input x: [28, 28, 1]\noutput y = rank(x)",
  },
  length: {
    signature: "length(x)",
    doc: "How many members a list has, how many wires `...xs` are, or how long a tensor's first axis is; known to the compiler.",
    example: "input x: [28, 10]\noutput y = length(x)",
  },
  count: {
    signature: "count(x; axis = none)",
    doc: "How many elements a reduction over `axis` takes together; with `batch` among the axes, known at run time only.",
    example: "input x: [28, 28, 3]\noutput y = count(x; axis: [0, 1])",
  },
  type: {
    signature: "type(x)",
    doc: '`"float"`, `"int"` or `"bool"`; of what is no tensor `"string"`, `"layer"`, `"list"` or `"none"`. Known to the compiler.',
    example: 'input tokens: int[12]\noutput y = if type(tokens) == "int" then 1 else 0',
  },
};
