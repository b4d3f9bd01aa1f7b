/**
 * The commands of nnc, and which options each understands.
 *
 * Invariant: loading this file loads no command; `load` does, so that `nnc --version` costs nothing.
 */
import type { Arguments } from "./arguments.ts";
import type { Io } from "./io.ts";
import type { OptionName } from "./options.ts";

/** Does the command's work; answers with the exit code, or throws a Failure. */
export type Run = (given: Arguments, io: Io) => Promise<number>;

export interface Command {
  /** What stands after the name, as help shows it. */
  readonly usage: string;
  readonly summary: string;
  /** How many arguments that are not options it takes. */
  readonly arguments: readonly [least: number, most: number];
  readonly options: readonly OptionName[];
  /** Unknown numeric options are settings of the model's optimiser. */
  readonly takesSettings?: true;
  /** Computes with numbers, and so for long. */
  readonly runsNetworks?: true;
  readonly load: () => Promise<{ readonly run: Run }>;
}

const everywhere = ["json", "format", "help"] as const;
const models = ["model", "set", "root"] as const;
const generated = ["dtype", "batch", ...models] as const;
const data = ["data", "map", "normalise", "split", "seed"] as const;

export const commands = {
  compile: {
    usage: "compile <files or folders…>",
    summary: "write one module for each .nn file, beside it or under -o",
    arguments: [1, Infinity],
    options: [
      ...([
        "out",
        "target",
        "wasm-file",
        "relaxed-simd",
        "threads",
        ...generated,
        "inference",
        "exact",
      ] as const),
      ...(["freeze", "expose", "stateful", "check", "watch", "dump", ...everywhere] as const),
    ],
    load: () => import("./commands/compile.ts"),
  },
  check: {
    usage: "check <files…>",
    summary:
      "run the tests in the file; compare generated code, interpreter and finite differences",
    arguments: [1, Infinity],
    options: ["target", "dtype", ...models, "freeze", "expose", ...everywhere],
    runsNetworks: true,
    load: () => import("./commands/check.ts"),
  },
  run: {
    usage: "run <file> --inputs in.json",
    summary: "compute the outputs and, with --grad, the gradients for given inputs",
    arguments: [1, 1],
    options: [
      ...(["inputs", "weights", "interpreter", "training", "grad", "out"] as const),
      ...(["dtype", ...models, "freeze", "expose", "target", "threads", ...everywhere] as const),
    ],
    runsNetworks: true,
    load: () => import("./commands/run.ts"),
  },
  train: {
    usage: "train <file> --data d",
    summary: "train a model in the terminal; write its weights and the loss curve",
    arguments: [1, 1],
    options: [
      ...([...data, "epochs", "rate", "resume", "weights", "out"] as const),
      ...(["target", "threads", ...generated, "freeze", ...everywhere] as const),
    ],
    takesSettings: true,
    runsNetworks: true,
    load: () => import("./commands/train.ts"),
  },
  eval: {
    usage: "eval <file> --weights w --data d",
    summary: "measure loss and metrics on a data set",
    arguments: [1, 1],
    options: ["weights", ...data, "target", "threads", ...generated, ...everywhere],
    runsNetworks: true,
    load: () => import("./commands/eval.ts"),
  },
  summary: {
    usage: "summary <file>",
    summary: "a table of the layers: output shape, parameters, multiply-adds, bytes",
    arguments: [1, 1],
    options: ["dtype", "batch", ...models, "freeze", ...everywhere],
    load: () => import("./commands/summary.ts"),
  },
  bench: {
    usage: "bench <file> [--why]",
    summary: "time forward, backward and step on each target; with --why every kernel",
    arguments: [1, 1],
    options: [
      ...(["why", "target", "relaxed-simd", "threads", ...generated] as const),
      ...(["inference", "exact", "freeze", "expose", "stateful", ...everywhere] as const),
    ],
    runsNetworks: true,
    load: () => import("./commands/bench.ts"),
  },
  fmt: {
    usage: "fmt <files or folders…>",
    summary: "format .nn files",
    arguments: [1, Infinity],
    options: ["check", ...everywhere],
    load: () => import("./commands/fmt.ts"),
  },
  explain: {
    usage: "explain <code>",
    summary: "a page about an error code, such as NN2104",
    arguments: [0, 1],
    options: [...everywhere],
    load: () => import("./commands/explain.ts"),
  },
} as const satisfies Readonly<Record<string, Command>>;

export type CommandName = keyof typeof commands;

export const commandNames = Object.keys(commands) as readonly CommandName[];

export function isCommand(name: string): name is CommandName {
  return Object.hasOwn(commands, name);
}

export function commandOf(name: CommandName): Command {
  return commands[name];
}
