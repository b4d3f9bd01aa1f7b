/** What a part of the campaign tells of itself, as one line of JSON on its standard output. */
export interface Compared {
  /** Time that the interpreter took: exactly, and with rounding put in. */
  readonly seconds: number;
  readonly noisySeconds: number;
  readonly elements: number;
  /** The largest error as a share of its bound; above 1 the target is wrong. */
  readonly strain: number;
  readonly worst: string;
  /** The loosest bound as a share of the largest number that it is of: how little could be wrong unseen. */
  readonly slack: number;
}

export interface Measured {
  readonly kernels: number;
  readonly kilobytes: number;
  readonly loadSeconds: number;
  readonly createSeconds: number;
  /** The first call, and the second. */
  readonly forwardSeconds: readonly number[];
  readonly trainSeconds: readonly number[];
  /** Of the process before the interpreter began. */
  readonly gigabytes: number;
  readonly forward: Compared;
  readonly train: Compared;
}
