/**
 * Random sums and movements in WebAssembly = the interpreter, within the bounds of float32, for few samples and many; and every
 * form that a sum can have is met again and again.
 *
 * `NNC_SCHEDULES=5000 npx vitest run test/schedules/random.test.ts` looks at more of them, from a new seed.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Graph } from "../../src/graph/graph.ts";
import { describeWorst } from "../ops/compare-sample.ts";
import { forms, formsOf, type Form } from "./forms.ts";
import { convolutions, panels, rowPanels, streams, turned } from "./large-sums.ts";
import { drawSources } from "./numbers.ts";
import { movements } from "./random-movements.ts";
import { contractions, reductions } from "./random-sums.ts";
import { startGraph } from "./run-graph.ts";

const asked = process.env["NNC_SCHEDULES"];
const longest = 600_000;

interface Kind {
  readonly graphs: fc.Arbitrary<Graph>;
  readonly runs: number;
  /** So many kernels of each form there are at least. */
  readonly least: Readonly<Partial<Record<Form, number>>>;
  /** Of a third as many graphs, so many at least have tiles that may be functions of their own. */
  readonly tiles?: number;
}

// prettier-ignore
const kinds: Readonly<Record<string, Kind>> = {
  contractions: { graphs: contractions, runs: 200, least: {
    doubles: 50, "along an axis": 40, "over samples": 3, rest: 5, overlap: 15, fold: 20, "written out": 15,
  }, tiles: 8 },
  reductions: { graphs: reductions, runs: 200, least: {
    doubles: 50, "along an axis": 30, "over samples": 4, rest: 4, overlap: 15, fold: 30, "written out": 20,
  }, tiles: 8 },
  convolutions: { graphs: convolutions, runs: 60, least: {
    "along an axis": 25, overlap: 10, "written out": 8,
  }, tiles: 8 },
  // One of them is the ballast of each graph.
  movements: { graphs: movements, runs: 150, least: { elements: 200, fold: 15 }, tiles: 3 },
  panels: { graphs: panels, runs: 40, least: { "along an axis": 15, overlap: 4, panel: 15 }, tiles: 6 },
  "panels with rows": { graphs: rowPanels, runs: 30, least: { panel: 15, "panel with rows": 3 } },
  turned: { graphs: turned, runs: 40, least: { "panel of singles": 15, fold: 5, overlap: 4 }, tiles: 3 },
  streams: { graphs: streams, runs: 30, least: { rest: 6, overlap: 4, panel: 5, stream: 10 }, tiles: 4 },
};

const samples = fc.constantFrom(1, 2, 3, 7, 8, 9);

const random = (runs: number) => (asked ? { numRuns: Number(asked) } : { numRuns: runs, seed: 4 });

it.each(Object.entries(kinds))(
  "%s",
  (_, { graphs, runs, least }) => {
    const found = new Map<Form, number>();
    fc.assert(
      fc.property(graphs, samples, fc.nat(), (graph, count, seed) => {
        const { kernels, compare } = startGraph(graph);
        for (const form of kernels.flatMap(formsOf)) found.set(form, (found.get(form) ?? 0) + 1);
        expect(describeWorst(compare(drawSources(graph, seed, count), count))).toBe("agrees");
      }),
      random(runs),
    );
    const missed = forms.filter((form) => (found.get(form) ?? 0) < (least[form] ?? 0));
    expect(missed).toEqual([]);
  },
  longest,
);

it.each(Object.entries(kinds))(
  "%s in float64",
  (_, { graphs, runs }) => {
    fc.assert(
      fc.property(graphs, samples, fc.nat(), (graph, count, seed) => {
        const { compare } = startGraph(graph, { precision: "f64" });
        expect(describeWorst(compare(drawSources(graph, seed, count), count))).toBe("agrees");
      }),
      random(Math.ceil(runs / 6)),
    );
  },
  longest,
);

it.each(Object.entries(kinds))(
  "%s, with functions for tiles",
  (_, { graphs, runs, tiles = 0 }) => {
    let found = 0;
    fc.assert(
      fc.property(graphs, samples, fc.nat(), (graph, count, seed) => {
        const { compare, functions } = startGraph(graph, { work: 1e7 });
        if (functions.some((name) => name.includes("_tile"))) found++;
        expect(describeWorst(compare(drawSources(graph, seed, count), count))).toBe("agrees");
      }),
      random(Math.ceil(runs / 3)),
    );
    expect(found).toBeGreaterThanOrEqual(tiles);
  },
  longest,
);
