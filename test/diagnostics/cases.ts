/**
 * The cases of the catalogue: for each code a program or a command line that is wrong in just this way.
 *
 * Invariant: a case is named after the code that it must report, and reports no other. There are three
 * kinds: the catalogue's own smallest wrong program (`NN2101`), a program of its own
 * (`cases/NN2101-after-an-arrow.nn`), and commands with the files they need (`cases/NN6005-a-hole.case`):
 *
 *     $ nnc train net.nn --data data.csv
 *     -- net.nn --
 *     model …
 *     -- data.npz (base64) --
 *     UEsDB…
 *     -- long.nn (1000 times) --
 *     model …
 *     -- a-folder/ --
 *
 * Of several commands the last one is the case; `-- stdin --` is what it reads.
 */
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { catalogue, showsProgram } from "../../src/diagnostics/catalogue/index.ts";
import { createPlayground, type Playground } from "../cli/nnc.ts";

export interface Case {
  readonly name: string;
  readonly code: string;
  readonly commands: readonly string[];
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly folders: readonly string[];
  readonly stdin: string;
}

const folder = new URL("cases/", import.meta.url);

/** All cases, by name. */
export function listCases(): readonly Case[] {
  const ownFiles = readdirSync(folder).filter((file) => /\.(nn|case)$/.test(file));
  return [...catalogueCases(), ...ownFiles.map(readCase)].toSorted((a, b) =>
    a.name < b.name ? -1 : 1,
  );
}

function catalogueCases(): readonly Case[] {
  const programs = Object.entries(catalogue).filter(([code]) => showsProgram(code));
  return programs.map(([code, entry]) => programCase(code, "net.nn", entry.wrong, entry.imports));
}

function readCase(file: string): Case {
  const text = readFileSync(new URL(file, folder), "utf8");
  const name = file.replace(/\.\w+$/, "");
  return file.endsWith(".nn") ? programCase(name, file, text) : commandCase(name, text);
}

function programCase(
  name: string,
  file: string,
  text: string,
  imports: Readonly<Record<string, string>> = {},
): Case {
  const command = `nnc compile ${file}`;
  return {
    ...{ name, code: codeOf(name), commands: [command], folders: [], stdin: "" },
    files: { ...imports, [file]: text },
  };
}

function commandCase(name: string, text: string): Case {
  const [head = "", ...parts] = text.split(/^-- (.+) --\n/m);
  const files: Record<string, string | Uint8Array> = {};
  const folders: string[] = [];
  for (let index = 0; index < parts.length; index += 2) {
    const [label, content] = [parts[index]!, parts[index + 1]!];
    const repeated = /^(.+) \((\d+) times\)$/.exec(label);
    if (label.endsWith("/")) folders.push(label);
    else if (repeated) files[repeated[1]!] = content.repeat(Number(repeated[2]));
    else if (!label.endsWith(" (base64)")) files[label] = content;
    else files[label.replace(" (base64)", "")] = Buffer.from(content, "base64");
  }
  const { stdin = "", ...others } = files;
  const commands = [...head.matchAll(/^\$ (.+)$/gm)].map((match) => match[1]!);
  return { name, code: codeOf(name), commands, files: others, folders, stdin: String(stdin) };
}

function codeOf(name: string): string {
  return name.slice(0, "NN0000".length);
}

export interface Told {
  /** The codes that were reported, in order. */
  readonly codes: readonly string[];
  /** The command, what it said, and its exit code. */
  readonly text: string;
}

/** Runs a case in a folder of its own. Commands before the last one must succeed. */
export async function runCase(each: Case): Promise<Told> {
  const playground = createPlayground(each.files);
  try {
    for (const name of each.folders) mkdirSync(join(playground.folder, name), { recursive: true });
    for (const command of each.commands.slice(0, -1)) await runFirst(playground, command);
    const last = each.commands.at(-1)!;
    const { exitCode, stderr } = await playground.run(words(last), { stdin: each.stdin });
    const codes = [...stderr.matchAll(/^(?:error|warning) (NN\d{4}):/gm)].map((match) => match[1]!);
    return { codes, text: `$ ${last}\n${stderr.trimEnd()}\n\nexit code ${exitCode}\n` };
  } finally {
    playground.remove();
  }
}

async function runFirst(playground: Playground, command: string): Promise<void> {
  const { exitCode, stderr } = await playground.run(words(command));
  if (exitCode !== 0) throw new Error(`${command}\n${stderr}`);
}

/** Words as a shell splits them, with single quotes, without `nnc`. */
function words(command: string): readonly string[] {
  const found = command.match(/'[^']*'|[^\s']+/g) ?? [];
  return found.slice(1).map((word) => word.replaceAll("'", ""));
}
