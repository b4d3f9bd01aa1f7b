/**
 * Random numbers: stored bits that may never change, the exact distributions, and statistics of
 * neighbours in every coordinate of a draw. All seeds are fixed: nothing here is left to chance.
 */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { drawBits, drawKey, normalOf, truncatedNormalOf, uniformOf } from "../../src/draws.ts";
import { placeKey } from "../../src/place.ts";

describe("stored vectors: weights drawn by an older version stay what they were", () => {
  it("places are FNV-1a, as its authors publish it", () => {
    expect(["", "a", "foobar"].map(placeKey)).toEqual([0x811c9dc5, 0xe40c292c, 0xbf9cf968]);
  });

  it("bits", () => {
    const bits = [
      [0, 0, "", 0, 0],
      [1, 0, "dense1.W", 0, 0],
      [1, 0, "dense1.W", 0, 1],
      [1, 0, "dense1.W", 1, 0],
      [1, 1, "dense1.W", 0, 0],
      [2, 0, "dense1.W", 0, 0],
      [4294967295, 65535, "x", 8191, 1048575],
    ] as const;
    expect(
      bits.map(([seed, count, place, sample, element]) =>
        drawBits(drawKey(seed, count), placeKey(place), sample, element),
      ),
    ).toEqual([1670377538, 3157581442, 2742959576, 1880505074, 2803379406, 2648349887, 3786568136]);
  });

  it("normals, to the last bit", () => {
    const bits = [1, 1000, 123456789, 2654435769, 4294967295];
    expect(bits.map(normalOf)).toEqual([
      -6.166429517819749, -5.039851125968711, -1.899573995506065, 0.3003213853916895,
      6.337957754553788,
    ]);
    expect(bits.map(truncatedNormalOf)).toEqual([
      -1.999999993825723, -1.9999958817742114, -1.6430453793449145, 0.2862675919739652,
      1.9999999979419065,
    ]);
  });
});

/** bits → quantiles of the normal distribution and of that within ±2, by mpmath with 40 digits. */
const quantiles: readonly (readonly [number, number, number])[] = [
  [0, -6.3379577545537892525, -1.9999999979419076762],
  [1, -6.166429517819750247, -1.9999999938257230541],
  [2, -6.0851045457830309837, -1.9999999897095384659],
  [5, -5.9575076629885732637, -1.9999999773609849045],
  [1000, -5.039851125968711549, -1.9999958817742114857],
  [123456789, -1.8995739955060651122, -1.6430453793449149905],
  [322122547, -1.4395314704450153116, -1.3145082475455711206],
  [322122548, -1.4395314688002133017, -1.314508246223905671],
  [0x40000000, -0.67448974982973843215, -0.6391119105296297132],
  [2147483647, -2.9180993729166226723e-10, -2.7853250813731183367e-10],
  [2147483648, 2.9180993729166226723e-10, 2.7853250813731183367e-10],
  [0x9e3779b9, 0.30032138539168953402, 0.28626759197396507152],
  [3972844747, 1.4395314688002133017, 1.314508246223905671],
  [3972844749, 1.4395314720898173254, 1.3145082488672365724],
  [4294967294, 6.166429517819750247, 1.9999999938257230541],
  [4294967295, 6.3379577545537892525, 1.9999999979419076762],
];

describe("distributions", () => {
  it("uniform: from 0 to 1 - 2^-24, exact in float32", () => {
    expect(uniformOf(0)).toBe(0);
    expect(uniformOf(2 ** 32 - 1)).toBe(1 - 2 ** -24);
    for (const [bits] of quantiles) expect(Math.fround(uniformOf(bits))).toBe(uniformOf(bits));
  });

  const density = (z: number): number => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);

  for (const [bits, normal, truncated] of quantiles) {
    it(`quantiles of ${bits}, to the last digits`, () => {
      const rounding = (value: number): number => 4 * Number.EPSILON * Math.abs(value);
      expect(Math.abs(normalOf(bits) - normal)).toBeLessThanOrEqual(rounding(normal));
      // The probability is rounded before its quantile is taken; of the normal one it is exact.
      const slack = rounding(truncated) + Number.EPSILON / density(truncated);
      expect(Math.abs(truncatedNormalOf(bits) - truncated)).toBeLessThanOrEqual(slack);
    });
  }

  it("rises with the bits, also where one formula takes over from another", () => {
    const edges = [0, 322122547, 0x7fffffff, 3972844748, 59649, 2 ** 32 - 60000];
    for (const edge of edges) {
      for (let bits = Math.max(edge - 50, 0); bits < edge + 50; bits++) {
        expect(normalOf(bits + 1)).toBeGreaterThan(normalOf(bits));
        expect(truncatedNormalOf(bits + 1)).toBeGreaterThan(truncatedNormalOf(bits));
      }
    }
  });

  it("is plain arithmetic: of Math only what every machine rounds alike", () => {
    const text = readFileSync(new URL("../../src/draws.ts", import.meta.url), "utf8");
    const used = new Set(text.match(/Math\.\w+/g));
    expect([...used].sort()).toEqual(["Math.abs", "Math.imul", "Math.sqrt"]);
    expect(text).not.toMatch(/^import/m);
  });
});

