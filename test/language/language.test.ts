/**
 * The language, claim by claim: a program for each section of the contract, whose own tests hold numbers
 * computed by hand. Each runs on the interpreter and on generated code; gradients and steps are compared.
 */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { check } from "../../src/check/check.ts";
import type { CheckResult } from "../../src/check/result.ts";
import { createSource } from "../../src/diagnostics/source.ts";

const folder = new URL("./", import.meta.url);
const programs = readdirSync(folder).filter((file) => file.endsWith(".nn"));

/** What a check found wrong, in words. */
function failuresIn({ models, diagnostics }: CheckResult): readonly string[] {
  const mistakes = diagnostics.filter(({ severity }) => severity === "error");
  return [
    ...mistakes.map(({ code, message }) => `${code} ${message}`),
    ...models.flatMap(({ name, tests, targets, gradients }) => [
      ...tests.filter(({ ok }) => !ok).map((test) => `${name}: ${test.name}: ${test.detail}`),
      ...targets
        .filter(({ ok }) => !ok)
        .map(({ worst }) => `${name}: targets differ: ${JSON.stringify(worst)}`),
      ...(gradients.ok ? [] : [`${name}: gradients: ${JSON.stringify(gradients)}`]),
    ]),
  ];
}

describe.each(programs)("%s", (file) => {
  const text = readFileSync(new URL(file, folder), "utf8");
  it.each(["f32", "f64"] as const)("holds in %s", async (dtype) => {
    const result = await check(createSource(file, text), { dtype });
    expect(failuresIn(result)).toEqual([]);
    const tests = result.models.flatMap((model) => model.tests);
    expect(tests.length).toBe(text.match(/^test "/gm)?.length);
  });
});
