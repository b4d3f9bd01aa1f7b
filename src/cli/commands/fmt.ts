/**
 * `nnc fmt`: formats `.nn` files in place, or lists with `--check` those that are not formatted.
 *
 * Invariant: a file with syntax errors is left as it is; line ends stay what they were.
 */
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { collectDiagnostics } from "../../diagnostics/diagnostic.ts";
import { diagnosticToJson } from "../../diagnostics/render.ts";
import { parse } from "../../syntax/parse.ts";
import { print } from "../../syntax/print.ts";
import type { Run } from "../commands.ts";
import { shownPath } from "../disk.ts";
import { exitCodes } from "../exit.ts";
import { findInputs, type InputFile } from "../inputs.ts";
import type { Arguments } from "../arguments.ts";
import type { Io } from "../io.ts";
import { openProjectFile, shownFrom } from "../project.ts";
import { printJson, reportDiagnostics } from "../report.ts";

interface Formatted {
  readonly input: InputFile;
  readonly shown: string;
  /** undefined: it has errors. */
  readonly text: string | undefined;
  readonly isChanged: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

export const run: Run = async (given, io) => {
  const formatted: Formatted[] = [];
  for (const input of findInputs(given.positionals, io))
    formatted.push(await formatFile(input, given, io));
  const diagnostics = formatted.flatMap((each) => each.diagnostics);
  reportDiagnostics(diagnostics, given, io);
  const isCheck = given.has("check");
  if (!isCheck) for (const each of formatted) writeFormatted(each, given, io);
  const changed = formatted.filter((each) => each.isChanged);
  if (given.has("json")) {
    const files = formatted.map(({ shown, isChanged }) => ({ file: shown, changed: isChanged }));
    printJson({ files, diagnostics: diagnostics.map(diagnosticToJson) }, io);
  } else
    for (const { input, shown } of changed) {
      if (isCheck) io.stdout.write(`${shown} is not formatted\n`);
      else if (!input.isStdin) io.stdout.write(`${shown}\n`);
    }
  const isWrong = formatted.some((each) => each.text === undefined);
  return isWrong || (isCheck && changed.length > 0) ? exitCodes.wrongInput : exitCodes.done;
};

async function formatFile(input: InputFile, given: Arguments, io: Io): Promise<Formatted> {
  const { source, root } = await openProjectFile(input, given, io);
  const found = collectDiagnostics();
  const tree = parse(source, found);
  const text = found.hasErrors ? undefined : print(tree);
  return {
    input,
    shown: input.isStdin ? "-" : shownPath(io.folder, input.file),
    text,
    isChanged: text !== undefined && text !== source.text,
    diagnostics: found.hasErrors ? shownFrom(found.all, root, io) : [],
  };
}

function writeFormatted({ input, text, isChanged }: Formatted, given: Arguments, io: Io): void {
  if (text === undefined) return;
  if (input.isStdin) {
    if (!given.has("json")) io.stdout.write(text);
    return;
  }
  if (!isChanged) return;
  const before = new TextDecoder().decode(io.disk.read(input.file));
  io.disk.write(input.file, before.includes("\r\n") ? text.replaceAll("\n", "\r\n") : text);
}
