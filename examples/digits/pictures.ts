/**
 * What is looked at: digits in the terminal, the confusion matrix as SVG.
 *
 * Invariant: plain functions from numbers to text; the SVG needs no script and reads on light and dark.
 */
import { side, type Digits } from "./data.ts";

/** Two rows of pixels a line: the upper and lower half of a character, in shades. */
const shades = [" ", "░", "▒", "▓", "█"];

function drawDigit(pixels: Float32Array): readonly string[] {
  return Array.from({ length: side / 2 }, (_, line) =>
    Array.from({ length: side }, (_, x) => {
      const grey = (pixels[2 * line * side + x]! + pixels[(2 * line + 1) * side + x]!) / 2;
      return shades[Math.min(4, Math.floor(grey * 5))];
    }).join(""),
  );
}

/** Some digits side by side, each with what the net read and, where it erred, what it is. */
export function drawReadings(digits: Digits, read: Uint8Array, chosen: readonly number[]): string {
  const pictures = chosen.map((digit) =>
    drawDigit(digits.pixels.subarray(digit * side * side, (digit + 1) * side * side)),
  );
  const lines = pictures[0]!.map((_, line) => pictures.map((picture) => picture[line]).join(" "));
  const captions = chosen.map((digit) => {
    const [got, is] = [read[digit]!, digits.labels[digit]!];
    return (got === is ? `reads ${got}` : `reads ${got}, is ${is}`).padEnd(side);
  });
  return [...lines, captions.join(" ")].join("\n");
}

const cell = 40;
const left = 70;
const top = 70;

/** Rows: what a digit is; columns: what it was read as. Errors are tinted by how many there are. */
export function drawConfusion({ labels }: Digits, read: Uint8Array): string {
  const counts = Array.from({ length: 10 }, () => new Array<number>(10).fill(0));
  read.forEach((digit, index) => counts[labels[index]!]![digit]!++);
  const mostWrong = Math.max(1, ...counts.flatMap((row, is) => row.filter((_, as) => as !== is)));
  const cells = counts.flatMap((row, is) =>
    row.map((count, as) => {
      const [x, y] = [left + as * cell, top + is * cell];
      const colour = is === as ? "#2f7d4f" : "#c8401e";
      const strength = is === as ? 0.75 : count === 0 ? 0.04 : 0.15 + (0.75 * count) / mostWrong;
      const text =
        count === 0
          ? ""
          : `<text x="${x + cell / 2}" y="${y + 25}" text-anchor="middle">${count}</text>`;
      return `  <rect x="${x}" y="${y}" width="${cell - 2}" height="${cell - 2}" rx="4" fill="${colour}" fill-opacity="${strength.toFixed(2)}"/>${text}`;
    }),
  );
  const names = Array.from({ length: 10 }, (_, digit) => {
    const middle = digit * cell + cell / 2;
    return `  <text x="${left + middle}" y="${top - 10}" text-anchor="middle">${digit}</text><text x="${left - 14}" y="${top + middle + 5}" text-anchor="middle">${digit}</text>`;
  });
  const size = left + 10 * cell + 20;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" width="${size}" height="${size}" font-family="system-ui, sans-serif" font-size="13" fill="#1d1d1d">`,
    `  <rect width="${size}" height="${size}" fill="#ffffff"/>`,
    `  <text x="${left}" y="28" font-size="15" font-weight="600">What ${read.length} test digits were read as</text>`,
    `  <text x="${left + 5 * cell}" y="${top - 26}" text-anchor="middle" fill="#666666">read as</text>`,
    `  <text x="22" y="${top + 5 * cell}" text-anchor="middle" fill="#666666" transform="rotate(-90 22 ${top + 5 * cell})">is</text>`,
    ...names,
    ...cells,
    "</svg>",
    "",
  ].join("\n");
}
