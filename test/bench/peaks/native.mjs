// The core's peak at its widest, fused: what native libraries may use and WebAssembly may not. Needs a C compiler.

import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "../temporary.mjs";

const source = fileURLToPath(new URL("native.c", import.meta.url));

export default {
  label: "widest fused multiply-add, native",
  operations: 1e9,
  async prepare() {
    const program = join(temporaryFolder(), "peak");
    try {
      execFileSync("cc", ["-O3", "-march=native", source, "-o", program], { stdio: "ignore" });
    } catch {
      return null;
    }
    /** The nanoseconds of `operations`. */
    const measure = (milliseconds) =>
      Number(execFileSync(program, [String(milliseconds)], { encoding: "utf8" }));
    return { warm: measure, measure };
  },
};
