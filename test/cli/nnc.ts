/**
 * Runs nnc in this process, in a folder of its own on the disk, with streams that remember.
 */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { createDisk, type FileSystem } from "../../src/cli/disk.ts";
import type { Io } from "../../src/cli/io.ts";
import { runCommand } from "../../src/cli/run-command.ts";

export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Playground {
  readonly folder: string;
  readonly run: (command: string | readonly string[], more?: RunOptions) => Promise<Ended>;
  readonly write: (name: string, content: string | Uint8Array) => void;
  readonly read: (name: string) => string;
  readonly bytes: (name: string) => Uint8Array;
  /** All files, sorted, hidden ones included. */
  readonly files: () => readonly string[];
  readonly remove: () => void;
}

export interface RunOptions {
  readonly stdin?: string;
  readonly isTerminal?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
  readonly fs?: FileSystem;
  /** Called with a function that interrupts, as soon as somebody listens. */
  readonly onListen?: (interrupt: () => void) => void;
}

export function createPlayground(
  files: Readonly<Record<string, string | Uint8Array>> = {},
): Playground {
  const folder = mkdtempSync(join(tmpdir(), "nnc-"));
  const write = (name: string, content: string | Uint8Array): void => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  };
  for (const [name, content] of Object.entries(files)) write(name, content);
  return {
    folder,
    write,
    read: (name) => readFileSync(join(folder, name), "utf8"),
    bytes: (name) => readFileSync(join(folder, name)),
    files: () => listFiles(folder).map((file) => relative(folder, file)),
    remove: () => rmSync(folder, { recursive: true }),
    run: async (command, more = {}) => {
      const argv = typeof command === "string" ? command.split(" ") : command;
      const [stdout, stderr]: [string[], string[]] = [[], []];
      const exitCode = await runCommand(argv, createIo(folder, stdout, stderr, more));
      return { exitCode, stdout: stdout.join(""), stderr: stderr.join("") };
    },
  };
}

function createIo(folder: string, stdout: string[], stderr: string[], more: RunOptions): Io {
  const outputTo = (texts: string[]) => ({
    write: (data: string | Uint8Array) => void texts.push(Buffer.from(data).toString()),
    isTerminal: more.isTerminal ?? false,
    columns: 100,
  });
  return {
    folder,
    environment: more.environment ?? {},
    stdin: async () => new TextEncoder().encode(more.stdin ?? ""),
    stdout: outputTo(stdout),
    stderr: outputTo(stderr),
    disk: createDisk(folder, more.fs),
    onInterrupt: (listener) => {
      more.onListen?.(() => listener("SIGINT"));
      return () => undefined;
    },
    now: () => performance.now(),
  };
}

function listFiles(folder: string): readonly string[] {
  return readdirSync(folder)
    .toSorted()
    .flatMap((name) => {
      const file = join(folder, name);
      return statSync(file).isDirectory() ? listFiles(file) : [file];
    });
}
