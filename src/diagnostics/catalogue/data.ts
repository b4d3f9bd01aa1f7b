/**
 * NN6xxx: what can be wrong with data sets, inputs, weights and checkpoints.
 *
 * `wrong` and `right` are excerpts of files or command lines here, not programs.
 */
import { entry, type Catalogue } from "./entry.ts";

export const dataCatalogue = {
  // ── reading files
  NN6001: entry({
    title: "Unknown kind of data",
    help: "What a data file holds is told by its name: `.npz`, `.safetensors`, `.jsonl`, `.csv`. A folder holds IDX files, named by `--map`, or PNG pictures with one subfolder for each class.",
    wrong: "nnc train digits.nn --data digits.xlsx",
    right: "nnc train digits.nn --data digits.csv",
  }),
  NN6002: entry({
    title: "The file is damaged",
    help: "The file ends too early, or what it says about itself cannot be true. It may be an interrupted download or copy; get it anew.",
    next: "copy or make the file anew",
    wrong: "head -c 1000 digits.npz > part.npz && nnc train digits.nn --data part.npz",
  }),
  NN6003: entry({
    title: "A kind of number that nnc does not read",
    help: "Arrays may hold floats of 16, 32 or 64 bits, whole numbers of 8 to 64 bits, or booleans. Text, complex numbers and Python objects are not read.",
    next: "save it as floats, whole numbers or booleans",
    wrong: 'numpy.savez("d.npz", x=x, label=numpy.array(["cat", "dog"]))',
    right: 'numpy.savez("d.npz", x=x, label=numpy.array([0, 1]))',
  }),
  NN6004: entry({
    title: "No samples",
    help: "The data set is empty, or the split leaves one of its parts empty.",
    next: "give it at least one row for each sample",
    wrong: "nnc train digits.nn --data empty.csv",
  }),
  NN6005: entry({
    title: "A cell is empty",
    help: "Every row of a CSV file needs a value in every column that is used. nnc does not guess missing values: leave the row out, or fill the hole.",
    wrong: "height,weight\n1.71,64\n1.80,\n",
    right: "height,weight\n1.71,64\n1.80,77\n",
  }),
  NN6006: entry({
    title: "Not a number",
    help: "Data are numbers: `0.5`, `-3`, `1e-3`; for booleans also `true` and `false`. Classes are numbered from 0.",
    wrong: "x,label\n0.5,cat\n",
    right: "x,label\n0.5,0\n",
  }),
  NN6007: entry({
    title: "A row that does not fit",
    help: "Every row has as many cells as the header, and every line of a JSON-lines file is one JSON object with the same keys and shapes as the first.",
    next: "give all rows the same cells, and all samples one shape",
    wrong: "a,b\n1,2\n1,2,3\n",
    right: "a,b\n1,2\n1,3\n",
  }),
  NN6008: entry({
    title: "A folder of pictures that cannot be used",
    help: "A folder of PNG pictures holds one subfolder for each class, in alphabetical order of their names, and all pictures have one size. They become the only input of the model, the number of the class its only target; `--map x=image,label=label` says it in other cases.",
    wrong: "nnc train digits.nn --data pictures    # 0.png 1.png …",
    right: "nnc train digits.nn --data pictures    # 0/a.png 0/b.png 1/a.png …",
  }),
  NN6009: entry({
    title: "The mapping does not fit the data",
    help: "`--map x=0:256,label=256` takes columns of a CSV file by number, from 0, the end not included, or by name. For a folder, `--map x=images.gz,label=labels.gz` names its IDX or `.npy` files.",
    next: "columns are counted from 0, or called by their names: --map x=0:2,label=2",
    wrong: "nnc train digits.nn --data digits.csv --map x=0:300,label=256",
    right: "nnc train digits.nn --data digits.csv --map x=0:256,label=256",
  }),
  // ── data against the model
  NN6020: entry({
    title: "The data lack a column",
    help: "Every input and target of the model is looked for in the data under its own name.",
    wrong: "pixels,label    # for a model with `input x`",
    right: "x,label",
  }),
  NN6021: entry({
    title: "A sample of the wrong size",
    help: "A sample must have the shape that the model declares; a list of as many numbers will do, too.",
    next: "samples have the declared shape, or are lists of as many numbers",
    wrong: "784 pixels for `input x: [256]`",
    right: "256 pixels for `input x: [256]`",
  }),
  NN6022: entry({
    title: "Columns of different length",
    help: "All arrays of a data set have the samples along their first axis, so these axes must agree.",
    next: "all arrays have the samples along their first axis",
    wrong: "images: 10000, labels: 9999",
  }),
  NN6023: entry({
    title: "NaN or infinity in the data",
    help: "One such number makes every weight NaN in a single step. Leave the sample out, or put a number in its place.",
    next: "leave the sample out, or put a number in its place",
    wrong: '{"x": [0.5, "NaN"], "label": 1}',
    right: '{"x": [0.5, 0], "label": 1}',
  }),
  NN6024: entry({
    title: "A label out of range",
    help: "A label is a whole number from 0 up to, but not including, the number of classes. Classes counted from 1 must be counted from 0 instead.",
    wrong: "label 10 for an output of 10 numbers",
    right: "label 9 for an output of 10 numbers",
  }),
  NN6025: entry({
    title: "A value of the wrong kind",
    help: "An `int` is a whole number between −2³¹ and 2³¹ − 1, a `bool` is 0 or 1.",
    next: "an `int` is a whole number, a `bool` is 0 or 1",
    wrong: "0.5 for `target label: int`",
    right: "1 for `target label: int`",
  }),
  NN6026: entry({
    title: "The column cannot be normalised",
    help: "`--normalise` scales columns of floats that the model uses.",
    next: "normalise inputs or targets that are floats",
    wrong: "nnc train digits.nn --data d.csv --normalise label=standard",
    right: "nnc train digits.nn --data d.csv --normalise x=standard",
  }),
  // ── inputs and weights
  NN6030: entry({
    title: "Weights that do not fit the model",
    help: "A weights file holds every param and buffer of the model under its name, in its shape, and nothing else. Names and shapes change with the settings of the model: use the same `--set`.",
    next: "use the `--set` that the weights were made with",
    wrong: "nnc eval digits.nn --set hidden=64 --weights digits-128.safetensors --data d.npz",
    right: "nnc eval digits.nn --set hidden=128 --weights digits-128.safetensors --data d.npz",
  }),
  NN6027: entry({
    title: "An index that came out of range",
    help: "The model computes an index from its inputs, `table[i + 1]`, and for these it lies outside of the axis. Indices count from 0; at run time a negative one does not count from the end.",
    next: "give inputs for which the index stays inside, or keep it there: `clip(i + 1; 0, n - 1)`, `(i + 1) % n`",
    wrong: '{"i": 4}    for `table[i + 1]` with a table of 5 rows',
    right: '{"i": 3}    for `table[i + 1]` with a table of 5 rows',
  }),
  NN6031: entry({
    title: "Inputs that do not fit the model",
    help: "`--inputs` holds a value for every input of the model, and for its targets where a loss is wanted. A value has the declared shape, or one axis more in front: then it is a batch of samples, and all others are, too.",
    next: "give every input once, under its name and in its shape",
    wrong: '{"x": [1, 2, 3]}    for `input x: [2]`',
    right: '{"x": [1, 2]}    for `input x: [2]`',
  }),
  NN6032: entry({
    title: "Not JSON",
    help: 'The file should hold JSON. NaN and infinities are written as the texts `"NaN"`, `"Infinity"` and `"-Infinity"`.',
    wrong: "{x: [1, 2]}",
    right: '{"x": [1, 2]}',
  }),
  NN6033: entry({
    title: "Too large for this machine",
    help: "A model that runs has one block of memory for its params, its states and a whole batch. The system would not give as much. `nnc summary` says what takes how much.",
    next: "make the model or its batch smaller, with `--set` for instance, or run it where there is more memory",
    wrong: "nnc run huge.nn --inputs in.json",
    right: "nnc run huge.nn --set width=100 --inputs in.json",
  }),
  NN6034: entry({
    title: "Too large for the interpreter",
    help: "`nnc check` and `nnc run --interpreter` compute by a simple interpreter, which holds every value of every sample in float64. What is right at a tenth of the size is right at all of it: check it small.",
    next: "make it smaller, with `--set` for instance",
    wrong: "nnc check huge.nn",
    right: "nnc check huge.nn --set width=100",
  }),
  NN6035: entry({
    title: "Too large for WebAssembly",
    help: "WebAssembly addresses its memory by 32 bits: 4 GiB, for params, their gradients and optimiser states, and the values of all samples of a call. The TypeScript target has no such limit.",
    next: "lower --batch, leave out training with --inference, or take --target ts",
    wrong: "nnc compile huge.nn --target wasm --batch 1000",
    right: "nnc compile huge.nn --target wasm --batch 10",
  }),
  // ── training
  NN6040: entry({
    title: "The loss is not a number any more",
    help: "Training has run away: the loss became NaN or infinite. Most often the learning rate is too high, or the data are not scaled: try a tenth of the rate, `--normalise x=standard`, or `clip: 1` in the optimiser. The last good checkpoint is kept.",
    wrong: "nnc train digits.nn --data d.npz --rate 100",
    right: "nnc train digits.nn --data d.npz --rate 0.001",
  }),
  NN6041: entry({
    title: "The checkpoint does not belong to this run",
    help: "`--resume` continues the run that left the checkpoint: the same model, data, seed, split and batch, so that the result is the same as without the interruption. Begin anew without `--resume`, or start from its weights with `--weights`.",
    wrong: "nnc train digits.nn --data other.npz --resume",
    right: "nnc train digits.nn --data other.npz --weights digits.safetensors",
  }),
} as const satisfies Catalogue;
