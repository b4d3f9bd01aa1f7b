import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Short files that run long. */
const long = /\/networks\/(images|networks|specs|pieces)\.test\.ts$/;

/** Those first: a worker that begins one at the end works on alone. */
class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification): boolean => long.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((each) => !isLong(each))];
  }
}

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/bench/**", "node_modules/**", "dist/**"],
    testTimeout: 30_000,
    // One less than there are processors by default: on two, half of them.
    maxWorkers: "100%",
    // Files of one worker share the compiler: it keeps nothing between calls, and loading it anew for each
    // took a third of the time.
    isolate: false,
    sequence: { sequencer: LongFirst },
  },
});
