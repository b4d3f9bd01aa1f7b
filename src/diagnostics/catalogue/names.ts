/**
 * NN2xxx: names, and layers being applied.
 *
 * Invariant: `wrong` of each entry produces exactly its own code (test/diagnostics/cases.test.ts).
 */
import { entry, type Catalogue } from "./entry.ts";

export const namesCatalogue = {
  NN2001: entry({
    title: "Nothing has this name",
    help: "A name is looked up in the body where it stands, then in the file and its imports, then in the prelude. It was found in none of them.",
    next: "declare it, or import it",
    wrong: "model M {\n  input x\n  output y = xs + 1\n}\n",
    right: "model M {\n  input x\n  output y = x + 1\n}\n",
  }),
  NN2002: entry({
    title: "A name is given twice",
    help: "In one file, and in one body with the head above it, every name is given once. The two branches of one `if` may give the same name, as only one of them exists.",
    next: "give one of the two another name",
    wrong: "model M {\n  input x\n  h = x + 1\n  h = x + 2\n  output y = h\n}\n",
    right: "model M {\n  input x\n  h = x + 1\n  g = h + 2\n  output y = g\n}\n",
  }),
  NN2003: entry({
    title: "Names are computed from one another",
    help: "The order of statements does not matter, but a value cannot depend on itself. What a name is at the next step is written with a prime: `w' = …`.",
    wrong: "model M {\n  input x\n  a = b + x\n  b = a * 2\n  output y = b\n}\n",
    right: "model M {\n  input x\n  a = x + 1\n  b = a * 2\n  output y = b\n}\n",
  }),
  NN2004: entry({
    title: "The name exists in another branch only",
    help: "Only the branch of an `if` that is taken exists. The name is declared in one that is not taken here; use it under the same condition.",
    next: "use it under the same condition",
    wrong:
      "layer f(x; bias = false) {\n  if bias { param b = 0 }\n  return x + b\n}\nmodel M {\n  input x\n  output y = x -> f\n}\n",
    right:
      "layer f(x; bias = false) {\n  if bias { param b = 0 }\n  return if bias then x + b else x\n}\nmodel M {\n  input x\n  output y = x -> f\n}\n",
  }),
  NN2005: entry({
    title: "The imported file is not there",
    help: "The path of an import is taken from the folder of the file that imports.",
    next: "paths are taken from the folder of the file that imports",
    wrong: 'import { stage } from "./missing.nn"\n',
  }),
  NN2006: entry({
    title: "The imported file does not declare this",
    help: "Everything that a file declares can be imported, but for tests and what it imports itself.",
    next: "import something that it declares",
    wrong: 'import { missing } from "./other.nn"\n',
    right: 'import { scaled } from "./other.nn"\nlayer twice(x) = x -> scaled(2)\n',
    imports: { "other.nn": "layer scaled(x; by) = by * x\n" },
  }),
  NN2007: entry({
    title: "Files import each other",
    help: "Imports make no cycles. Move what both files need into a third.",
    next: "move what both need into a third file",
    wrong: 'import { f } from "./cycle.nn"\nlayer g(x) = 2 * x\n',
    right: "layer g(x) = 2 * x\nlayer f(x) = x -> g\n",
    imports: { "cycle.nn": 'import { g } from "./net.nn"\nlayer f(x) = x -> g\n' },
  }),
  NN2008: entry({
    title: "The import leads elsewhere",
    help: "An import is a relative path, `./layers.nn` or `../layers.nn`, inside the project: the folder with the `package.json`.",
    next: "imports stay inside the project, the folder with the `package.json`",
    wrong: 'import { f } from "layers.nn"\nlayer g(x) = 2 * f(x)\n',
    right: 'import { f } from "./layers.nn"\nlayer g(x) = 2 * f(x)\n',
    imports: { "layers.nn": "layer f(x) = x + 1\n" },
  }),
  NN2009: entry({
    title: "This statement cannot stand here",
    help: "`input`, `target`, `output`, `loss`, `metric` and `train` belong to a model; `return` to a layer; `state` to an optimizer or a `scan`, `emit` to a `scan`.",
    wrong: "layer f(x) {\n  input z\n  return x\n}\n",
    right: "layer f(x, z) {\n  return x + z\n}\n",
  }),
  NN2010: entry({
    title: "This name has no next value",
    help: "A rule `w' = …` moves a param, a buffer or a state. Other values are computed anew at each step.",
    next: "what is kept from step to step is a `param`, a `buffer` or a `state`",
    wrong: "model M {\n  input x\n  h = x + 1\n  h' = h + 1\n  output y = h\n}\n",
    right: "model M {\n  input x\n  param h = 1\n  h' = h + 1\n  output y = x + h\n}\n",
  }),
  NN2011: entry({
    title: "A layer returns once",
    help: "A layer with statements ends in one `return`. `return a, b` returns two values.",
    wrong: "layer f(x) {\n  h = x + 1\n}\n",
    right: "layer f(x) {\n  h = x + 1\n  return h\n}\n",
  }),
  NN2012: entry({
    title: "There is no rule for this next value",
    help: "`w'` means the value of `w` at the next step. Some rule `w' = …` in the same body must say what that is.",
    next: "give the rule, or leave out the prime",
    wrong: "model M {\n  input x\n  param w = 1\n  output y = w' * x\n}\n",
    right: "model M {\n  input x\n  param w = 1\n  w' = w + 1\n  output y = w' * x\n}\n",
  }),
  NN2013: entry({
    title: "There is no such member",
    help: "A dot reaches into a `shared` layer: `enc.W`, `enc.dense1.W`. In a test it reaches every param.",
    next: "reach for one that it has",
    wrong:
      "model M {\n  input x: [2]\n  shared enc = dense(2)\n  output y = x -> enc\n  output z = y @ enc.V\n}\n",
    right:
      "model M {\n  input x: [2]\n  shared enc = dense(2)\n  output y = x -> enc\n  output z = y @ enc.W\n}\n",
  }),
  NN2014: entry({
    title: "`...xs` is the last wire",
    help: "It takes all wires that are left, so nothing can stand behind it.",
    next: "put it last",
    wrong: "layer f(...xs, y) = y\n",
    right: "layer f(y, ...xs) = y\n",
  }),
  NN2101: entry({
    title: "There is no such layer",
    help: "Before `(` and after `->` stands the name of a layer: one of this file, an imported one, or one of the prelude. `docs/reference/` lists the prelude.",
    next: "declare it, or import it",
    wrong: "model M {\n  input x: [2]\n  output y = x -> sofmax\n}\n",
    right: "model M {\n  input x: [2]\n  output y = x -> softmax\n}\n",
  }),
  NN2102: entry({
    title: "This is not a layer",
    help: "Something is applied, or handed to a setting that wants a layer, but it is a value.",
    next: "only layers can be applied: `relu`, or a block `{ dense(3) -> relu }`",
    wrong: "model M {\n  input x\n  h = x + 1\n  output y = h(x)\n}\n",
    right: "model M {\n  input x\n  h = x + 1\n  output y = relu(h)\n}\n",
  }),
  NN2103: entry({
    title: "A model is not a layer",
    help: "A model is compiled by itself and cannot be applied. Put what two models share into a layer.",
    wrong:
      "model A {\n  input x\n  output y = x + 1\n}\nmodel B {\n  input x\n  output y = x -> A\n}\n",
  }),
  NN2104: entry({
    title: "Too few or too many wires",
    help: "The parameters of a layer before the `;` are its wires. In a call they are given in the parentheses, in a pipeline they come along the arrow: `(a, b) -> concat`.",
    next: "wires come before the `;`, or along the arrow: `(a, b) -> layer`",
    wrong: "model M {\n  input x\n  output y = mse(x)\n}\n",
    right: "model M {\n  input x\n  output y = mse(x, 0)\n}\n",
  }),
  NN2105: entry({
    title: "A setting is missing",
    help: "A setting without a default is required.",
    wrong: "model M {\n  input x: [2]\n  output y = x -> dense\n}\n",
    right: "model M {\n  input x: [2]\n  output y = x -> dense(3)\n}\n",
  }),
  NN2106: entry({
    title: "The layer has no such setting",
    help: "Named settings carry the names that stand after the `;` where the layer is declared.",
    wrong: "model M {\n  input x: [2]\n  output y = x -> dense(3, biass: false)\n}\n",
    right: "model M {\n  input x: [2]\n  output y = x -> dense(3, bias: false)\n}\n",
  }),
  NN2107: entry({
    title: "A setting is given twice",
    help: "Positional settings fill the settings from the first on, the blocks behind the parentheses the last ones; a name must not repeat one of them.",
    next: "leave one of them out",
    wrong: "model M {\n  input x: [2]\n  output y = x -> dense(3, out: 4)\n}\n",
    right: "model M {\n  input x: [2]\n  output y = x -> dense(3)\n}\n",
  }),
  NN2108: entry({
    title: "Too many settings",
    help: "More settings are given than the layer has.",
    next: "leave out what is too many",
    wrong: "model M {\n  input x: [2]\n  output y = x -> relu(3)\n}\n",
    right: "model M {\n  input x: [2]\n  output y = x -> leakyRelu(0.3)\n}\n",
  }),
  NN2109: entry({
    title: "Settings come after `;`",
    help: "In a call the wires come first, then a `;`, then the settings: `sum(x; axis: 0)`. In a pipeline the parentheses hold settings only.",
    wrong: "model M {\n  input x: [2]\n  output y = dense(x, 3)\n}\n",
    right: "model M {\n  input x: [2]\n  output y = dense(x; 3)\n}\n",
  }),
  NN2110: entry({
    title: "A tensor stands where a setting is wanted",
    help: "Settings are known to the compiler; tensors are known at run time. Wires come before the `;`, or along the arrow.",
    wrong: "model M {\n  input x: [2], n\n  output y = x -> dense(n)\n}\n",
    right: "model M(n = 3) {\n  input x: [2]\n  output y = x -> dense(n)\n}\n",
  }),
  NN2111: entry({
    title: "Several values where one is wanted",
    help: "A layer may return several values. Give each a name, or send them on to a layer that takes as many wires.",
    wrong: "model M {\n  input x: [4]\n  output y = split(x; 2) + 1\n}\n",
    right: "model M {\n  input x: [4]\n  a, b = split(x; 2)\n  output y = a + b\n}\n",
  }),
  NN2112: entry({
    title: "Names and values differ in number",
    help: "With several names on the left there are as many values on the right.",
    next: "give as many names as there are values",
    wrong: "model M {\n  input x: [4]\n  a, b, c = split(x; 2)\n  output y = a + b + c\n}\n",
    right: "model M {\n  input x: [4]\n  a, b = split(x; 2)\n  output y = a + b\n}\n",
  }),
  NN2113: entry({
    title: "Layers expand without end",
    help: "A layer may apply itself, but an `if` must end that. Expansion stops at 256 levels.",
    wrong: "layer f(x) = x -> f\nmodel M {\n  input x\n  output y = x -> f\n}\n",
    right:
      "layer f(x; depth) = if depth == 0 then x else x -> f(depth - 1)\nmodel M {\n  input x\n  output y = x -> f(3)\n}\n",
  }),
  NN2114: entry({
    title: "Too many layers",
    help: "A model may apply 30,000 layers and have 250,000 steps of computation; a body may have 30,000 statements, and one `repeat` may have 100,000 rounds. What should run more often is a loop at run time, not structure.",
    next: "make it smaller: no network needs so many",
    wrong: "model M {\n  input x\n  output y = x -> repeat(1e9) { relu }\n}\n",
    right: "model M {\n  input x\n  output y = x -> repeat(10) { relu }\n}\n",
  }),
  NN2115: entry({
    title: "A block with several pipelines stands alone",
    help: "A block of several pipelines is several layers: it stands behind a stage, where each fills one setting, as in `fork { a; b }`. Where one layer is wanted, a block has one pipeline.",
    wrong: "model M {\n  input x\n  const both = { relu; tanh }\n  output y = x -> both\n}\n",
    right: "model M {\n  input x\n  const both = { relu -> tanh }\n  output y = x -> both\n}\n",
  }),
  NN2116: entry({
    title: "Nothing is counted here",
    help: "`{ i => … }` names the round of a `repeat`, from 0. Other layers have no rounds.",
    next: "leave out the name and its `=>`",
    wrong: "model M {\n  input x\n  output y, z = x -> fork { i => relu; tanh }\n}\n",
    right: "model M {\n  input x\n  output y, z = x -> fork { relu; tanh }\n}\n",
  }),
  NN2117: entry({
    title: "A layer refuses",
    help: "A `require` of the layer does not hold. Its message says what the layer wants.",
    wrong:
      'layer half(x: [n]) {\n  require n % 2 == 0, "{n} is odd"\n  return x[: n / 2]\n}\nmodel M {\n  input x: [3]\n  output y = half(x)\n}\n',
    right:
      'layer half(x: [n]) {\n  require n % 2 == 0, "{n} is odd"\n  return x[: n / 2]\n}\nmodel M {\n  input x: [4]\n  output y = half(x)\n}\n',
  }),
} as const satisfies Catalogue;