// ── statistics ────────────────────────────────────────────────────────────────────────────────────

/** Streams along each coordinate of a draw, all else fixed. */
const streams: readonly (readonly [string, (index: number) => number])[] = [
  ["elements", (index) => drawBits(drawKey(1, 0), placeKey("dense1.W"), 0, index)],
  ["samples", (index) => drawBits(drawKey(1, 1), placeKey("dropout1"), index, 0)],
  ["places", (index) => drawBits(drawKey(1, 0), placeKey(`dense${index}.W`), 0, 0)],
  ["counts", (index) => drawBits(drawKey(1, index), placeKey("dropout1"), 0, 0)],
  ["seeds", (index) => drawBits(drawKey(index, 0), placeKey("dense1.W"), 0, 0)],
  [
    "rows of samples and elements",
    (index) => drawBits(drawKey(1, 1), placeKey("dropout1"), index >>> 8, index & 255),
  ],
];

const length = 1 << 16;

/** Standard deviations from what is expected of χ² with that many degrees of freedom. */
function deviation(counts: ArrayLike<number>, expected: number): number {
  let chi = 0;
  for (let index = 0; index < counts.length; index++) {
    chi += (counts[index]! - expected) ** 2 / expected;
  }
  return (chi - (counts.length - 1)) / Math.sqrt(2 * (counts.length - 1));
}

describe.each(streams)("neighbouring %s", (_, stream) => {
  const bits = Float64Array.from({ length }, (__, index) => stream(index));

  it("fall evenly into 256 bins, by their high bits and by their low bits", () => {
    for (const shift of [24, 0]) {
      const counts = new Uint32Array(256);
      for (const each of bits) counts[(each >>> shift) & 255]!++;
      expect(Math.abs(deviation(counts, length / 256))).toBeLessThan(4);
    }
  });

  it("set each bit half of the time", () => {
    const counts = Array.from({ length: 32 }, () => 0);
    for (const each of bits) for (let bit = 0; bit < 32; bit++) counts[bit]! += (each >>> bit) & 1;
    const sigma = Math.sqrt(length) / 2;
    for (const count of counts) expect(Math.abs(count - length / 2)).toBeLessThan(4.5 * sigma);
  });

  it("are independent in pairs, at distances of 1, 2, 16 and 256", () => {
    for (const distance of [1, 2, 16, 256]) {
      const counts = new Uint32Array(256);
      const pairs = length - distance;
      for (let index = 0; index < pairs; index++) {
        counts[((bits[index]! >>> 28) << 4) | (bits[index + distance]! >>> 28)]!++;
      }
      expect(Math.abs(deviation(counts, pairs / 256))).toBeLessThan(4.5);
    }
  });

  it("change each bit half of the time from one to the next", () => {
    const counts = Array.from({ length: 32 }, () => 0);
    for (let index = 1; index < length; index++) {
      const changed = bits[index]! ^ bits[index - 1]!;
      for (let bit = 0; bit < 32; bit++) counts[bit]! += (changed >>> bit) & 1;
    }
    const sigma = Math.sqrt(length) / 2;
    for (const count of counts) expect(Math.abs(count - length / 2)).toBeLessThan(4.5 * sigma);
  });

  it("have the moments of the normal distribution", () => {
    const mean = (power: number): number =>
      bits.reduce((sum, each) => sum + normalOf(each) ** power, 0) / length;
    const expected = [0, 1, 0, 3];
    const variance = [1, 2, 15, 96];
    expected.forEach((moment, index) => {
      const sigma = Math.sqrt(variance[index]! / length);
      expect(Math.abs(mean(index + 1) - moment)).toBeLessThan(4.5 * sigma);
    });
  });
});

describe("streams of two coordinates", () => {
  const correlation = (a: (index: number) => number, b: (index: number) => number): number => {
    let sum = 0;
    for (let index = 0; index < length; index++) sum += normalOf(a(index)) * normalOf(b(index));
    return sum / Math.sqrt(length);
  };
  const draw =
    (seed: number, count: number, place: string, sample: number) =>
    (element: number): number =>
      drawBits(drawKey(seed, count), placeKey(place), sample, element);
  const pairs = [
    ["seeds", draw(1, 0, "W", 0), draw(2, 0, "W", 0)],
    ["counts", draw(1, 1, "W", 0), draw(1, 2, "W", 0)],
    ["places", draw(1, 0, "dense1.W", 0), draw(1, 0, "dense2.W", 0)],
    ["samples", draw(1, 0, "W", 0), draw(1, 0, "W", 1)],
    ["seed and count exchanged", draw(1, 2, "W", 0), draw(2, 1, "W", 0)],
    ["an element further", draw(1, 0, "W", 0), (index: number) => draw(1, 0, "W", 1)(index + 1)],
  ] as const;
  for (const [name, a, b] of pairs) {
    it(`${name} are not correlated`, () => {
      expect(Math.abs(correlation(a, b))).toBeLessThan(4.5);
    });
  }
});
