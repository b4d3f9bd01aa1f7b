/**
 * NN4xxx: shapes that do not fit. Shapes are those of one sample: the batch is never written.
 *
 * Invariant: `wrong` of each entry produces exactly its own code (test/diagnostics/cases.test.ts).
 */
import { entry, type Catalogue } from "./entry.ts";

export const shapesCatalogue = {
  NN4001: entry({
    title: "Two shapes do not fit",
    help: "Elementwise work aligns the shapes at their last dimension, as in NumPy: in each place the two are equal, or one of them is 1 or missing.",
    next: "aligned at their ends, two dimensions are equal, or one of them is 1",
    wrong: "model M {\n  input a: [3], b: [4]\n  output y = a + b\n}\n",
    right: "model M {\n  input a: [3], b: [3]\n  output y = a + b\n}\n",
  }),
  NN4002: entry({
    title: "A wire does not have the shape that the layer wants",
    help: "The shape behind a wire's name, as in `x: [h, w, c]`, says how many dimensions it has. A name binds a dimension; where it stands again, or is a setting, the dimension must be the same.",
    next: "`reshape`, `transpose` and `flatten` change shapes",
    wrong:
      "layer image(x: [h, w, c]) = x * 2\nmodel M {\n  input x: [256]\n  output y = image(x)\n}\n",
    right:
      "layer image(x: [h, w, c]) = x * 2\nmodel M {\n  input x: [16, 16, 1]\n  output y = image(x)\n}\n",
  }),
  NN4003: entry({
    title: "A dimension is not said",
    help: "In `input`, `param` and the like every dimension is known. `...` stands for any leading dimensions in the wires of a layer only; what it is called there, `...lead`, can be spread here.",
    next: "write a number, a setting, or a dimension that a wire binds",
    wrong: "model M {\n  input x: [..., 3]\n  output y = x\n}\n",
    right: "model M {\n  input x: [5, 3]\n  output y = x\n}\n",
  }),
  NN4004: entry({
    title: "The value does not have the declared shape",
    help: "What a param, buffer or state starts from, and what a rule makes of it, has its own shape or can be repeated to it. Without a shape it is a scalar.",
    next: "give it in the declared shape, or one number for all places",
    wrong: "model M {\n  input x: [3]\n  param w: [2] = (1, 2, 3)\n  output y = sum(w) * x\n}\n",
    right: "model M {\n  input x: [3]\n  param w: [3] = (1, 2, 3)\n  output y = w * x\n}\n",
  }),
  NN4005: entry({
    title: "The operation cannot work on this shape",
    help: "The message says what the operation wants, and what it got.",
    next: "`reshape`, `transpose` and `flatten` change shapes",
    wrong: "model M {\n  input a: [3], b: [4, 2]\n  output y = a @ b\n}\n",
    right: "model M {\n  input a: [4], b: [4, 2]\n  output y = a @ b\n}\n",
  }),
  NN4012: entry({
    title: "The pattern does not fit",
    help: 'A pattern names the axes of each value, from first to last, and of the result: `"t (h k) -> h t k"`. Parentheses split an axis or merge several, `...` stands for any others, `1` for an axis of that length. Lengths that cannot be known otherwise are given behind it: `h: 8`.',
    next: "name every axis once, in its order; the lengths of what is split stand behind the pattern: `h: 8`",
    wrong: 'model M {\n  input x: [6, 4]\n  output y = rearrange(x; "t (h k) -> h t k", h: 3)\n}\n',
    right: 'model M {\n  input x: [6, 4]\n  output y = rearrange(x; "t (h k) -> h t k", h: 2)\n}\n',
  }),
  NN4011: entry({
    title: "This cannot be walked over",
    help: "`scan x over xs` takes `xs` apart along its first axis, one step after another. Several sequences have one length, and a name each; `range(n)` counts.",
    next: "walk over a sequence, `[t, …]`, or count: `scan i over range(n)`",
    wrong:
      "model M {\n  input x\n  scan each over x {\n    emit ys = each\n  }\n  output y = ys\n}\n",
    right:
      "model M {\n  input x: [3]\n  scan each over x {\n    emit ys = each\n  }\n  output y = ys\n}\n",
  }),
  NN4006: entry({
    title: "Too many subscripts",
    help: "A tensor has one subscript for each axis of a sample, or fewer; `...` stands for the axes between. The batch is not indexed.",
    next: "give a subscript for each axis at most: the batch is none",
    wrong: "model M {\n  input x: [4]\n  output y = x[0, 1]\n}\n",
    right: "model M {\n  input x: [4, 4]\n  output y = x[0, 1]\n}\n",
  }),
} as const satisfies Catalogue;
