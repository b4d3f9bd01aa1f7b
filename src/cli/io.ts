/**
 * All that a command touches of the world: streams, the disk, signals, the clock.
 *
 * Invariant: commands reach the world through an {@link Io} only, so that tests run them in one process
 * with streams and disks of their own.
 */
import type { Disk } from "./disk.ts";

export interface Output {
  write(data: string | Uint8Array): void;
  /** A terminal: lines may be redrawn and coloured. */
  readonly isTerminal: boolean;
  readonly columns: number;
}

export interface Io {
  /** Absolute path of the folder that relative arguments start from. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stdin: () => Promise<Uint8Array>;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly disk: Disk;
  /** Calls back at Ctrl-C or a request to end; the answer takes the listener away. */
  readonly onInterrupt: (listener: (signal: string) => void) => () => void;
  /** Milliseconds, from anywhere. */
  readonly now: () => number;
}
