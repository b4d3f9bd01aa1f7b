/**
 * NN5xxx: models, training and tests.
 *
 * Invariant: `wrong` of each entry produces exactly its own code (test/diagnostics/cases.test.ts).
 */
import { entry, type Catalogue } from "./entry.ts";

export const modelCatalogue = {
  NN5001: entry({
    title: "An output depends on a target",
    help: "Targets are given in training only. An output must be computed from the inputs.",
    next: "compute outputs from inputs; what needs a target is a `loss` or a `metric`",
    wrong: "model M {\n  input x\n  target t\n  output y = x + t\n}\n",
    right: "model M {\n  input x\n  target t\n  output y = x\n  loss (y - t)^2\n}\n",
  }),
  NN5002: entry({
    title: "A loss is one number for each sample",
    help: "Training takes its mean over the samples. Within a sample, write `mean(…)` or `sum(…)`.",
    wrong: "model M {\n  input x: [3]\n  target t: [3]\n  output y = x\n  loss (y - t)^2\n}\n",
    right: "model M {\n  input x: [3]\n  target t: [3]\n  output y = x\n  loss sum((y - t)^2)\n}\n",
  }),
  NN5003: entry({
    title: "A next value varies over the batch",
    help: "All samples of a batch share the params, so their next value is one for all: take a mean over the batch.",
    wrong: "model M {\n  input x\n  param w = 0\n  output y = w * x\n  w' = w + x\n}\n",
    right:
      "model M {\n  input x\n  param w = 0\n  output y = w * x\n  w' = w + mean(x; axis: batch)\n}\n",
  }),
  NN5005: entry({
    title: "A param needs a start",
    help: "`~` draws it from an initialiser, `=` gives it a value: `param W: [3, 2] ~ glorotUniform`, `param b: [2] = 0`.",
    wrong: "model M {\n  input x: [3]\n  param w: [3]\n  output y = w * x\n}\n",
    right: "model M {\n  input x: [3]\n  param w: [3] = 1\n  output y = w * x\n}\n",
  }),
  NN5006: entry({
    title: "A start cannot depend on inputs or params",
    help: "Params and buffers start before anything is computed: from numbers, or from draws.",
    wrong: "model M {\n  input x\n  param w = x\n  output y = w * x\n}\n",
    right: "model M {\n  input x\n  param w = 1\n  output y = w * x\n}\n",
  }),
  NN5007: entry({
    title: "This is not an optimiser",
    help: "An optimiser has two wires, the param and its gradient, and a rule for the param: `optimizer plain(p, g; rate = 0.1) { p' = p - rate * g }`.",
    wrong:
      "model M {\n  input x\n  target t\n  param w = 1\n  output y = w * x\n  loss (y - t)^2\n  train { optimizer relu }\n}\n",
    right:
      "model M {\n  input x\n  target t\n  param w = 1\n  output y = w * x\n  loss (y - t)^2\n  train { optimizer sgd }\n}\n",
  }),
  NN5009: entry({
    title: "`step` is known in `train` and `optimizer` only",
    help: "`step` counts the updates. A forward pass does not know it: a schedule is a rate that is computed from it, `adam(rate: 1e-3 * min(1, step / 500))`.",
    next: "a schedule is a rate: `adam(rate: 1e-3 * min(1, step / 500))`",
    wrong: "model M {\n  input x\n  output y = x * step\n}\n",
  }),
  NN5010: entry({
    title: "Two things would have one name",
    help: "Params and buffers are known by their paths, in weights files and in the generated module. A layer is named after itself and counted, so a param must not be called like one.",
    next: "give the param another name",
    wrong:
      "model M {\n  input x: [2]\n  param dense1 = 0\n  output y = dense1 + (x -> dense(2))\n}\n",
    right:
      "model M {\n  input x: [2]\n  param shift = 0\n  output y = shift + (x -> dense(2))\n}\n",
  }),
  NN5011: entry({
    title: "A setting of a model is missing or unknown",
    help: "Settings without a default are given from outside: `--set hidden=64`, or by `model Small = Digits(hidden: 16)`.",
    next: "the settings of a model stand behind its name: `model Digits(hidden = 128)`",
    wrong: "model M(n) {\n  input x: [n]\n  output y = x\n}\n",
    right: "model M(n = 3) {\n  input x: [n]\n  output y = x\n}\n",
  }),
  NN5012: entry({
    title: "Nothing to freeze",
    help: "`--freeze` takes patterns of the names of params, as `nnc summary` lists them: `stage1.*,enc.*`.",
    next: "`*` stands for any letters, dots too: `stage1.*`",
    wrong: "nnc compile digits.nn --freeze dens1.*",
    right: "nnc compile digits.nn --freeze dense1.*",
  }),
  NN5024: entry({
    severity: "warning",
    title: "Everything is frozen",
    help: "With every param frozen, `step` and `update` are there and move none of them: a step measures the loss and moves buffers, such as the statistics of a batch norm. `backward` still gives the gradients of inputs.",
    next: "leave something for training to move, or compile with `--inference`",
    wrong: "nnc compile digits.nn --freeze '*'",
    right: "nnc compile digits.nn --freeze dense1.*",
  }),
  NN5013: entry({
    title: "There is no such model",
    help: "A test, and another name for a model, name a model of the file.",
    next: "name one that it has",
    wrong:
      'model M {\n  input x\n  output y = x\n}\ntest "nothing" of N {\n  given x = 1\n  expect y == 1\n}\n',
    right:
      'model M {\n  input x\n  output y = x\n}\ntest "itself" of M {\n  given x = 1\n  expect y == 1\n}\n',
  }),
  NN5014: entry({
    title: "What a test gives does not fit",
    help: "`given` sets inputs, targets and params in their own shapes; a single number fills any shape. Every input that a claim needs must be given.",
    next: "give it in its own shape, or one number for all places",
    wrong:
      'model M {\n  input x: [2]\n  output y = x\n}\ntest "itself" of M {\n  given x = (1, 2, 3)\n  expect sum(y) == 3\n}\n',
    right:
      'model M {\n  input x: [2]\n  output y = x\n}\ntest "itself" of M {\n  given x = (1, 2)\n  expect sum(y) == 3\n}\n',
  }),
  NN5016: entry({
    title: "Said twice in `train`",
    help: "A model has one `train` block, and in it `optimizer`, `batch` and `epochs` stand once at most.",
    next: "leave one of them out",
    wrong: "model M {\n  input x\n  output y = x\n  train { batch 1 batch 2 }\n}\n",
    right: "model M {\n  input x\n  output y = x\n  train { batch 2 }\n}\n",
  }),
  NN5018: entry({
    title: "A param differs between inference and training",
    help: "A model is compiled once for inference and once for training, with the same params. Where `training` chooses between layers, params of one name must have one shape.",
    next: "give it one shape in both",
    wrong:
      "model M {\n  input x: [2]\n  output y = if training then x -> dense(2) else x -> dense(3)\n}\n",
    right:
      "model M {\n  input x: [2]\n  h = x -> dense(2)\n  output y = if training then h -> tanh else h\n}\n",
  }),
  NN5019: entry({
    title: "The file has no such model",
    help: "`--model` chooses one of several models of a file.",
    next: "ask for one that it has",
    wrong: "nnc compile digits.nn --model Digit",
    right: "nnc compile digits.nn --model Digits",
  }),
  NN5020: entry({
    title: "A setting of an optimiser is one number",
    help: "Rates and the like may be computed from `step`, but they are one number for all params and samples.",
    next: "compute it from numbers and `step`",
    wrong:
      "model M {\n  input x\n  target t\n  param w = 1\n  output y = w * x\n  loss (y - t)^2\n  train { optimizer sgd(rate: x) }\n}\n",
    right:
      "model M {\n  input x\n  target t\n  param w = 1\n  output y = w * x\n  loss (y - t)^2\n  train { optimizer sgd(rate: 1 / step) }\n}\n",
  }),
  NN5022: entry({
    title: "A state starts from a value and has a next one",
    help: "In a `scan`, `state h = …` says what the state is before the first step, `h' = …` what it is behind each; both have one shape.",
    wrong:
      "model M {\n  input xs: [3]\n  scan x over xs {\n    state s = 0\n    emit ys = s + x\n  }\n  output y = ys\n}\n",
    right:
      "model M {\n  input xs: [3]\n  scan x over xs {\n    state s = 0\n    s' = s + x\n    emit ys = s'\n  }\n  output y = ys\n}\n",
  }),
  NN5023: entry({
    title: "Params and buffers do not move inside a scan",
    help: "A `scan` is walked within one step of training, in which params and buffers move once. Its own states move at every step of it; a layer that keeps running statistics stands outside.",
    wrong:
      "model M {\n  input xs: [3]\n  buffer seen = 0\n  scan x over xs {\n    seen' = seen + 1\n    emit ys = x\n  }\n  output y = ys\n}\n",
    right:
      "model M {\n  input xs: [3]\n  scan x over xs {\n    state seen = 0\n    seen' = seen + 1\n    emit ys = x * seen'\n  }\n  output y = ys\n}\n",
  }),
  NN5025: entry({
    title: "A value that differs between inference and training",
    help: "A value that is exposed is kept in one place for both graphs of a model, so it has one shape and one type in both.",
    next: "give it one shape in both, or expose another value",
    wrong: "nnc compile net.nn --expose h    # h is [2] in inference, [3] in training",
    right: "nnc compile net.nn --expose h --inference",
  }),
  NN5026: entry({
    title: "Nothing to expose",
    help: "`--expose` takes patterns of named values: what stands to the left of a `=`, in a model or in a layer, by its path: `encoder1.attention1.a`, `encoder*.a`. The states and emits of a `scan` are such names; what its body names is kept for all steps. Inputs, params and layers are no named values.",
    next: "`*` stands for any letters, dots too: `stage1.*`",
    wrong: "nnc compile digits.nn --expose hiden",
    right: "nnc compile digits.nn --expose hidden",
  }),
  NN5027: entry({
    severity: "warning",
    title: "Nothing to carry from call to call",
    help: "With `--stateful` the states of the outermost scans start where the last `forward` left them. A model without such states is compiled as without the option. States that depend on a target always start anew, since `forward` may be called without it.",
    next: "leave the option out",
    wrong: "nnc compile digits.nn --stateful",
    right: "nnc compile lstm.nn --stateful",
  }),
  NN5028: entry({
    title: "A model's name is taken",
    help: "A model is a class of its own name in the generated module. That cannot be a word of JavaScript, or the name of something that the module uses, such as `Error` or `Map`; and the functions of two models need different names, so `Net` and `net` do not go together.",
    next: "give the model another name",
    wrong: "model Error {\n  input x\n  output y = x\n}\n",
    right: "model Mistake {\n  input x\n  output y = x\n}\n",
  }),
  NN5029: entry({
    title: "The name of the total",
    help: "`metrics.loss` of a compiled model is the total of its losses. A metric, or one loss of several, needs a name of its own.",
    next: "give it another name",
    wrong:
      "model M {\n  input x\n  target t\n  param w = 1\n  output y = w * x\n  loss (y - t)^2\n  metric loss = abs(y - t)\n}\n",
    right:
      "model M {\n  input x\n  target t\n  param w = 1\n  output y = w * x\n  loss (y - t)^2\n  metric error = abs(y - t)\n}\n",
  }),
  NN5021: entry({
    title: "Several losses need names",
    help: "The only loss of a model may go without a name. Several are summed, and reported by name.",
    next: "write `loss name = …`",
    wrong:
      "model M {\n  input x\n  target t\n  param w = 1\n  output y = w * x\n  loss (y - t)^2\n  loss abs(w)\n}\n",
    right:
      "model M {\n  input x\n  target t\n  param w = 1\n  output y = w * x\n  loss fit = (y - t)^2\n  loss small = abs(w)\n}\n",
  }),
} as const satisfies Catalogue;
