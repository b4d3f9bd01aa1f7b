/**
 * Writes every step of every scan out.
 *
 * Establishes: no node holds a sub-graph. For what must see each step by itself: error analysis, and
 * choices held fixed. Generated code keeps its loops.
 */
import type { Build } from "../graph/build.generated.ts";
import { createBuild } from "../graph/build.ts";
import type { Node, Value } from "../graph/graph.ts";
import { rewriteValues } from "../graph/rewrite.ts";
import {
  bodySource,
  bodySources,
  isScan,
  partsOfScan,
  type ScanParts,
  stepType,
  timeAxis,
} from "../graph/scan.ts";
import { substitute } from "../graph/substitute.ts";

export function unroll(roots: readonly Value[]): readonly Value[] {
  return rewriteValues(roots, (node) => (isScan(node) ? unrollScan(node) : undefined));
}

function unrollScan(node: Node): readonly Value[] {
  const build = createBuild(node.origin);
  const scan = partsOfScan(node);
  const sources = bodySources(scan.body);
  const emitted: Value[][] = scan.emits.map(() => []);
  let states: readonly Value[] = scan.starts;
  for (let count = 0; count < scan.length; count++) {
    const step = scan.reverse ? scan.length - 1 - count : count;
    const values = new Map(
      sources.map((source) => [source.values[0]!, valueAt(build, scan, source, states, step)]),
    );
    const results = unroll(substitute([...scan.next, ...scan.emits], values));
    states = results.slice(0, scan.states);
    results.slice(scan.states).forEach((value, index) => emitted[index]!.push(value));
  }
  const ordered = emitted.map((steps) => (scan.reverse ? steps.reverse() : steps));
  return [...states, ...ordered.map((steps) => stackSteps(build, steps))];
}

function valueAt(
  build: Build,
  scan: ScanParts,
  source: Node,
  states: readonly Value[],
  step: number,
): Value {
  const { role, index } = bodySource(source);
  if (role === "carry") return states[index]!;
  if (role === "constant") return scan.constantInputs[index]!;
  return takeStep(build, scan.sequences[index]!, step);
}

/** One step of a sequence. */
function takeStep(build: Build, sequence: Value, step: number): Value {
  const { shape } = sequence.type;
  const axis = timeAxis(sequence.type);
  const part = build.slice(
    sequence,
    shape.map((_, at) => (at === axis ? step : 0)),
    shape.map((each, at) => (at === axis ? 1 : each)),
    shape.map(() => 1),
  );
  return build.reshape(part, stepType(sequence.type).shape);
}

function stackSteps(build: Build, steps: readonly Value[]): Value {
  const axis = timeAxis(steps[0]!.type);
  const rows = steps.map((value) => {
    const { shape } = value.type;
    return build.reshape(value, [...shape.slice(0, axis), 1, ...shape.slice(axis)]);
  });
  return build.concat(rows, axis);
}
