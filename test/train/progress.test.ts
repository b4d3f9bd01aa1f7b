/** What training shows: the line on a terminal, lines without one, the curve as a picture. */
import { describe, expect, it } from "vitest";
import { drawLossCurve } from "../../src/train/curve.ts";
import {
  createProgress,
  epochLine,
  formatMeasure,
  grouped,
  progressLine,
  sparkline,
} from "../../src/train/progress.ts";

const state = {
  epoch: 3,
  epochs: 10,
  fraction: 0.38,
  metrics: { loss: 0.231, accuracy: 0.931 },
  losses: [0.9, 0.5, 0.3, 0.2],
};

describe("lines", () => {
  it("one line with everything, cut where the terminal ends", () => {
    const start = `epoch  3/10  ${"━".repeat(9).padEnd(24)}  38 %  loss 0.2310  accuracy 0.9310`;
    const whole = `${start}  41,200 samples/s  █▄▂▁`;
    expect(progressLine(state, 41200, 120)).toBe(whole);
    expect(progressLine(state, 41200, 80)).toBe(start);
    expect(progressLine(state, 41200, 20)).toBe("epoch  3/10");
  });

  it("an epoch that is done", () => {
    const result = { training: { loss: 0.231 }, heldOut: { loss: 0.25, accuracy: 0.9 } };
    expect(epochLine(3, 10, result, 999.6)).toBe(
      "epoch  3/10  loss 0.2310  held out: loss 0.2500  accuracy 0.9000  1,000 samples/s",
    );
  });

  it("numbers", () => {
    expect([0.12345, 0, 12.5, 1e-5, -3e9].map(formatMeasure)).toEqual([
      "0.1235",
      "0.0000",
      "12.5000",
      "1.000e-5",
      "-3.000e+9",
    ]);
    expect([0, 999, 1000, 1234567].map(grouped)).toEqual(["0", "999", "1,000", "1,234,567"]);
    expect([sparkline([]), sparkline([1]), sparkline([1, 2, 3])]).toEqual(["", "▁", "▁▅█"]);
  });
});

describe("progress", () => {
  const run = (isTerminal: boolean): string[] => {
    const written: string[] = [];
    let time = 0;
    const output = { write: (text: string) => void written.push(text), isTerminal, columns: 80 };
    const progress = createProgress(output, () => time);
    for (; time < 1000; time += 10) progress.step(state, 32);
    progress.finishEpoch(3, 10, { training: { loss: 0.2 }, heldOut: undefined });
    progress.stop();
    return written;
  };

  it("redraws at most ten times a second, then leaves the epoch standing", () => {
    const written = run(true);
    expect(written.slice(0, -2).every((each) => each.startsWith("\r\u001b[2Kepoch  3/10"))).toBe(
      true,
    );
    expect(written).toHaveLength(10 + 2);
    expect(written.at(-2)).toBe("\r\u001b[2K");
    expect(written.at(-1)).toBe("epoch  3/10  loss 0.2000  3,200 samples/s\n");
  });

  it("writes plain lines where there is no terminal", () => {
    expect(run(false)).toEqual(["epoch  3/10  loss 0.2000  3,200 samples/s\n"]);
  });
});

describe("the curve", () => {
  const falling = (factor: number) =>
    Array.from({ length: 10 }, (_, k) => ({ epoch: k + 0.5, loss: factor ** k }));

  const ticksOf = (svg: string): number[] =>
    [...svg.matchAll(/text-anchor="end">([^<]+)</g)].map((match) => Number(match[1]));

  it("has round ticks from zero", () => {
    const svg = drawLossCurve("digits", {
      training: falling(0.8),
      heldOut: [{ epoch: 1, loss: 0.9 }],
    });
    expect(ticksOf(svg)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(svg).toContain(">training<");
    expect(svg).toContain(">held out<");
  });

  it("turns logarithmic for a fall over decades", () => {
    expect(ticksOf(drawLossCurve("deep", { training: falling(0.4), heldOut: [] }))).toEqual([
      0.0001, 0.001, 0.01, 0.1, 1,
    ]);
  });

  it.each<[string, number[]]>([
    ["nothing", []],
    ["one point", [0.5]],
    ["zeros", [0, 0, 0]],
    ["negative losses", [-1, -3]],
    ["equal losses", [2, 2]],
    ["a NaN", [1, NaN, 0.5]],
    ["huge losses", [1e30, 1e29]],
  ])("%s: every place is on the paper", (_what, losses) => {
    const svg = drawLossCurve("<&>", {
      training: losses.map((loss, k) => ({ epoch: k + 1, loss })),
      heldOut: [],
    });
    expect(svg).toContain("&lt;&amp;&gt;");
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    const places = [...svg.matchAll(/c[xy]="([^"]+)"/g)].map((match) => Number(match[1]));
    expect(places.every((place) => place >= 0 && place <= 720)).toBe(true);
    expect(places).toHaveLength(2 * losses.filter(Number.isFinite).length);
  });
});
