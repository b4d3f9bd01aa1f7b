/** The lecture's networks, small: those that see images stand in a file of their own. */
import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { smallImageNetworks, smallNetworks } from "./small.ts";
import { testSmall } from "./test-small.ts";

describe.each(smallNetworks)("$file $model", testSmall);

it("no network is left out", () => {
  const found = readdirSync(new URL(".", import.meta.url)).filter((file) => file.endsWith(".nn"));
  const tested = new Set([...smallNetworks, ...smallImageNetworks].map(({ file }) => file));
  expect(found.filter((file) => !tested.has(`networks/${file.replace(".nn", "")}`))).toEqual([]);
});
