/** Times by a clock that tells what it is told: no test asks how fast this machine is. */
import { expect, it } from "vitest";
import { bandwidthFor, measureMachine } from "../../src/bench/machine.ts";
import { medianOf, timeCalls } from "../../src/bench/timing.ts";

it("the median is the middle one, or between the two in the middle", () => {
  expect(medianOf([3, 1, 200])).toBe(3);
  expect(medianOf([10, 9, 2, 1])).toBe(5.5);
});

it("a call takes what the clock says", () => {
  let time = 0;
  const { median, least, most } = timeCalls(
    () => (time += 0.25),
    () => time,
  );
  expect([median, least, most]).toEqual([250_000, 250_000, 250_000]);
});

it("calls that V8 has not optimised yet are not told of", () => {
  let [time, calls] = [0, 0];
  const { median, most } = timeCalls(
    () => (time += calls++ < 100 ? 2 : 0.5),
    () => time,
  );
  expect([median, most]).toEqual([500_000, 500_000]);
});

it("slow and fast rounds are told of, and are not the median", () => {
  let [time, calls] = [0, 0];
  const { median, least, most } = timeCalls(
    () => (time += calls > 20 && calls % 5 === 0 ? 900 : 100 + calls++),
    () => (calls++, time),
  );
  expect(least).toBeLessThan(median);
  expect(median).toBeLessThan(most);
});

it("a set has the bandwidth of the next larger one that was measured", () => {
  const sizes = [100, 1000];
  const machine = { peak: 1, bandwidths: sizes.map((bytes) => ({ bytes, rate: 5000 / bytes })) };
  expect([1, 100, 101, 5000].map((bytes) => bandwidthFor(bytes, machine))).toEqual([50, 50, 5, 5]);
});

it.each(["f32", "f64"] as const)("the core has limits in %s", (precision) => {
  let time = 0;
  const { peak, bandwidths } = measureMachine(precision, () => (time += 1));
  const operations = 2 ** 17 * 12 * 2 * (precision === "f32" ? 4 : 2);
  expect(peak).toBe(operations / 1e6);
  for (const { rate } of bandwidths) expect(rate).toBeGreaterThanOrEqual(2 ** 22 / 1e6);
});
