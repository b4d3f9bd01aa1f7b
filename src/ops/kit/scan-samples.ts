/**
 * Worked cases of scans: a decaying sum, and one with everything that a scan may have.
 *
 * Invariant: made when asked for, since bodies are made of other ops.
 */
import type { Sample } from "../../graph/op.ts";
import { parseGraph } from "../../graph/text.ts";
import { add } from "../add.ts";
import { contract } from "../contract.ts";
import { multiply } from "../multiply.ts";
import { source } from "../source.ts";
import { tanh } from "../tanh.ts";

const ops = { add, contract, multiply, source, tanh };

export function scanSamples(): readonly Sample[] {
  return [
    {
      name: "a decaying sum",
      inputs: [
        { type: { element: "float", shape: [2] }, range: [-2, 2] },
        { type: { element: "float", shape: [2] }, range: [-2, 2] },
        { type: { element: "float", shape: [4, 2] }, range: [-2, 2] },
      ],
      attributes: {
        length: 4,
        reverse: false,
        constants: 1,
        states: 1,
        body: parseGraph(
          `graph decay
             %0 = source [role: "constant", name: "0", element: "float", shape: [2]] : float[2]
             %1 = source [role: "carry", name: "0", element: "float", shape: [2]] : float[2]
             %2 = source [role: "element", name: "0", element: "float", shape: [2]] : float[2]
             %3 = multiply %0, %1 : float[2]
             %4 = add %3, %2 : float[2]
             output "next:0" = %4
             output "emit:0" = %1`,
          ops,
        ),
      },
    },
    {
      name: "a recurrent layer backwards, for each sample",
      inputs: [
        { type: { element: "float", shape: [3, 3] }, range: [-1, 1] },
        { type: { element: "float", shape: ["batch", 3] }, range: [-1, 1] },
        { type: { element: "float", shape: ["batch", 4, 3] }, range: [-1, 1] },
      ],
      attributes: {
        length: 4,
        reverse: true,
        constants: 1,
        states: 1,
        body: parseGraph(
          `graph recurrent
             %0 = source [role: "constant", name: "0", element: "float", shape: [3, 3]] : float[3, 3]
             %1 = source [role: "carry", name: "0", element: "float", shape: ["batch", 3]] : float[batch, 3]
             %2 = source [role: "element", name: "0", element: "float", shape: ["batch", 3]] : float[batch, 3]
             %3 = contract %1, %0 [left: ["n", "k"], right: ["k", "j"], result: ["n", "j"]] : float[batch, 3]
             %4 = add %3, %2 : float[batch, 3]
             %5 = tanh %4 : float[batch, 3]
             output "next:0" = %5
             output "emit:0" = %5`,
          ops,
        ),
      },
    },
  ];
}
