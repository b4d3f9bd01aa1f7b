// Loads weights, lets go of their file, predicts once, and says how much memory that took (Linux).

import { readFileSync, statSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [module, file, model, input, length] = process.argv.slice(2);

function makeNetwork(network) {
  return network.create({ weights: readFileSync(file) });
}

const network = (await import(pathToFileURL(module)))[model];
const net = makeNetwork(network);
globalThis.gc();
await new Promise((resolve) => setTimeout(resolve, 100));
globalThis.gc();
net.forward({ [input]: new Float32Array(Number(length)) });

const status = readFileSync("/proc/self/status", "utf8");
const bytes = (name) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)[1]) * 1024;
console.log(
  JSON.stringify({
    weights: statSync(file).size,
    loaded: bytes("VmRSS"),
    peak: bytes("VmHWM"),
    model: net.memory.bytes.byteLength,
  }),
);
