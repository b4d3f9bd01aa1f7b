/** Which names are near enough to be suggested. */
import { expect, it } from "vitest";
import { didYouMean, editDistance, suggest } from "../../src/diagnostics/suggest.ts";

const names = ["softmax", "sigmoid", "relu", "dense", "dropout", "max", "mean", "maxPool", "x"];

it.each([
  ["sofmax", "softmax"],
  ["sfotmax", "softmax"],
  ["Softmax", "softmax"],
  ["sigmod", "sigmoid"],
  ["rleu", "relu"],
  ["ReLU", "relu"],
  ["dence", "dense"],
  ["maxpool", "maxPool"],
  ["y", undefined],
  ["conv", undefined],
  ["attention", undefined],
  ["", undefined],
])("%s → %s", (name, expected) => {
  expect(suggest(name, names)).toBe(expected);
});

it("prefers the nearest, then the one listed first, and never the name itself", () => {
  expect(suggest("meat", ["meal", "mean"])).toBe("meal");
  expect(suggest("max", ["max", "mux"])).toBe("mux");
  expect(didYouMean("mux", ["max"])).toBe("did you mean `max`?");
});

it.each([
  ["", "abc", 3],
  ["abc", "abc", 0],
  ["abc", "acb", 1],
  ["kitten", "sitting", 3],
])("distance %s – %s is %i", (a, b, distance) => {
  expect(editDistance(a, b)).toBe(distance);
});
