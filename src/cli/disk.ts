/**
 * Files as commands use them: read whole, written whole or not at all.
 *
 * Invariant: whatever fails, a file has its old content or its new one, and no other file is left:
 * content goes to a temporary file beside it, which is renamed at the end. All paths are absolute.
 */
import * as nodeFs from "node:fs";
import * as path from "node:path";
import { diskFailure } from "./exit.ts";

export type FileSystem = Pick<
  typeof nodeFs,
  | "readFileSync"
  | "statSync"
  | "readdirSync"
  | "mkdirSync"
  | "writeFileSync"
  | "renameSync"
  | "rmSync"
  | "realpathSync"
  | "watch"
>;

export interface Disk {
  /** The content, or undefined when there is no such file. */
  readonly read: (file: string) => Uint8Array | undefined;
  readonly kind: (file: string) => "file" | "folder" | undefined;
  /** Where a path leads when its links are followed; itself where there is nothing. */
  readonly resolved: (file: string) => string;
  /** Names in a folder, sorted. */
  readonly list: (folder: string) => readonly string[];
  /** Makes missing folders, then writes whole or not at all. */
  readonly write: (file: string, content: string | Uint8Array) => void;
  /** Calls back at every change below the folders, until the answer is called. */
  readonly watch: (folders: readonly string[], changed: (file: string) => void) => () => void;
}

/**
 * The disk through node's `fs`, or in tests through one that fails; messages name files as seen from
 * the working folder.
 */
export function createDisk(workingFolder: string, fs: FileSystem = nodeFs): Disk {
  const named = (file: string): string => shownPath(workingFolder, file);
  const reading = <Result>(file: string, action: () => Result): Result => {
    try {
      return action();
    } catch (error) {
      throw ofDisk(error)
        ? diskFailure("NN7031", `cannot read ${named(file)}: ${reason(error)}`)
        : error;
    }
  };
  return {
    read: (file) => reading(file, () => unlessAbsent(() => fs.readFileSync(file))),
    kind: (file) => {
      const status = reading(file, () => unlessAbsent(() => fs.statSync(file)));
      return status?.isDirectory() ? "folder" : status && "file";
    },
    resolved: (file) => reading(file, () => unlessAbsent(() => fs.realpathSync(file)) ?? file),
    list: (folder) => reading(folder, () => fs.readdirSync(folder)).toSorted(),
    write: (file, content) => {
      try {
        writeWhole(fs, file, content);
      } catch (error) {
        throw ofDisk(error)
          ? diskFailure("NN7030", `cannot write ${named(file)}: ${reason(error)}`)
          : error;
      }
    },
    watch: (folders, changed) => {
      const stops = folders.map((each) => reading(each, () => watchFolder(fs, each, changed)));
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}

function unlessAbsent<Result>(action: () => Result): Result | undefined {
  try {
    return action();
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(errorCode(error) ?? "")) return undefined;
    throw error;
  }
}

function writeWhole(fs: FileSystem, file: string, content: string | Uint8Array): void {
  makeFolder(fs, path.dirname(file));
  const target = unlessAbsent(() => fs.realpathSync(file)) ?? file;
  const temporary = path.join(
    path.dirname(target),
    `.${path.basename(target)}.${process.pid}.part`,
  );
  const mode = unlessAbsent(() => fs.statSync(target).mode);
  try {
    fs.writeFileSync(temporary, content, { flush: true, ...(mode !== undefined && { mode }) });
    fs.renameSync(temporary, target);
  } catch (error) {
    tryRemove(fs, temporary);
    throw error;
  }
}

/** Step by step: in some places (`/proc`) node's own way of making all of them never ends. */
function makeFolder(fs: FileSystem, folder: string): void {
  const status = unlessAbsent(() => fs.statSync(folder));
  if (status?.isDirectory() === true) return;
  if (path.dirname(folder) !== folder) makeFolder(fs, path.dirname(folder));
  try {
    fs.mkdirSync(folder);
  } catch (error) {
    // Another process may have been faster.
    if (errorCode(error) !== "EEXIST" || status !== undefined) throw error;
  }
}

function tryRemove(fs: FileSystem, file: string): void {
  try {
    fs.rmSync(file, { force: true });
  } catch {
    // The first failure is the one to tell about.
  }
}

function watchFolder(fs: FileSystem, folder: string, changed: (file: string) => void): () => void {
  const watcher = fs.watch(folder, { recursive: true }, (_event, name) => {
    if (name !== null) changed(path.join(folder, name));
  });
  return () => watcher.close();
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "not permitted",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EEXIST: "a file stands where a folder should be",
  EISDIR: "it is a folder",
  ENOTDIR: "part of its path is a file, not a folder",
  EMFILE: "too many files are open",
  ENAMETOOLONG: "the name is too long",
  ELOOP: "its links lead in a circle",
};

/** What the system refused has a code; anything else is a fault of nnc. */
function ofDisk(error: unknown): boolean {
  return errorCode(error) !== undefined;
}

function reason(error: unknown): string {
  const known = reasons[errorCode(error) ?? ""];
  return known ?? (error instanceof Error ? error.message : String(error));
}

/** A path as people see it: from the working folder, with `/`. */
export function shownPath(workingFolder: string, file: string): string {
  const relative = path.relative(workingFolder, file);
  const short = relative === "" ? "." : relative;
  return (short.length > file.length ? file : short).replaceAll("\\", "/");
}
