// `npm run build && node test/bench/size/run.mjs`: how large generated modules are when they are shipped, how soon
// the first prediction is there, and how much memory a large network takes. Prints a table; nothing is written.

import { codeSize } from "./code.mjs";
import { compile } from "./compile.mjs";
import { memoryOf } from "./memory.mjs";
import { startTime } from "./start.mjs";

const digits = "examples/digits/digits.nn";
const vgg = "test/networks/vgg.nn";

const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
const milliseconds = (time) => `${time.toFixed(1)} ms`;
const row = (...cells) => console.log(`| ${cells.join(" | ")} |`);

row("what", "measured", "aim");
row("---", "---", "---");
await showSize("digits with training, WebAssembly", ["--target", "wasm"], "12 kB");
await showSize(
  "the same, its WebAssembly in a file beside",
  ["--target", "wasm", "--wasm-file"],
  "",
);
await showSize("digits to infer, JavaScript", ["--target", "js", "--inference"], "3 kB");
await showSize("digits to infer, WebAssembly", ["--target", "wasm", "--inference"], "");
showStart("digits to infer, JavaScript", ["--target", "js", "--inference"]);
showStart("digits to infer, WebAssembly", ["--target", "wasm", "--inference"]);
showMemory("VGG-19 to infer, WebAssembly", ["--target", "wasm", "--inference", "--model", "Vgg19"]);

async function showSize(title, options, aim) {
  const { whole, minified, zipped } = await codeSize(compile(digits, options));
  const before = `minified ${kilobytes(minified)}, as written ${kilobytes(whole)}`;
  row(`${title}: minified and gzipped`, `**${kilobytes(zipped)}** (${before})`, aim);
}

function showStart(title, options) {
  const { clock, processor } = startTime(compile(digits, options), "Digits", "x", 256);
  const detail = ({ bare, spread }) => {
    const [low, high] = spread.map((each) => each.toFixed(1));
    return `quartiles ${low} and ${high}; bare node ${milliseconds(bare)}`;
  };
  const cell = (time) => `**${milliseconds(time.difference)}** (${detail(time)})`;
  row(`${title}: first prediction`, cell(clock), "15 ms");
  row(`${title}: the same, processor time`, cell(processor), "");
}

function showMemory(title, options) {
  const { weights, loaded, peak, model } = memoryOf(
    compile(vgg, options),
    "Vgg19",
    "image",
    224 * 224 * 3,
  );
  const ratio = (bytes) => (bytes / weights).toFixed(2);
  const detail = `of which its own memory ${ratio(model)}; at most ${ratio(peak)} while the file was there`;
  row(`${title}: process ÷ weights`, `**${ratio(loaded)}** (${detail})`, "1.6");
}
