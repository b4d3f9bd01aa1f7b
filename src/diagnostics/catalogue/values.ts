/**
 * NN3xxx: values: what must be known to the compiler, kinds of values, element types.
 *
 * Invariant: `wrong` of each entry produces exactly its own code (test/diagnostics/cases.test.ts).
 */
import { entry, type Catalogue } from "./entry.ts";

export const valuesCatalogue = {
  NN3001: entry({
    title: "This must be known to the compiler",
    help: "Conditions of `if`, dimensions, counts, axes and consts decide about structure, so they are computed from settings, shapes and other static values. A tensor has its numbers only at run time; `where(c, a, b)` chooses between tensors there.",
    wrong: "model M {\n  input x\n  output y = if x > 0 then x else 0\n}\n",
    right: "model M {\n  input x\n  output y = where(x > 0, x, 0)\n}\n",
  }),
  NN3002: entry({
    title: "A condition is true or false",
    help: "Numbers do not count as conditions: compare them.",
    next: "write `true` or `false`, or compare: `n > 0`",
    wrong: "model M(n = 1) {\n  input x\n  output y = if n then x else 0\n}\n",
    right: "model M(n = 1) {\n  input x\n  output y = if n > 0 then x else 0\n}\n",
  }),
  NN3003: entry({
    title: "A whole number is wanted",
    help: "Dimensions, counts and indices are whole. `/` divides exactly; `floor(a / b)` rounds down.",
    next: "`floor(a / b)` rounds down",
    wrong: "model M(n = 5) {\n  input x: [n / 2]\n  output y = x\n}\n",
    right: "model M(n = 5) {\n  input x: [floor(n / 2)]\n  output y = x\n}\n",
  }),
  NN3004: entry({
    title: "The number is out of range",
    help: "A dimension is at least 1, a count at least 0, and no index is larger than 2147483647.",
    next: "counts may be 0, sizes and dimensions start at 1",
    wrong: "model M {\n  input x: [0]\n  output y = x\n}\n",
    right: "model M {\n  input x: [1]\n  output y = x\n}\n",
  }),
  NN3005: entry({
    title: "The wrong kind of value",
    help: "A text, a layer or `none` stands where a number or tensor is wanted, or the other way round.",
    next: "give it a number, or a tensor",
    wrong: 'model M {\n  input x\n  output y = x + "1"\n}\n',
    right: "model M {\n  input x\n  output y = x + 1\n}\n",
  }),
  NN3006: entry({
    title: "This list is no tensor",
    help: "A list or tuple of numbers is a constant tensor: its rows have one length, its members are known to the compiler. `stack` and `concat` join tensors.",
    wrong: "model M {\n  input x\n  output y = sum([x, 1])\n}\n",
    right: "model M {\n  input x\n  output y = sum(stack(x, 1))\n}\n",
  }),
  NN3007: entry({
    title: "The wrong element type",
    help: "A tensor holds `float`, `int` or `bool`. Indices and labels are ints; what is trained is a float.",
    next: "declare it `int`: `input i: int`, `target label: int`",
    wrong: "model M {\n  input x: [4], i\n  output y = x[i]\n}\n",
    right: "model M {\n  input x: [4]\n  input i: int\n  output y = x[i]\n}\n",
  }),
  NN3008: entry({
    title: "Outside of the axis",
    help: "Indices count from 0; negative ones from the end. A slice takes at least one element.",
    next: "count from 0, or from the end with -1",
    wrong: "model M {\n  input x: [4]\n  output y = x[4]\n}\n",
    right: "model M {\n  input x: [4]\n  output y = x[3]\n}\n",
  }),
} as const satisfies Catalogue;
