// Weights of a network as its own module saves them, in a process of its own.

import { execFileSync } from "node:child_process";
import { dirname, join } from "node:path";

/** The path of the file, beside the module. */
export function saveWeights(module, model) {
  const file = join(dirname(module), "weights.safetensors");
  const save = `
    import { writeFileSync } from "node:fs";
    import { ${model} } from ${JSON.stringify(module)};
    writeFileSync(${JSON.stringify(file)}, ${model}.create().save());`;
  execFileSync(process.execPath, ["--input-type=module", "-e", save]);
  return file;
}
