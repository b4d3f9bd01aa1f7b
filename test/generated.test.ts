/** Nothing that is generated is stale: `npm run generate` would write what is there. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { findLeftOver, generateAll } from "../src/generate/all.ts";

it("generated files are what their sources say", async () => {
  const generated = await generateAll();
  const stale = [...findLeftOver(generated)];
  for (const [path, text] of generated) {
    const known = readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
    if (known !== text) stale.push(path);
  }
  expect(stale).toEqual([]);
});
