/**
 * The `.nn` files that a command line names: files, folders, or `-` for standard input.
 *
 * Invariant: every file once, in the order given, those of a folder sorted; so that the same command
 * does the same thing on every machine.
 */
import * as path from "node:path";
import { usageFailure } from "./exit.ts";
import type { Io } from "./io.ts";

export interface InputFile {
  /** Absolute; of standard input a name in the working folder that no file has. */
  readonly file: string;
  readonly isStdin: boolean;
  /** Path below the folder that was named, with `/`: what `-o` mirrors. */
  readonly below: string;
}

export const stdinName = "stdin.nn";

/** @throws Failure (NN7005, NN7013) */
export function findInputs(names: readonly string[], io: Io): readonly InputFile[] {
  const found = names.flatMap((name) => findInput(name, io));
  const files = new Map(found.map((each) => [each.file, each]));
  return [...files.values()];
}

function findInput(name: string, io: Io): readonly InputFile[] {
  if (name === "-")
    return [{ file: path.join(io.folder, stdinName), isStdin: true, below: stdinName }];
  const file = path.resolve(io.folder, name);
  const kind = io.disk.kind(file);
  if (kind === undefined) throw usageFailure("NN7005", `there is no file or folder \`${name}\``);
  if (kind === "file") {
    if (!name.endsWith(".nn")) throw usageFailure("NN7013", `\`${name}\` is not a .nn file`);
    return [{ file, isStdin: false, below: path.basename(file) }];
  }
  const below = listBelow(file, io).map((each) => path.relative(file, each).replaceAll("\\", "/"));
  if (below.length === 0) throw usageFailure("NN7005", `there are no .nn files in \`${name}\``);
  return below.map((each) => ({ file: path.join(file, each), isStdin: false, below: each }));
}

/** Depth first. A link to a folder around it is not followed: it would lead in a circle. */
function listBelow(folder: string, io: Io, around: readonly string[] = []): readonly string[] {
  const real = io.disk.resolved(folder);
  if (around.includes(real)) return [];
  return io.disk.list(folder).flatMap((name) => {
    if (name === "node_modules" || name.startsWith(".")) return [];
    const file = path.join(folder, name);
    if (io.disk.kind(file) === "folder") return listBelow(file, io, [...around, real]);
    return name.endsWith(".nn") ? [file] : [];
  });
}
