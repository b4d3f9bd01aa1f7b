// TensorFlow.js on one of its backends: core operations with fused dense layers, as its own layers make
// them, and its own optimisers. Each call makes tensors of plain arrays and reads the result back.
// It is bundled from its ES modules first, as for a browser: its build for Node is older JavaScript, is up
// to a sixth slower, and leaves out the gradients.

import { build } from "esbuild";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { temporaryFolder } from "./temporary.mjs";

let tf;

export function tfjsPeer(label, backend, configure = () => {}) {
  const backendPackage = `@tensorflow/tfjs-backend-${backend}`;
  return {
    label,
    note: "Core operations with fused dense layers, bundled from ES modules; one thread.",
    packages: ["@tensorflow/tfjs-core", backendPackage],
    async prepare(workload, task) {
      tf ??= await openBackend(backend, backendPackage, configure);
      const variables = makeVariables(workload);
      return task.pass === "forward"
        ? { run: forwardCall(workload, task, variables) }
        : trainCall(workload, task, variables);
    },
  };
}

async function openBackend(backend, backendPackage, configure) {
  const tf = await import(await bundle(backendPackage));
  configure(tf);
  if (!(await tf.setBackend(backend))) throw new Error(`the ${backend} backend does not start`);
  return tf;
}

async function bundle(backendPackage) {
  const outfile = join(temporaryFolder(), "tfjs.mjs");
  const contents = [
    "@tensorflow/tfjs-core/dist/register_all_gradients.js",
    "@tensorflow/tfjs-core",
    backendPackage,
  ];
  await build({
    stdin: {
      contents: contents.map((name) => `export * from "${name}";`).join("\n"),
      resolveDir: fileURLToPath(new URL(".", import.meta.url)),
    },
    banner: { js: requireInModules },
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    mainFields: ["module", "main"],
    logLevel: "silent",
  });
  return pathToFileURL(outfile).href;
}

/** What the bundled parts for Node expect to find around them. */
const requireInModules = `
  import { createRequire } from "node:module";
  const require = createRequire(import.meta.url);
  const [__filename, __dirname] = [import.meta.filename, import.meta.dirname];`;

function makeVariables({ weights }) {
  const make = ([name, { shape, values }]) => [name, tf.variable(tf.tensor(values, shape))];
  return Object.fromEntries(Object.entries(weights).map(make));
}

function forwardCall(workload, { samples }, variables) {
  const x = workload.samples.slice(0, samples * workload.inputs);
  return () =>
    tf.tidy(() => {
      const batch = tf.tensor2d(x, [samples, workload.inputs]);
      return applyLayers(workload.layers, variables, batch).dataSync();
    });
}

function trainCall(workload, { samples, optimizer }, variables) {
  const x = workload.samples.slice(0, samples * workload.inputs);
  const labels = workload.labels.slice(0, samples);
  const lossOf = () => {
    const batch = tf.tensor2d(x, [samples, workload.inputs]);
    const targets = tf.oneHot(tf.tensor1d(labels, "int32"), workload.classes);
    const logits = applyLayers(workload.layers.slice(0, -1), variables, batch);
    return tf.losses.softmaxCrossEntropy(targets, logits);
  };
  let trainer = makeOptimizer(optimizer);
  return {
    run: () => tf.tidy(() => trainer.minimize(lossOf, true).dataSync()[0]),
    reset() {
      for (const [name, { shape, values }] of Object.entries(workload.weights)) {
        tf.tidy(() => variables[name].assign(tf.tensor(values, shape)));
      }
      trainer.dispose();
      trainer = makeOptimizer(optimizer);
    },
  };
}

const makeOptimizer = ({ kind, rate, beta1, beta2, epsilon }) =>
  kind === "adam" ? tf.train.adam(rate, beta1, beta2, epsilon) : tf.train.sgd(rate);

function applyLayers(layers, variables, x) {
  for (let i = 0; i < layers.length; i++) {
    const { kind, weight, bias } = layers[i];
    if (kind === "dense") {
      const activation = layers[i + 1]?.kind === "relu" ? "relu" : "linear";
      x = tf.fused.matMul({ a: x, b: variables[weight], bias: variables[bias], activation });
    } else if (kind === "softmax") x = tf.softmax(x);
    else if (kind !== "relu") throw new Error(`no such layer here: ${kind}`);
  }
  return x;
}
