/**
 * `npm run digits`: trains the digit reader with the generated module and shows what it learnt.
 *
 * Writes digits.safetensors, confusion.svg and loss.svg beside this file. `--seeds 5` trains five times
 * and prints the accuracies; `--seed 7` starts from another seed.
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { drawLossCurve, type CurvePoint } from "../../src/train/curve.ts";
import { readDigits } from "./data.ts";
import { drawConfusion, drawReadings } from "./pictures.ts";
import { accuracyOf, epochs, readAll, trainDigits, type EpochReport } from "./train.ts";

const options = { seeds: { type: "string" }, seed: { type: "string", default: "1" } } as const;
const { values } = parseArgs({ options });
const training = readDigits("train");
const test = readDigits("test");

if (values.seeds === undefined) trainOnce(Number(values.seed));
else trainSeveral(Number(values.seeds));

function trainOnce(seed: number): void {
  console.log(`training on ${training.count} digits, ${epochs} epochs, seed ${seed}`);
  const curve: CurvePoint[] = [];
  const net = trainDigits(training, seed, (epoch) => {
    curve.push({ epoch: epoch.epoch, loss: epoch.loss });
    tell(epoch);
  });
  const read = readAll(net, test);
  const wrong = [...read.keys()].filter((digit) => read[digit] !== test.labels[digit]);
  console.log(`\n${percent(accuracyOf(read, test))} of ${test.count} test digits are read right\n`);
  console.log(drawReadings(test, read, [0, 1, 2, 3]));
  if (wrong.length > 0) console.log(`\n${drawReadings(test, read, wrong.slice(0, 4))}`);
  write("digits.safetensors", net.save());
  write("confusion.svg", drawConfusion(test, read));
  write("loss.svg", drawLossCurve("Digits", { training: curve, heldOut: [] }));
}

function trainSeveral(count: number): void {
  const accuracies = Array.from({ length: count }, (_, index) => {
    let elapsed = 0;
    const net = trainDigits(training, index + 1, (epoch) => (elapsed = epoch.elapsed));
    const accuracy = accuracyOf(readAll(net, test), test);
    console.log(`seed ${index + 1}: ${percent(accuracy)} in ${(elapsed / 1000).toFixed(1)} s`);
    return accuracy;
  });
  const median = accuracies.sort((a, b) => a - b)[Math.floor(count / 2)]!;
  console.log(`median ${percent(median)}`);
}

/** On a terminal a bar that is drawn again; otherwise a line an epoch. */
function tell({ epoch, loss, accuracy, elapsed }: EpochReport): void {
  const done = Math.round((epoch / epochs) * 24);
  const bar = "█".repeat(done) + "░".repeat(24 - done);
  const rate = Math.round((epoch * training.count) / (elapsed / 1000));
  const line = `epoch ${String(epoch).padStart(2)}  loss ${loss.toFixed(4)}  accuracy ${percent(accuracy)}  ${rate} digits/s`;
  if (process.stdout.isTTY)
    process.stdout.write(`\r${bar}  ${line}${epoch === epochs ? "\n" : ""}`);
  else console.log(line);
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(2)} %`;
}

function write(name: string, content: string | Uint8Array): void {
  writeFileSync(new URL(name, import.meta.url), content);
  console.log(`wrote examples/digits/${name}`);
}
