/**
 * A program's graph becomes a list of kernel calls.
 *
 * Requires a graph after the passes, its outputs named `role:name` (see programs.ts). Invariant: calls
 * in their order compute every output from what its sources held before; results of role param, buffer
 * and state take the place of their old values.
 */
import type { Graph } from "../graph/graph.ts";
import type { Buffer, Program, ProgramName, ScalarStep } from "../kernel/kernel.ts";
import { callsOf } from "../kernel/visit.ts";
import type { KernelPool } from "../kernel/share.ts";
import { fuse } from "./fusion.ts";
import { markInputGrads } from "./input-grads.ts";
import { layOut } from "./layout.ts";
import { lowerGraph } from "./steps.ts";
import { isStraight } from "./straight-limits.ts";

export interface LoweredProgram {
  readonly program: Program;
  /** Buffers that outlive the program, as far as it touches them. */
  readonly pinned: readonly Buffer[];
}

/** @param lanes elements that the machine computes at once */
export function lowerProgram(
  name: ProgramName,
  graph: Graph,
  pool: KernelPool,
  lanes: number,
): LoweredProgram {
  const fusion = fuse(graph);
  const isSmall = isStraight(graph, fusion);
  const layout = layOut(name, graph, fusion, isSmall ? "locals" : "memory", pool.tableOf);
  const scalars: ScalarStep[] = [];
  const title = { name: `${graph.name}_${name}`, label: name };
  const around = { pool, scalars, title, isSmall, depth: 0, lanes };
  const steps = lowerGraph(graph, fusion, layout, around);
  const { buffers, scratch } = layout.memory;
  const program: Program = { name, scalars, steps: markInputGrads(steps, buffers), scratch };
  const touched = new Set(callsOf(program.steps).flatMap((call) => call.buffers));
  const pinned = [...buffers.values()].filter(
    ({ id, role }) => role !== "scratch" && (role !== "table" || touched.has(id)),
  );
  return { program, pinned };
}
