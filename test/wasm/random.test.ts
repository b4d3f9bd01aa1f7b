/**
 * Any module: its bytes are those that the reference assembler makes of its text, and valid.
 *
 * `NNC_MODULES=5000 npx vitest run test/wasm/random.test.ts` looks at more modules, from a new seed.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import { allowRelaxed } from "./engine.ts";
import { compareBytes } from "./assembler.ts";
import { randomModule } from "./random-modules.ts";

const asked = process.env["NNC_MODULES"];
const runs = asked ? { numRuns: Number(asked) } : { numRuns: 150, seed: 4 };

// Every row of the table, also those that Node 20 has only if asked.
allowRelaxed();

it("random modules", () => {
  fc.assert(
    fc.property(randomModule, (module) => {
      const { ours, reference, isValid } = compareBytes(module);
      expect(ours).toBe(reference);
      expect(isValid).toBe(true);
    }),
    runs,
  );
});
