/**
 * NN70xx: what can be wrong with a command line, and what the disk may refuse.
 *
 * `wrong` and `right` are command lines here, not programs.
 */
import { entry, type Catalogue } from "./entry.ts";

export const usageCatalogue = {
  NN7001: entry({
    title: "Unknown command",
    help: "The first word after `nnc` says what to do. `nnc help` lists the commands.",
    wrong: "nnc complie digits.nn",
    right: "nnc compile digits.nn",
  }),
  NN7002: entry({
    title: "Unknown option",
    help: "The command does not know this option. `nnc help <command>` lists the options that it understands. For `nnc train`, every numeric setting of the model's optimiser is an option, too: `--rate 1e-3`, `--momentum 0.9`.",
    wrong: "nnc compile digits.nn --tagret js",
    right: "nnc compile digits.nn --target js",
  }),
  NN7003: entry({
    title: "An option's value does not fit",
    help: "The option needs a value, takes none, or cannot have this one. A value follows after a space or after `=`.",
    wrong: "nnc compile digits.nn --target typescript",
    right: "nnc compile digits.nn --target ts",
  }),
  NN7004: entry({
    title: "Too few or too many arguments",
    help: "Most commands work on one or several `.nn` files. `-` means standard input.",
    wrong: "nnc summary",
    right: "nnc summary digits.nn",
  }),
  NN7005: entry({
    title: "No such file or folder",
    help: "Nothing is there under this path. Paths are taken from the folder that the command runs in.",
    next: "paths are taken from the folder that the command runs in",
    wrong: "nnc compile digit.nn",
    right: "nnc compile digits.nn",
  }),
  NN7006: entry({
    title: "Options that do not go together",
    help: "Each of these options is fine, but not with the other, or not with these files.",
    next: "leave one of them out",
    wrong: "nnc compile a.nn b.nn -o net.ts",
    right: "nnc compile a.nn b.nn -o generated",
  }),
  NN7007: entry({
    title: "A setting that cannot be read",
    help: "`--set` takes `name=value`. The value is a number, `true`, `false`, `none`, a list of such values in brackets, or a text. Mind that a shell takes some characters for itself: put lists in quotes.",
    wrong: "nnc compile digits.nn --set hidden",
    right: "nnc compile digits.nn --set hidden=64",
  }),
  NN7008: entry({
    title: "The file was not written by nnc",
    help: "A file already stands where the generated module would go, and it does not begin with the comment that nnc puts there. It may be somebody's work, so it is left alone. Move it away, or choose another place with `-o`.",
    wrong: "echo 'export const mine = 1;' > digits.nn.ts && nnc compile digits.nn",
    right: "nnc compile digits.nn -o generated",
  }),
  NN7009: entry({
    title: "Which model?",
    help: "The command works on one model. A file that holds several needs `--model Name`.",
    wrong: "nnc train neuron.nn --data d.csv",
    right: "nnc train neuron.nn --model Neuron --data d.csv",
  }),
  NN7010: entry({
    title: "Unknown error code",
    help: "`nnc explain` without a code lists them all.",
    wrong: "nnc explain NN0000",
    right: "nnc explain NN7010",
  }),
  NN7011: entry({
    title: "The model cannot be trained",
    help: "Training needs something to make small, a `loss`, or rules for the params, `w' = …`. The model has neither.",
    next: "give the model a `loss`, or rules `w' = …` for its params",
    wrong: "nnc train circuit.nn --data d.csv",
  }),
  NN7012: entry({
    title: "Gradients of a loss need its targets",
    help: "`nnc run --grad` on a model with a loss gives the gradient of that loss, so the targets must stand among the inputs.",
    next: "add the targets to the inputs, or leave out `--grad`",
    wrong: `echo '{"x": [0.5, 1]}' | nnc run net.nn --inputs - --grad`,
    right: `echo '{"x": [0.5, 1], "label": 1}' | nnc run net.nn --inputs - --grad`,
  }),
  NN7013: entry({
    title: "Not a .nn file",
    help: "Models are written in files whose names end in `.nn`. Of a folder, all such files below it are taken, but those in `node_modules` and in folders that begin with a dot.",
    next: "models are written in files that end in `.nn`",
    wrong: "nnc compile digits.ts",
    right: "nnc compile digits.nn",
  }),
  NN7030: entry({
    title: "Cannot write",
    help: "The disk or the pipe refused: no permission, no space, or something in the way. A file is written whole or not at all, so what stood there before still stands there. The exit code is 74.",
    next: "choose another place, or clear the way",
    wrong: "nnc compile digits.nn -o /proc",
  }),
  NN7031: entry({
    title: "Cannot read",
    help: "The file or folder is there, but the disk does not give it. The exit code is 74.",
    next: "name a file that can be read",
    wrong: "chmod 000 digits.nn && nnc compile digits.nn",
  }),
} as const satisfies Catalogue;
