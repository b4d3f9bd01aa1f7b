/**
 * The help texts, made from the tables of commands and options.
 *
 * Invariant: nothing is described here that the tables do not hold.
 */
import { commandNames, commandOf, type Command } from "./commands.ts";
import { optionEntry, type OptionEntry, type OptionName } from "./options.ts";

const lineWidth = 96;

export function generalHelp(): string {
  const rows = commandNames.map((name) => {
    const { usage, summary } = commandOf(name);
    return [`nnc ${usage}`, summary] as const;
  });
  return [
    "nnc compiles neural networks: a .nn graph in, a typed TypeScript module out.",
    "",
    ...table(rows),
    "",
    "nnc help <command> shows the options of a command; nnc --version the version.",
    "",
  ].join("\n");
}

export function commandHelp(command: Command): string {
  const rows = command.options.map((name) => [optionUsage(name), optionEntry(name).help] as const);
  const settings = command.takesSettings
    ? [["--<setting> x", "a numeric setting of the model's optimiser, for this run"] as const]
    : [];
  return [
    `nnc ${command.usage}`,
    "",
    `${command.summary[0]!.toUpperCase()}${command.summary.slice(1)}.`,
    "",
    ...table([...rows, ...settings]),
    "",
  ].join("\n");
}

function optionUsage(name: OptionName): string {
  const { short, takes }: OptionEntry = optionEntry(name);
  return `${short ? `-${short}, ` : ""}--${name}${takes ? ` ${takes}` : ""}`;
}

/** Two columns, the second wrapped. */
function table(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.flatMap(([left, right]) =>
    wrap(right, lineWidth - width - 4).map(
      (line, index) => `  ${(index === 0 ? left : "").padEnd(width)}  ${line}`,
    ),
  );
}

function wrap(text: string, width: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines[lines.length - 1]!;
    if (last === "") lines[lines.length - 1] = word;
    else if (last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
