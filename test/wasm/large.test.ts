/**
 * Memory beyond the sign bit of an address: what lies above 2 GiB is read and written where it is.
 */
import { expect, it } from "vitest";
import { compile } from "../../src/compile.ts";
import { createSource } from "../../src/diagnostics/source.ts";
import { loadModel } from "../emit/generate.ts";

const text = (count: number): string => `model Large {
  input x: [${count}]
  output y = 2 * x[-1] + x[0]
}
`;
const options = { inference: true, engine: "wasm" } as const;

it("addresses above 2 GiB", async () => {
  const count = 2 ** 29 + 2 ** 20;
  const net = (await loadModel(text(count), "Large", options)).create();
  net.input["x"]![0] = 1;
  net.input["x"]![count - 1] = 20;
  expect([...net.forward(1)["y"]!]).toEqual([41]);
});

it("4 GiB are the most", () => {
  const codes = (count: number): readonly string[] => {
    const source = createSource("large.nn", text(count));
    return compile(source, { inference: true, targets: ["wasm"] }).diagnostics.map(
      ({ code }) => code,
    );
  };
  expect(codes(2 ** 30 - 1024)).toEqual([]);
  expect(codes(2 ** 30)).toEqual(["NN6035"]);
});
