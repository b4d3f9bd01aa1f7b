/**
 * The page: what is drawn with the mouse or a finger is read by the generated module, stroke by stroke.
 *
 * Invariant: a drawing is brought to 16×16 exactly as the data was: the ink's box scaled to 20 of 28
 * pixels, its centre of mass in the middle, resampled by area.
 */
import { Digits } from "./digits.nn.ts";
import { resample } from "./resample.ts";

const padSide = 280;
const dataSide = 28;
const boxSide = 20;
const netSide = 16;

const pad = document.querySelector<HTMLCanvasElement>("#pad")!;
const seen = document.querySelector<HTMLCanvasElement>("#seen")!;
const list = document.querySelector<HTMLOListElement>("#confidences")!;
const ink = pad.getContext("2d", { willReadFrequently: true })!;

const weights = await fetch("./digits.safetensors");
if (!weights.ok) throw new Error("no weights: run `npm run digits` first");
const net = Digits.create({ weights: new Uint8Array(await weights.arrayBuffer()) });

const rows = Array.from({ length: 10 }, (_, digit) => {
  const row = document.createElement("li");
  row.innerHTML = `<b>${digit}</b><div class="bar"><i></i></div><span></span>`;
  list.append(row);
  return row;
});

// ── drawing ───────────────────────────────────────────────────────────────────────────────────────

let last: { x: number; y: number } | undefined;

function clear(): void {
  ink.fillStyle = "#fff";
  ink.fillRect(0, 0, padSide, padSide);
  read();
}

function placeOf(event: PointerEvent): { x: number; y: number } {
  const box = pad.getBoundingClientRect();
  const scale = padSide / box.width;
  return { x: (event.clientX - box.left) * scale, y: (event.clientY - box.top) * scale };
}

pad.addEventListener("pointerdown", (event) => {
  pad.setPointerCapture(event.pointerId);
  last = placeOf(event);
  stroke(last, last);
});
pad.addEventListener("pointermove", (event) => {
  if (last === undefined) return;
  const next = placeOf(event);
  stroke(last, next);
  last = next;
});
for (const end of ["pointerup", "pointercancel"] as const) {
  pad.addEventListener(end, () => (last = undefined));
}
document.querySelector("#clear")!.addEventListener("click", clear);

function stroke(from: { x: number; y: number }, to: { x: number; y: number }): void {
  ink.strokeStyle = "#111";
  ink.lineWidth = 24;
  ink.lineCap = "round";
  ink.beginPath();
  ink.moveTo(from.x, from.y);
  ink.lineTo(to.x, to.y + 0.01);
  ink.stroke();
  read();
}

// ── reading ───────────────────────────────────────────────────────────────────────────────────────

function read(): void {
  const drawn = readPad();
  const image = drawn === undefined ? new Float64Array(netSide * netSide) : prepare(drawn);
  show(image);
  const { y } = net.forward({ x: image });
  const best = drawn === undefined ? -1 : y.indexOf(Math.max(...y));
  list.dataset["reading"] = best < 0 ? "" : String(best);
  rows.forEach((row, digit) => {
    const share = drawn === undefined ? 0 : y[digit]!;
    row.className = digit === best ? "best" : "";
    row.querySelector("i")!.style.width = `${100 * share}%`;
    row.querySelector("span")!.textContent =
      drawn === undefined ? "" : `${(100 * share).toFixed(1)} %`;
  });
}

/** The grey of the pad, 1 for ink; undefined where nothing is drawn. */
function readPad(): Float64Array | undefined {
  const { data } = ink.getImageData(0, 0, padSide, padSide);
  const grey = Float64Array.from({ length: padSide * padSide }, (_, at) => 1 - data[4 * at]! / 255);
  return grey.some((each) => each > 0.5) ? grey : undefined;
}

function prepare(grey: Float64Array): Float64Array {
  const box = inkBox(grey);
  const scale = boxSide / Math.max(box.width, box.height);
  const centre = massCentre(grey);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = dataSide;
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  context.fillStyle = "#fff";
  context.fillRect(0, 0, dataSide, dataSide);
  context.imageSmoothingQuality = "high";
  context.setTransform(
    scale,
    0,
    0,
    scale,
    dataSide / 2 - centre.x * scale,
    dataSide / 2 - centre.y * scale,
  );
  context.drawImage(pad, 0, 0);
  const { data } = context.getImageData(0, 0, dataSide, dataSide);
  const image = Float64Array.from({ length: dataSide ** 2 }, (_, at) => 1 - data[4 * at]! / 255);
  return resample(image, dataSide, netSide).map((level) => Math.round(level * 15) / 15);
}

function inkBox(grey: Float64Array): { width: number; height: number } {
  let [left, right, top, bottom] = [padSide, 0, padSide, 0];
  grey.forEach((level, at) => {
    if (level < 0.5) return;
    const [x, y] = [at % padSide, Math.floor(at / padSide)];
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  });
  return { width: right - left + 1, height: bottom - top + 1 };
}

function massCentre(grey: Float64Array): { x: number; y: number } {
  let [mass, x, y] = [0, 0, 0];
  grey.forEach((level, at) => {
    mass += level;
    x += level * (at % padSide);
    y += level * Math.floor(at / padSide);
  });
  return { x: x / mass, y: y / mass };
}

function show(image: Float64Array): void {
  const context = seen.getContext("2d")!;
  const picture = context.createImageData(netSide, netSide);
  image.forEach((level, at) => {
    const grey = 255 * (1 - level);
    picture.data.set([grey, grey, grey, 255], 4 * at);
  });
  context.putImageData(picture, 0, 0);
}

clear();
