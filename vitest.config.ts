import { defineConfig } from "vitest/config";

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
  },
});
