/** The contract's specs, small. */
import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compile } from "../../src/compile.ts";
import { readProjectFile, sourceOf } from "./read.ts";
import { smallSpecs } from "./small.ts";
import { testSmall } from "./test-small.ts";

describe.each(smallSpecs)("$file $model", testSmall);

it("inception.nn is a layer: it is checked, and nothing comes of it", () => {
  const options = { read: readProjectFile };
  const { files, diagnostics } = compile(sourceOf("specs/inception"), options);
  expect({ files, diagnostics }).toEqual({ files: [], diagnostics: [] });
});

it("no spec is left out", () => {
  const found = readdirSync(new URL("../specs/", import.meta.url));
  const tested = new Set(["specs/inception", ...smallSpecs.map(({ file }) => file)]);
  expect(found.filter((file) => !tested.has(`specs/${file.replace(".nn", "")}`))).toEqual([]);
});
