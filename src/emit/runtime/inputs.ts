/** What is known of an input or target: its name with its role, and the numbers of one sample. */
export interface PortInfo {
  readonly name: string;
  readonly shape: readonly number[];
  readonly size: number;
  /** Whole numbers below this; 0 where anything goes. */
  readonly limit: number;
}

type NumberArray = Float32Array | Float64Array | Int32Array | Uint8Array;

/** Copies an input of a call; all must have the same number of samples. */
export function takePort(
  port: PortInfo,
  given: ArrayLike<number> | number | undefined,
  into: NumberArray,
  capacity: number,
  known: number,
  first: PortInfo,
): number {
  const samples = copyPort(port, given, into, capacity);
  if (known !== 0 && known !== samples) throw unequalSamples(port, samples, known, first);
  return samples;
}

/** Of a model without inputs: as many samples as its targets have, or one. They are checked when copied. */
export function countSamples(
  port: PortInfo,
  given: ArrayLike<number> | number | undefined,
): number {
  return given === undefined || typeof given === "number" ? 1 : given.length / port.size;
}

/**
 * How many samples a caller gave, copied. Throws when they do not fit. What only errors need is elsewhere, so
 * that calls of small models are compiled as one piece.
 */
function copyPort(
  port: PortInfo,
  given: ArrayLike<number> | number | undefined,
  into: NumberArray,
  capacity: number,
): number {
  if (given === undefined || typeof given === "number") return copyNumber(port, given, into);
  const samples = given.length / port.size;
  if (samples < 1 || samples > capacity || samples % 1 !== 0)
    throw misfitOf(port, given.length, capacity);
  if (port.limit > 0) checkWholes(port, given, given.length);
  copyNumbers(given, into);
  return samples;
}

function copyNumber(port: PortInfo, given: number | undefined, into: NumberArray): number {
  if (given === undefined) throw new TypeError(`${port.name} is missing`);
  if (port.size !== 1)
    throw new TypeError(`${port.name}: expected ${describePort(port)}, got the number ${given}`);
  if (port.limit > 0) checkWhole(port, given, 0);
  into[0] = given;
  return 1;
}

/** Of a few numbers, `set` takes longer than a loop. */
function copyNumbers(given: ArrayLike<number>, into: NumberArray): void {
  if (given.length > 32) into.set(given);
  else for (let index = 0; index < given.length; index++) into[index] = given[index]!;
}

function misfitOf(port: PortInfo, length: number, capacity: number): RangeError {
  const samples = length / port.size;
  const isWhole = samples >= 1 && samples % 1 === 0;
  return new RangeError(
    isWhole
      ? `${port.name}: ${samples} samples are more than the capacity of ${capacity}; compile with --batch ${samples}`
      : `${port.name}: expected ${describePort(port)} for each sample, got ${length} numbers`,
  );
}

function unequalSamples(
  port: PortInfo,
  samples: number,
  known: number,
  first: PortInfo,
): RangeError {
  const other = first === port ? "the inputs have" : `${first.name} has`;
  return new RangeError(`${port.name} has ${samples} samples, but ${other} ${known}`);
}

function describePort(port: PortInfo): string {
  return port.shape.length === 0 ? "1 number" : `${port.size} numbers ([${port.shape.join(", ")}])`;
}

function checkWholes(port: PortInfo, numbers: ArrayLike<number>, count: number): void {
  for (let index = 0; index < count; index++) checkWhole(port, numbers[index]!, index);
}

function checkWhole(port: PortInfo, value: number, index: number): void {
  if (value >= 0 && value < port.limit && value % 1 === 0) return;
  throw new RangeError(
    `${port.name}: element ${index} is ${value}, expected a whole number from 0 to ${port.limit - 1}`,
  );
}

/** An index that is computed must lie on its axis, as one that is given must. */
export function checkIndex(index: number, limit: number, from: string): number {
  if (index >= 0 && index < limit) return index;
  const error = new RangeError(
    `${from}: the index is ${index}, expected a whole number from 0 to ${limit - 1}`,
  );
  error.name = "IndexError";
  throw error;
}

/** A number of samples given instead of inputs. */
export function checkSamples(samples: number, capacity: number): number {
  if (samples >= 1 && samples <= capacity && samples % 1 === 0) return samples;
  throw new RangeError(`${samples} samples: expected a whole number from 1 to ${capacity}`);
}

/** What `forward(5)` reads lies in the fixed buffers: whole numbers there are checked, too. */
export function checkBuffer(port: PortInfo, buffer: ArrayLike<number>, samples: number): void {
  checkWholes(port, buffer, samples * port.size);
}

/** Copies the gradient of an output; one left out is 0. */
export function copyGradient(
  name: string,
  given: ArrayLike<number> | undefined,
  into: NumberArray,
  length: number,
): void {
  if (given === undefined) {
    into.fill(0);
    return;
  }
  if (given.length !== length) {
    throw new RangeError(
      `gradient of output ${name}: expected ${length} numbers, got ${given.length}`,
    );
  }
  into.set(given);
}

/** What `backward` needs to know of the last `forward`. */
export interface LastForward {
  samples: number;
  training: boolean;
  targets: boolean;
}
