/**
 * NN1xxx: what can be wrong with the text of a program before anything is looked up in it.
 *
 * Invariant: `wrong` of each entry produces exactly its own code (test/diagnostics/cases.test.ts).
 */
import { entry, type Catalogue } from "./entry.ts";

export const syntaxCatalogue = {
  NN1001: entry({
    title: "Something else was expected",
    help:
      "The program could be read up to the marked place, and what stands there cannot follow.\n\n" +
      "Newlines mean nothing in `.nn`, so the cause may be at the end of the line before: an operand, a closing bracket or a comma that is missing. The statement is left out and reading goes on behind it.",
    next: "write what is missing, or leave out what stands before it",
    wrong: "model M {\n  input x\n  output y = x *\n}\n",
    right: "model M {\n  input x\n  output y = x * 2\n}\n",
  }),
  NN1002: entry({
    title: "A closing bracket is missing",
    help:
      "A bracket was opened and not closed before the statement, the body or the file came to its end.\n\n" +
      "Where the bracket should stand is guessed from the layout of the program: from its indentation and from what its lines start with.",
    wrong: "model M {\n  input x\n  output y = max(x, 0\n}\n",
    right: "model M {\n  input x\n  output y = max(x, 0)\n}\n",
  }),
  NN1003: entry({
    title: "A closing bracket closes nothing",
    help: "No bracket of this kind is open here. Leave it out, or open one before.",
    wrong: "model M {\n  input x\n  output y = max(x, 0))\n}\n",
    right: "model M {\n  input x\n  output y = max(x, 0)\n}\n",
  }),
  NN1004: entry({
    title: "A string does not end",
    help: 'A string ends on the line on which it starts. A line break inside is written `\\n`, a quote `\\"`.',
    wrong: 'layer f(x: [n]) {\n  require n > 1, "too short\n  return x\n}\n',
    right: 'layer f(x: [n]) {\n  require n > 1, "too short"\n  return x\n}\n',
  }),
  NN1005: entry({
    title: "A comment does not end",
    help: "A comment that starts with `/*` goes on to the next `*/`. Such comments do not nest. For a single line there is `//`.",
    wrong: "model M {\n  input x\n  output y = x\n}\n/* the end\n",
    right: "model M {\n  input x\n  output y = x\n}\n/* the end */\n",
  }),
  NN1006: entry({
    title: "A sign that the language does not have",
    help:
      'Some signs are written differently than elsewhere: powers `^`, conjunction `and`, `or` and `not`, strings `"…"`, comments `// …`, the pipeline `->`.\n\n' +
      "Names consist of the letters A to Z, digits and `_`. Characters that only look like those of the language (Cyrillic letters, full-width signs, typographic quotes and dashes, invisible spaces) are told with their number in Unicode; in strings and comments they may stand.",
    next: "leave it out",
    wrong: "model M {\n  input x\n  output y = x ** 2\n}\n",
    right: "model M {\n  input x\n  output y = x ^ 2\n}\n",
  }),
  NN1007: entry({
    title: "Not a number",
    help: "A number is written `12`, `0.5`, `1e-3` or `1.5e+3`; letters right behind it make it neither a number nor a name, and a product needs its `*`.\n\nNumbers beyond about 1.8e308 cannot be represented.",
    wrong: "model M {\n  input x\n  output y = 3x\n}\n",
    right: "model M {\n  input x\n  output y = 3 * x\n}\n",
  }),
  NN1008: entry({
    title: "An escape that strings do not have",
    help: 'Strings know `\\n`, `\\t`, `\\"` and `\\\\`. Every other character stands for itself; a backslash is written twice.',
    wrong: 'test "a \\d" of M {}\nmodel M {\n  input x\n  output y = x\n}\n',
    right: 'test "a \\\\d" of M {}\nmodel M {\n  input x\n  output y = x\n}\n',
  }),
  NN1009: entry({
    title: "A misspelt word of the language",
    help: "What stands here is no word that can start a declaration or a statement, but nearly one. The rest of the program is read as if the right word stood there.",
    wrong: "modle M {\n  input x\n  output y = x\n}\n",
    right: "model M {\n  input x\n  output y = x\n}\n",
  }),
  NN1010: entry({
    title: "Settings come after `;`",
    help:
      "Wires, the tensors that flow through a layer, stand before the `;`, and settings, which are known when the program is compiled, after it: `layer dense(x; out, bias = true)` and `sum(x; axis: 0)`.\n\n" +
      "In a pipeline the wires come along the arrow, so the parentheses hold settings only and there is no `;`: `x -> dense(10)`.",
    wrong: "layer total(x) = sum(x, axis: 0)\n",
    right: "layer total(x) = sum(x; axis: 0)\n",
  }),
  NN1011: entry({
    title: "`=` and `:` are mixed up",
    help: "Where a setting is declared, its default follows `=`; where it is given, its value follows `:`. `:` behind a declared wire starts its type and shape.",
    wrong: "layer f(x) = x -> dropout(rate = 0.1)\n",
    right: "layer f(x) = x -> dropout(rate: 0.1)\n",
  }),
  NN1012: entry({
    title: "Comparisons do not chain",
    help: "`a < b < c` would compare a truth value with `c`. Write `a < b and b < c`, or put in parentheses what is compared first.",
    wrong: "layer f(x) = 0 < x < 1\n",
    right: "layer f(x) = 0 < x and x < 1\n",
  }),
  NN1013: entry({
    title: "A pipeline inside a larger expression needs parentheses",
    help:
      "What follows `->` is a layer, not an expression, and `->` binds looser than all operators: `a + b -> relu` applies `relu` to the sum.\n\n" +
      "To go on calculating with the result of a pipeline, put it in parentheses: `(x -> relu) + x`.",
    wrong: "layer f(x) = x -> relu + x\n",
    right: "layer f(x) = (x -> relu) + x\n",
  }),
  NN1014: entry({
    title: "`not` needs parentheses here",
    help: "`not` binds looser than comparisons and arithmetic, so that `not a == b` means `not (a == b)`. Behind a tighter operator it must stand in parentheses.",
    wrong: "layer f(a, b) = a == not b\n",
    right: "layer f(a, b) = a == (not b)\n",
  }),
  NN1015: entry({
    title: "Wires in a place for settings",
    help: "Behind `->`, `~`, `optimizer`, and on the right of `shared` and `model … =` stands a stage: its parentheses hold settings only. The wires come along the arrow, and so there is no `;`.",
    wrong: "layer f(x) = x -> softmax(x; axis: 0)\n",
    right: "layer f(x) = x -> softmax(axis: 0)\n",
  }),
  NN1016: entry({
    title: "A setting without a name behind one with a name",
    help: "Settings without names are counted from the first, so they come before those with names.",
    wrong: "layer f(x) = x -> dense(out: 3, true)\n",
    right: "layer f(x) = x -> dense(3, bias: true)\n",
  }),
  NN1017: entry({
    title: "A declared name with a prime",
    help: "`w'` is the value that `w` has at the next step. It needs no declaration of its own: declare `w`, and give `w' = …`.",
    wrong: "model M {\n  param w' = 0\n  output y = w\n}\n",
    right: "model M {\n  param w = 0\n  output y = w\n}\n",
  }),
  NN1018: entry({
    title: "A wire where only settings can stand",
    help: "Settings are static: they have a default, but no type or shape. A model has settings only; the tensors that it is given are its `input` and `target` statements.",
    wrong: "model M(x: [3]) {\n  output y = x\n}\n",
    right: "model M {\n  input x: [3]\n  output y = x\n}\n",
  }),
  NN1019: entry({
    title: "Only a layer's name can be applied",
    help:
      "Parentheses behind a name apply that layer. Behind anything else they mean nothing.\n\n" +
      "A line that starts with `(` goes on with the line before it.",
    wrong: "layer f(x) = (x + 1)(2)\n",
    right: "layer f(x) = (x + 1) * 2\n",
  }),
  NN1020: entry({
    title: "An empty block",
    help: "A block is a layer value, a pipeline without its source. The layer that changes nothing is `identity`.",
    wrong: "layer f(x) = x -> residual {}\n",
    right: "layer f(x) = x -> residual { identity }\n",
  }),
  NN1021: entry({
    title: "A metric without a name",
    help: "Metrics are reported under their names. Only a loss may go without one.",
    wrong: "model M {\n  input x\n  metric abs(x)\n}\n",
    right: "model M {\n  input x\n  metric size = abs(x)\n}\n",
  }),
  NN1022: entry({
    title: "An `if` in the wrong place",
    help: "`if c then a else b` is a value, and each branch reaches as far as it can; inside a larger expression it needs parentheses. `if c { … } else { … }` is a statement and chooses statements.",
    wrong: "layer f(x; double = false) = x * if double then 2 else 1\n",
    right: "layer f(x; double = false) = x * (if double then 2 else 1)\n",
  }),
  NN1023: entry({
    title: "Several values for one name",
    help: "`a, b = x, y` gives two names two values. One name takes one value; `(1, 2)` in parentheses is a constant tensor.",
    wrong: "model M {\n  input x\n  output y = x, x\n}\n",
    right: "model M {\n  input x\n  output y, z = x, x\n}\n",
  }),
  NN1024: entry({
    title: "An arrow in a condition",
    help: "The condition of an `if` and what `scan` walks over contain no `->` outside parentheses, because a `{` behind them starts the body.",
    wrong: "layer f(xs) {\n  scan x over xs -> relu {\n    emit y = x\n  }\n  return y\n}\n",
    right: "layer f(xs) {\n  scan x over (xs -> relu) {\n    emit y = x\n  }\n  return y\n}\n",
  }),
  NN1025: entry({
    title: "An incomplete `if`",
    help: "A value that is chosen has both branches: `if c then a else b`. To choose statements, write `if c { … }`; there `else` may be left out.",
    wrong: "layer f(x; on = true) = if on then 2 * x\n",
    right: "layer f(x; on = true) = if on then 2 * x else x\n",
  }),
  NN1026: entry({
    title: "A reserved word as a name",
    help: "`if then else and or not true false none` are reserved. All other words of the language may be names.",
    wrong: "layer f(x; else = 1) = x\n",
    right: "layer f(x; other = 1) = x\n",
  }),
  NN1027: entry({
    title: "In the wrong body, or in none",
    help: "Statements stand in the body of a model, layer, optimizer or test. Declarations stand in none, except `const`. Often a brace before it is missing or too many.",
    wrong: "input x\nmodel M {\n  output y = 1\n}\n",
    right: "model M {\n  input x\n  output y = x\n}\n",
  }),
  NN1028: entry({
    title: "A comma between statements",
    help: "Statements need nothing between them; a `;` may stand there. A comma separates the members of a list.",
    wrong: "model M {\n  input x\n  a = x + 1, b = x + 2\n  output y = a * b\n}\n",
    right: "model M {\n  input x\n  a = x + 1; b = x + 2\n  output y = a * b\n}\n",
  }),
  NN1029: entry({
    title: "Nested too deep",
    help: "Brackets may nest 200 levels deep, and an expression may hold about 1000 operators. Give names to its parts; for many layers in a row there is `repeat`.",
    wrong: `const a = ${"(".repeat(201)}1${")".repeat(201)}\n`,
    right: "const b = 1 + 1\nconst a = b + b\n",
  }),
  NN1030: entry({
    title: "Written as in another language",
    help: "What Python, JavaScript or their libraries write otherwise: `h = …` without `let`; `x -> f -> g` for a row of layers; `input x: [4]` for a shape, without the batch; `if c then a else b` for a choice of structure and `where(c, a, b)` between tensors; `layer f(x) = …` for a function, `model M { … }` for a network; `repeat(3) { … }` and `scan x over xs { … }` in place of loops.",
    wrong: "model M {\n  input x\n  let h = x + 1\n  output y = h\n}\n",
    right: "model M {\n  input x\n  h = x + 1\n  output y = h\n}\n",
  }),
  NN1031: entry({
    title: "The file is too long",
    help: "A file may have 20 million characters and a million words and signs: what is longer would take more time and memory than compiling is worth. Numbers in such amounts are weights or data: nnc reads them from their own files, with `--weights` and `--data`.",
    next: "import layers from other files; give numbers as weights or data",
    wrong: "nnc compile table.nn",
  }),
  NN1032: entry({
    title: "A name, number or string is too long",
    help: "Names, numbers and strings have at most 1000 characters, so that messages that quote them can be read.",
    next: "write it shorter",
    wrong: "nnc compile long.nn",
  }),
} as const satisfies Catalogue;
