/** What other libraries call things leads to names that exist here, in the right places. */
import { expect, it } from "vitest";
import { elaborateSource } from "../../src/compile.ts";
import { createSource } from "../../src/diagnostics/source.ts";
import { builtinNames } from "../../src/model/builtins.ts";
import { listPrimitives } from "../../src/model/primitives.ts";
import { normalised, otherNames, otherSettings } from "../../src/prelude/other-names.ts";
import { preludeSources } from "../../src/prelude/sources.generated.ts";

const prelude = preludeSources().map(([path, text]) => ({ name: path.replace(/\.nn$/, ""), text }));
const names = new Set([
  ...prelude.map(({ name }) => name),
  ...builtinNames,
  ...listPrimitives().byName.keys(),
]);

it.each(Object.entries(otherNames))("%s is %s", (other, ours) => {
  expect(normalised(other)).toBe(other);
  if (!ours.includes(" ")) expect(names).toContain(ours);
  // What is a name of ours already needs no translation.
  expect([...names].filter((name) => name === other)).toEqual([]);
});

it("settings are those of some layer", () => {
  const heads = prelude.map(({ text }) => /^(?:layer|optimizer) [^)]*/m.exec(text)![0]).join("\n");
  const known = Object.values(otherSettings).flat();
  const ofPrimitives = ["axis", "keep", "weightDecay", "clip", "decay"];
  const missing = known.filter(
    (name) =>
      !name.includes(" ") &&
      !new RegExp(`\\b${name}\\b`).test(heads) &&
      !ofPrimitives.includes(name),
  );
  expect(missing).toEqual([]);
});

it.each([
  ["x -> Linear(3)", "here it is called `dense`"],
  ["x -> dense(units: 3)", "here it is called `out`"],
  ["x -> dense(3, activation: relu)", "an activation is a layer of its own: `-> relu`"],
  ["np.tanh(x)", "names stand alone: write `tanh`"],
  // A name of the file, but for its case, comes before one of others.
  ["x -> Cat", "did you mean `cat`?"],
])("%s: %s", (expression, help) => {
  const text = `layer cat(x) = x\nmodel M {\n  input x: [4]\n  output y = ${expression}\n}\n`;
  const { diagnostics } = elaborateSource(createSource("net.nn", text));
  expect(diagnostics.map(({ fix }) => fix?.message)).toEqual([help]);
});
