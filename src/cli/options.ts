/**
 * Every option of the command line, with its help text: the only table of them.
 *
 * Invariant: what an option is called, takes and does is said here and nowhere else; commands list the
 * names they understand (`commands.ts`), `arguments.ts` reads, `help.ts` prints.
 */
export interface OptionEntry {
  readonly short?: string;
  /** What stands after it, as help shows it; absent for a switch. */
  readonly takes?: string;
  /** May be given several times. */
  readonly repeatable?: boolean;
  /** The only values that it may have. */
  readonly choices?: readonly string[];
  readonly kind?: "count" | "number";
  readonly help: string;
}

export const options = {
  // ── what to compile
  target: {
    takes: "ts|js|wasm",
    choices: ["ts", "js", "wasm"],
    repeatable: true,
    help: "what is generated: TypeScript (the default), JavaScript, or either with WebAssembly inside; compile takes several",
  },
  "wasm-file": { help: "put the WebAssembly beside the module, in a file of its own" },
  "relaxed-simd": {
    help: "round sums of products in WebAssembly once, where the machine can: results differ between machines, and older engines refuse it",
  },
  threads: {
    takes: "n",
    kind: "count",
    help: "WebAssembly whose work up to so many threads share, when a model is made by createAsync",
  },
  dtype: {
    takes: "f32|f64",
    choices: ["f32", "f64"],
    help: "floating-point numbers of 32 bits (the default) or 64",
  },
  batch: {
    takes: "n",
    kind: "count",
    help: "most samples of one call; otherwise the model's own batch, or 1 with --inference",
  },
  inference: { help: "leave out training: no loss, no backward, no step" },
  exact: {
    help: "with --inference: no products with fewer multiplications and larger rounding (no Winograd)",
  },
  model: { takes: "name", help: "only this model of the file" },
  set: {
    takes: "name=value",
    repeatable: true,
    help: "a setting of the models: a number, true, false, none, a list [3,4,6,3] or a text",
  },
  freeze: {
    takes: "pattern",
    repeatable: true,
    help: "params that become constants: stage1.*,enc.*",
  },
  expose: {
    takes: "pattern",
    repeatable: true,
    help: "named values that are kept: encoder1.attention1.a,enc.*",
  },
  stateful: {
    help: "the outermost scans start where the last forward left them: with --set t=1 a model streams",
  },
  root: {
    takes: "folder",
    help: "project root, which imports may not leave; otherwise the nearest folder upward with a package.json",
  },
  // ── what to do with it
  out: { short: "o", takes: "path", help: "where the results go" },
  check: { help: "write nothing, list what is out of date; exit code 1 if anything is" },
  watch: { help: "go on: do it again whenever a file changes" },
  dump: {
    takes: "stage",
    choices: ["ast", "graph", "passes", "kernels"],
    help: "print a stage of the compilation instead: ast, graph, passes or kernels",
  },
  json: { help: "a machine-readable result on standard output, and nothing else there" },
  format: {
    takes: "pretty|short|github",
    choices: ["pretty", "short", "github"],
    help: "how errors and warnings are written",
  },
  help: { short: "h", help: "show this help" },
  // ── run
  inputs: { takes: "file", help: "the inputs and targets: JSON or safetensors" },
  weights: {
    takes: "file",
    help: "the params and buffers: safetensors or JSON; or const=0.01, or seed=7",
  },
  interpreter: { help: "run the reference interpreter instead of generated code" },
  training: { help: "use the training graph: draws, batch statistics" },
  grad: { help: "also the gradients of the loss or, without one, of the sum of the outputs" },
  // ── bench
  why: {
    help: "for each kernel: its schedule, operations, bytes, time, and how near it is to what the core can do",
  },
  // ── data
  data: {
    takes: "path",
    help: "samples: .npz, .safetensors, .jsonl, .csv, a folder of IDX files or of PNG classes",
  },
  map: {
    takes: "x=…,label=…",
    repeatable: true,
    help: "which columns of a CSV (x=0:256) or files of a folder (x=images.gz) the names mean",
  },
  split: {
    takes: "fraction",
    kind: "number",
    help: "train on this fraction of the samples, shuffled by the seed; measure on the rest",
  },
  normalise: {
    takes: "x=0..1|standard",
    repeatable: true,
    help: "scale a column to 0..1, or to mean 0 and deviation 1",
  },
  seed: {
    takes: "n",
    kind: "count",
    help: "seed of weights, shuffling, splitting and draws; 1 by default",
  },
  // ── train
  epochs: { takes: "n", kind: "count", help: "passes over the data; otherwise the model's own" },
  rate: {
    takes: "x",
    kind: "number",
    help: "learning rate; every other numeric setting of the optimiser is an option, too",
  },
  resume: { help: "go on from the checkpoint that an earlier run left" },
} as const satisfies Readonly<Record<string, OptionEntry>>;

export type OptionName = keyof typeof options;

export const optionNames = Object.keys(options) as readonly OptionName[];

export function optionEntry(name: OptionName): OptionEntry {
  return options[name];
}
