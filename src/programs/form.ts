/**
 * In which form a model's programs are made: each whole, or pieces that follow one another.
 *
 * Invariant: both forms give the same up to rounding. Whole programs are what small models are fastest with,
 * and what is stepped through most easily; pieces are compiled and printed once, whoever runs them.
 */
import { topologicalOrder } from "../graph/graph.ts";
import type { Model } from "../model/model.ts";

export type ProgramForm = "whole" | "pieces";

/** Nodes of the training section: with more, what programs have in common is not made again. */
const mostNodes = 1000;

/**
 * What looks inside or goes on where it was has whole programs: exposed values belong to calls, and
 * carried states move with forwards, but not with losses.
 */
export function chooseForm(model: Model): ProgramForm {
  const { outputs, exposed, loss } = model.training;
  if (exposed.length > 0 || model.carried.length > 0 || loss === undefined) return "whole";
  const roots = [...outputs.map(({ value }) => value), loss];
  return topologicalOrder(roots).length > mostNodes ? "pieces" : "whole";
}
