/**
 * NN8xxx: warnings, as a teacher would give them. The program is right; what it says is probably not meant.
 *
 * Invariant: `wrong` of each entry produces exactly its own code (test/diagnostics/cases.test.ts).
 */
import { entry, type Catalogue, type CatalogueEntry } from "./entry.ts";

/** How a warning is silenced stands on each page. */
function warning(code: string, content: Omit<CatalogueEntry, "severity">): CatalogueEntry {
  const silence = `If it is meant, say so behind the line, or above the statement or the declaration: \`// nnc-ignore ${code}: why\`.`;
  return entry({ ...content, severity: "warning", help: `${content.help}\n\n${silence}` });
}

export const warningsCatalogue = {
  NN8001: warning("NN8001", {
    title: "Two linear layers with nothing between them",
    help: "A linear layer behind a linear layer is a linear layer: `(x W) V` is `x (W V)`. Two of them learn nothing that one could not, with more numbers. Convolutions are linear, too, and dropout changes nothing about it. What lets layers build on one another is a function between them that is not linear, `relu` for instance.\n\nNot meant are layers that narrow in the middle (an encoder with a linear code), layers in groups, and values that are used elsewhere as well.",
    next: "put an activation between them, `-> relu` for instance, or leave one of them out",
    wrong:
      "model M {\n  input x: [8]\n  target t: [2]\n  output y = x -> dense(4) -> dense(2)\n  loss mse(y, t)\n}\n",
    right:
      "model M {\n  input x: [8]\n  target t: [2]\n  output y = x -> dense(4) -> relu -> dense(2)\n  loss mse(y, t)\n}\n",
  }),
  NN8002: warning("NN8002", {
    title: "A softmax feeds a squared error",
    help: "Where a softmax is sure of the wrong class, it is flat: hardly any gradient of a squared error gets through it, and the worst mistakes are learned from least. The cross entropy undoes the flatness: its gradient by what went into the softmax is the difference between what was said and what is true.",
    next: "use `crossEntropy(p, label)` behind a softmax",
    wrong:
      "model M {\n  input x: [4]\n  target t: [3]\n  output y = x -> dense(3) -> softmax\n  loss mse(y, t)\n}\n",
    right:
      "model M {\n  input x: [4]\n  target t: [3]\n  output y = x -> dense(3) -> softmax\n  loss crossEntropy(y, t)\n}\n",
  }),
  NN8003: warning("NN8003", {
    title: "A param that no loss reaches",
    help: "Training moves a param by the gradient of the loss. Here none arrives: the loss is not computed from it, or there is something between them that no gradient passes, such as `stopGradient`, `round`, `argmax` or a comparison. The param keeps the value that it starts with.",
    next: "let the loss depend on it, give it a rule of its own (`w' = …`), or make it a `buffer`",
    wrong:
      "model M {\n  input x: [4]\n  target t\n  output y = x -> dense(1) -> sum\n  output spare = x -> dense(2)\n  loss (y - t)^2\n}\n",
    right:
      "model M {\n  input x: [4]\n  target t\n  target u: [2]\n  output y = x -> dense(1) -> sum\n  output spare = x -> dense(2)\n  loss fit = (y - t)^2\n  loss second = mse(spare, u)\n}\n",
  }),
  NN8004: warning("NN8004", {
    title: "A name that nothing uses",
    help: "The value has a name, but nothing asks for it: not an output, not a loss or a metric, not a test. Often another name was written where this one was meant. What only `--expose` or `nnc trace` look at is not used in the file; begin such a name with `_`, or silence the warning.",
    next: "leave it out, or begin its name with `_`",
    wrong:
      "model M {\n  input x: [4]\n  h = x -> dense(3) -> relu\n  output y = x -> dense(2)\n}\n",
    right:
      "model M {\n  input x: [4]\n  h = x -> dense(3) -> relu\n  output y = h -> dense(2)\n}\n",
  }),
  NN8005: warning("NN8005", {
    title: "A stack of sigmoids that starves its gradient",
    help: "A sigmoid is never steeper than a quarter, and flat where it is sure. On its way back through n sigmoids a gradient is divided by at least 4ⁿ, so that the first layers of a deep stack hardly move. `relu` lets the gradient through as it is, `tanh` most of it; a shortcut around the layers (`residual`) lets it pass by.\n\nThe way with the fewest sigmoids counts, and one that feeds a cross entropy is not counted, since its logarithm undoes it.",
    next: "use `relu` or `tanh` in the hidden layers, or shortcuts around them (`residual`)",
    wrong:
      "model M {\n  input x: [4]\n  target t: [4]\n  output y = x -> repeat(5) { dense(4) -> sigmoid }\n  loss mse(y, t)\n}\n",
    right:
      "model M {\n  input x: [4]\n  target t: [4]\n  output y = x -> repeat(5) { dense(4) -> relu }\n  loss mse(y, t)\n}\n",
  }),
  NN8006: warning("NN8006", {
    title: "An output without a nonlinearity where its loss wants probabilities",
    help: "The loss takes a logarithm, as of a probability, but what it gets comes straight out of a linear layer and may be any number. Of numbers below 0 the logarithm is NaN. Losses of nnc take probabilities, not logits: end the output with `softmax` for one class of several, with `sigmoid` for yes or no. Nothing is lost by that: the compiler sees through `log(softmax(z))` and computes it from `z`.",
    next: "end it with `-> softmax` for one class of several, with `-> sigmoid` for yes or no",
    wrong:
      "model M {\n  input x: [4]\n  target label: int\n  output y = x -> dense(3)\n  loss crossEntropy(y, label)\n}\n",
    right:
      "model M {\n  input x: [4]\n  target label: int\n  output y = x -> dense(3) -> softmax\n  loss crossEntropy(y, label)\n}\n",
  }),
  NN8007: warning("NN8007", {
    title: "A line that joins the one before",
    help: "Newlines mean nothing, so a line that starts with `-` or `(` goes on with the expression before it. If that is meant, write the sign at the end of the line before, or put the whole in parentheses.",
    wrong: "model M {\n  input x\n  output y = x\n    - 1\n}\n",
    right: "model M {\n  input x\n  output y = x -\n    1\n}\n",
  }),
  NN8010: entry({
    severity: "warning",
    title: "A comment that silences nothing",
    help: "`// nnc-ignore NN8001: why` silences a warning on its own line or, on a line of its own, in the statement or declaration that starts below. It names one or several codes, separated by commas. Here nothing is warned of, or the code is none of a warning: errors cannot be silenced.",
    next: "delete the comment, or name the warning that it is for",
    wrong: "// nnc-ignore NN8001: nothing to see\nmodel M {\n  input x\n  output y = 2 * x\n}\n",
    right: "model M {\n  input x\n  output y = 2 * x\n}\n",
  }),
} as const satisfies Catalogue;
