/** Where PyTorch is found: what is stored is what it computes now. */
import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";

const script = new URL("regenerate", import.meta.url).pathname;

it("the stored results are PyTorch's", (context) => {
  const families = ["dense", "sequences"];
  const { status, stderr } = spawnSync(script, ["--compare", ...families], { encoding: "utf8" });
  if (status === 2) context.skip("no Python here has PyTorch");
  expect(stderr).toBe("");
  expect(status).toBe(0);
});
