/**
 * Training the digit reader with the generated module.
 *
 * Invariant: the batch is filled in place, in the module's own buffers; one seed gives one result.
 */
import { shuffledOrder } from "../../src/train/order.ts";
import { pixelCount, type Digits as DigitSet } from "./data.ts";
import { Digits } from "./digits.nn.ts";
import { copyShifted, drawShift } from "./shift.ts";

export const epochs = 30;

/** Adam's rate falls from the first to the last step along half a cosine. */
const [firstRate, lastRate] = [2e-3, 2e-5];

export interface EpochReport {
  readonly epoch: number;
  /** Means over the epoch, each step before its update. */
  readonly loss: number;
  readonly accuracy: number;
  /** Milliseconds spent training, all epochs so far. */
  readonly elapsed: number;
}

export function trainDigits(
  training: DigitSet,
  seed: number,
  report: (epoch: EpochReport) => void,
): Digits {
  const net = Digits.create({ seed });
  const { batch } = net.spec;
  const steps = Math.ceil(training.count / batch);
  let elapsed = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = shuffledOrder(training.count, seed, epoch, "order");
    const start = performance.now();
    let loss = 0;
    let right = 0;
    for (let step = 0; step < steps; step++) {
      const rate = rateAt((epoch * steps + step) / (epochs * steps));
      const count = fillBatch(net, training, order.subarray(step * batch, (step + 1) * batch), {
        seed,
        epoch,
      });
      loss += net.step(count, { rate }) * count;
      right += net.metrics.accuracy * count;
    }
    elapsed += performance.now() - start;
    report({
      epoch: epoch + 1,
      loss: loss / training.count,
      accuracy: right / training.count,
      elapsed,
    });
  }
  return net;
}

function rateAt(progress: number): number {
  return lastRate + (firstRate - lastRate) * 0.5 * (1 + Math.cos(Math.PI * progress));
}

function fillBatch(
  net: Digits,
  { pixels, labels }: DigitSet,
  chosen: Uint32Array,
  { seed, epoch }: { readonly seed: number; readonly epoch: number },
): number {
  chosen.forEach((digit, place) => {
    copyShifted(pixels, digit, drawShift(seed, epoch, digit), net.input.x, place);
    net.target.label[place] = labels[digit]!;
  });
  return chosen.length;
}

/** What the net reads each digit as. */
export function readAll(net: Digits, { count, pixels }: DigitSet): Uint8Array {
  const { batch } = net.spec;
  const read = new Uint8Array(count);
  for (let start = 0; start < count; start += batch) {
    const end = Math.min(count, start + batch);
    const { y } = net.forward({ x: pixels.subarray(start * pixelCount, end * pixelCount) });
    for (let digit = start; digit < end; digit++) {
      const confidences = y.subarray((digit - start) * 10, (digit - start + 1) * 10);
      read[digit] = confidences.indexOf(Math.max(...confidences));
    }
  }
  return read;
}

export function accuracyOf(read: Uint8Array, { labels }: DigitSet): number {
  return (
    read.reduce((right, digit, index) => right + (digit === labels[index] ? 1 : 0), 0) / read.length
  );
}
