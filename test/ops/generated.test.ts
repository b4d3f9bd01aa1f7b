/** What machines write is what they would write now: `npm run generate` changes nothing. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { generateAll } from "../../src/generate/all.ts";

const root = new URL("../../", import.meta.url);

for (const [path, text] of await generateAll()) {
  it(`${path} is up to date`, () => {
    expect(readFileSync(new URL(path, root), "utf8") === text, "run `npm run generate`").toBe(true);
  });
}
