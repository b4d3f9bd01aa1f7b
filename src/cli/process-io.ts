/**
 * The real world as an {@link Io}: this process' streams, disk, signals and clock.
 *
 * Invariant: a stream that breaks ends nnc with 74 and no trace: quietly when the reader has gone
 * (`nnc … | head`), with a message when the disk behind it is full.
 */
import { createDisk } from "./disk.ts";
import { exitCodes } from "./exit.ts";
import type { Io, Output } from "./io.ts";

export interface ProcessIo {
  readonly io: Io;
  /** Waits until all is written; the exit code to end with. */
  readonly finish: (exitCode: number) => Promise<number>;
}

export function createProcessIo(): ProcessIo {
  const broken: Error[] = [];
  const streams = [process.stdout, process.stderr];
  for (const stream of streams) stream.on("error", (error) => broken.push(error));
  return {
    io: {
      folder: process.cwd(),
      environment: process.env,
      stdin: readStdin,
      stdout: outputTo(process.stdout),
      stderr: outputTo(process.stderr),
      disk: createDisk(process.cwd()),
      onInterrupt,
      now: () => performance.now(),
    },
    finish: async (exitCode) => {
      for (const stream of streams) await flushed(stream);
      const error = broken[0];
      if (error === undefined) return exitCode;
      if (!("code" in error && error.code === "EPIPE"))
        process.stderr.write(`error NN7030: cannot write the output: ${error.message}\n`);
      return exitCodes.disk;
    },
  };
}

function outputTo(stream: NodeJS.WriteStream): Output {
  return {
    write: (data) => {
      if (stream.writable) stream.write(data);
    },
    isTerminal: stream.isTTY === true,
    get columns() {
      return stream.columns ?? 80;
    },
  };
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (!stream.writable) resolve();
    else stream.write("", () => resolve());
  });
}

async function readStdin(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

const signals = ["SIGINT", "SIGTERM"] as const;

function onInterrupt(listener: (signal: string) => void): () => void {
  for (const signal of signals) process.on(signal, listener);
  return () => {
    for (const signal of signals) process.off(signal, listener);
  };
}
