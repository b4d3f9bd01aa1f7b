/**
 * `--watch`: does it again whenever a `.nn` file below the inputs or beside an import changes.
 *
 * Invariant: changes that come together cause one round; a round that fails is told about and does not
 * end the watch. Ctrl-C does.
 */
import * as path from "node:path";
import type { Arguments } from "./arguments.ts";
import { Problem } from "../diagnostics/problem.ts";
import { exitCodes } from "./exit.ts";
import type { Io } from "./io.ts";
import { reportDiagnostics } from "./report.ts";

/** Editors write a file in several strokes. */
const settleTime = 40;

export async function watch(
  given: Arguments,
  io: Io,
  round: (imports: string[]) => Promise<number>,
): Promise<number> {
  const imports: string[] = [];
  const attempt = async (): Promise<void> => {
    try {
      await round(imports);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      reportDiagnostics(error.diagnostics, given, io);
    }
  };
  await attempt();
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const stopWatching = io.disk.watch(watchedFolders(given, imports, io), (file) => {
      if (!file.endsWith(".nn")) return;
      clearTimeout(timer);
      timer = setTimeout(() => attempt().catch(reject), settleTime);
    });
    const stopListening = io.onInterrupt(() => {
      clearTimeout(timer);
      stopWatching();
      stopListening();
      resolve(exitCodes.interrupted);
    });
    io.stderr.write("watching for changes; Ctrl-C ends it\n");
  });
}

/** Those that do not lie in another one. */
function watchedFolders(given: Arguments, imports: readonly string[], io: Io): readonly string[] {
  const named = given.positionals.map((name) => path.resolve(io.folder, name));
  const folders = [...named, ...imports].map((file) =>
    io.disk.kind(file) === "folder" ? file : path.dirname(file),
  );
  const sorted = [...new Set(folders)].toSorted();
  return sorted.filter((folder) => !sorted.some((other) => folder.startsWith(other + path.sep)));
}
