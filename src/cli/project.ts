/**
 * A `.nn` file as the compiler takes it: its text, its path in the project, and what it may import.
 *
 * Invariant: paths inside the compiler are seen from the project root, so that generated code does not
 * depend on where nnc runs; what people see is turned back by `shownFrom`.
 */
import * as path from "node:path";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { builtInPath, createSource, type Source, type Span } from "../diagnostics/source.ts";
import type { ReadImport } from "../model/imports.ts";
import type { Arguments } from "./arguments.ts";
import { shownPath } from "./disk.ts";
import { errorDiagnostic, exitCodes, Failure, usageFailure } from "./exit.ts";
import type { InputFile } from "./inputs.ts";
import type { Io } from "./io.ts";

export interface ProjectFile {
  readonly source: Source;
  /** Absolute path of the project root. */
  readonly root: string;
  /** The text of an import by its path from the root; undefined when there is no such file. */
  readonly read: ReadImport;
}

/** @throws Failure when the file cannot be read or is no text */
export async function openProjectFile(
  input: InputFile,
  given: Arguments,
  io: Io,
): Promise<ProjectFile> {
  const root = findRoot(input.file, given.text("root"), io);
  const bytes = input.isStdin ? await io.stdin() : io.disk.read(input.file);
  const shown = input.isStdin ? "standard input" : shownPath(io.folder, input.file);
  if (bytes === undefined) throw usageFailure("NN7005", `there is no file \`${shown}\``);
  const source = createSource(path.relative(root, input.file), decode(bytes, shown));
  const read: ReadImport = (pathFromRoot) => {
    const file = path.join(root, pathFromRoot);
    if (isOutside(root, file) || io.disk.kind(file) !== "file") return undefined;
    if (isOutside(io.disk.resolved(root), io.disk.resolved(file)))
      return { refused: "it is a link that leads out of the project" };
    const content = io.disk.read(file);
    return content && decode(content, shownPath(io.folder, file)).replaceAll("\r\n", "\n");
  };
  return { source, root, read };
}

function decode(bytes: Uint8Array, shown: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Failure(exitCodes.wrongInput, [
      errorDiagnostic("NN6002", `\`${shown}\` is not a text in UTF-8`),
    ]);
  }
}

/** The nearest folder upward with a package.json; without one, the working folder or the file's own. */
function findRoot(file: string, given: string | undefined, io: Io): string {
  if (given !== undefined) {
    const root = path.resolve(io.folder, given);
    if (io.disk.kind(root) !== "folder")
      throw usageFailure("NN7005", `there is no folder \`${given}\``);
    if (isOutside(root, file))
      throw usageFailure(
        "NN7006",
        `\`${shownPath(io.folder, file)}\` lies outside of the root \`${given}\``,
      );
    return root;
  }
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    if (io.disk.kind(path.join(folder, "package.json")) === "file") return folder;
    if (path.dirname(folder) === folder) break;
  }
  return isOutside(io.folder, file) ? path.dirname(file) : io.folder;
}

function isOutside(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative === ".." || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative);
}

/** Diagnostics with the paths that people see: from the working folder. */
export function shownFrom(
  diagnostics: readonly Diagnostic[],
  root: string,
  io: Io,
): readonly Diagnostic[] {
  const sources = new Map<Source, Source>();
  const sourceOf = (source: Source): Source => {
    const known = sources.get(source);
    if (known !== undefined) return known;
    if (source.path.startsWith(builtInPath)) return source;
    const shown = { ...source, path: shownPath(io.folder, path.resolve(root, source.path)) };
    sources.set(source, shown);
    return shown;
  };
  const spanOf = (span: Span): Span => ({ ...span, source: sourceOf(span.source) });
  return diagnostics.map((each) => ({
    ...each,
    span: each.span && spanOf(each.span),
    related: each.related.map((other) => ({ ...other, span: spanOf(other.span) })),
    fix: each.fix && { ...each.fix, ...(each.fix.span && { span: spanOf(each.fix.span) }) },
  }));
}
