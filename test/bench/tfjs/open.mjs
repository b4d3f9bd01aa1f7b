// TensorFlow.js with one backend. It is bundled from its ES modules first, as for a browser: its build for Node
// is older JavaScript, is up to a sixth slower, and leaves out the gradients.

import { build } from "esbuild";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { temporaryFolder } from "../temporary.mjs";

export async function openBackend(backend, backendPackage, configure = () => {}) {
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
