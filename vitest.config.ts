import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/bench/**", "node_modules/**", "dist/**"],
    testTimeout: 30_000,
    // One less than there are processors by default: on two, half of them.
    maxWorkers: "100%",
  },
});
