/**
 * Reads the command line: `node:util`'s parseArgs cuts it up, this file judges the pieces.
 *
 * Invariant: what it returns holds only options that the command knows, with values of the kind that
 * `options.ts` asks for; everything else is a usage failure that says what would have been right.
 */
import { parseArgs } from "node:util";
import { didYouMean } from "../diagnostics/suggest.ts";
import type { Command } from "./commands.ts";
import { usageFailure } from "./exit.ts";
import type { OptionEntry, OptionName } from "./options.ts";
import { optionEntry, optionNames } from "./options.ts";

export interface Arguments {
  /** What is not an option, in order. */
  readonly positionals: readonly string[];
  readonly has: (name: OptionName) => boolean;
  /** The last value given. */
  readonly text: (name: OptionName) => string | undefined;
  readonly texts: (name: OptionName) => readonly string[];
  readonly number: (name: OptionName) => number | undefined;
  /** Numeric options that no table knows: settings of the optimiser. */
  readonly settings: Readonly<Record<string, number>>;
}

type Token = NonNullable<ReturnType<typeof parseArgs>["tokens"]>[number];
type OptionToken = Extract<Token, { kind: "option" }>;

export function readArguments(name: string, command: Command, argv: readonly string[]): Arguments {
  const values = new Map<OptionName, string[]>();
  const settings: Record<string, number> = {};
  const positionals: string[] = [];
  const tokens = cut(argv);
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    if (token.kind === "positional") positionals.push(token.value);
    if (token.kind !== "option") continue;
    const known = command.options.find((each) => each === token.name);
    if (known === undefined) {
      at += readSetting(name, command, token, tokens[at + 1], settings);
      continue;
    }
    values.set(known, [...(values.get(known) ?? []), checkedValue(token, optionEntry(known))]);
  }
  if (!values.has("help")) checkCount(name, command, positionals);
  return createArguments(positionals, values, settings);
}

function createArguments(
  positionals: readonly string[],
  values: ReadonlyMap<OptionName, readonly string[]>,
  settings: Readonly<Record<string, number>>,
): Arguments {
  return {
    positionals,
    has: (name) => values.has(name),
    text: (name) => values.get(name)?.at(-1),
    texts: (name) => values.get(name) ?? [],
    number: (name) => {
      const text = values.get(name)?.at(-1);
      return text === undefined ? undefined : Number(text);
    },
    settings,
  };
}

function cut(argv: readonly string[]): readonly Token[] {
  const config = Object.fromEntries(
    optionNames.map((name) => {
      const { takes, short }: OptionEntry = optionEntry(name);
      return [
        name,
        { type: takes ? ("string" as const) : ("boolean" as const), ...(short && { short }) },
      ];
    }),
  );
  return parseArgs({
    args: [...argv],
    options: config,
    strict: false,
    allowPositionals: true,
    tokens: true,
  }).tokens;
}

/** The value of an option that is known, or "" for a switch. */
function checkedValue(token: OptionToken, entry: OptionEntry): string {
  const { rawName, value } = token;
  if (entry.takes === undefined) {
    if (value === undefined) return "";
    throw usageFailure("NN7003", `${rawName} takes no value, but was given \`${value}\``);
  }
  if (
    value === undefined ||
    value === "" ||
    (token.inlineValue !== true && /^--?[a-z]/.test(value))
  )
    throw usageFailure("NN7003", `${rawName} needs a value: ${rawName} ${entry.takes}`);
  const { choices, kind } = entry;
  if (choices !== undefined && !choices.includes(value))
    throw usageFailure(
      "NN7003",
      `${rawName} cannot be \`${value}\``,
      didYouMean(value, choices) ?? `one of ${choices.join(", ")}`,
    );
  if (kind === "number" && !Number.isFinite(Number(value)))
    throw usageFailure("NN7003", `${rawName} needs a number, but was given \`${value}\``);
  if (kind === "count" && /^\d{10,}$/.test(value))
    throw usageFailure("NN7003", `${rawName} must be below a thousand million, not ${value}`);
  if (kind === "count" && !/^\d+$/.test(value))
    throw usageFailure("NN7003", `${rawName} needs a whole number, but was given \`${value}\``);
  return value;
}

/** An unknown option, which may be a setting of the optimiser; how many further tokens it took. */
function readSetting(
  command: string,
  entry: Command,
  token: OptionToken,
  next: Token | undefined,
  settings: Record<string, number>,
): 0 | 1 {
  const inline = token.value;
  const value = inline ?? (next?.kind === "positional" ? next.value : undefined);
  const isNumber = value !== undefined && value !== "" && Number.isFinite(Number(value));
  if (entry.takesSettings && isNumber && token.rawName.startsWith("--")) {
    settings[token.name] = Number(value);
    return inline === undefined ? 1 : 0;
  }
  const near = didYouMean(
    token.rawName,
    entry.options.map((each) => `--${each}`),
  );
  throw usageFailure(
    "NN7002",
    `\`nnc ${command}\` has no option \`${token.rawName}\``,
    near ?? `\`nnc help ${command}\` lists its options`,
  );
}

function checkCount(name: string, command: Command, positionals: readonly string[]): void {
  const [least, most] = command.arguments;
  const usage = `usage: nnc ${command.usage}`;
  if (positionals.length < least)
    throw usageFailure("NN7004", `\`nnc ${name}\` needs a file to work on`, usage);
  if (positionals.length > most)
    throw usageFailure(
      "NN7004",
      `\`nnc ${name}\` takes ${most === 1 ? "one argument" : `${most} arguments`}, ` +
        `but was also given \`${positionals[most]}\``,
      usage,
    );
}
