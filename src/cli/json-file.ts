/** JSON that the user gives: parsed, or refused with its place. */
import { createSource } from "../diagnostics/source.ts";
import { jsonHelp } from "../train/data/json-lines.ts";
import { dataProblem } from "../train/data/problem.ts";

/** @throws Problem (NN6032) */
export function parseJson(content: Uint8Array, shown: string): unknown {
  const text = new TextDecoder().decode(content);
  try {
    return JSON.parse(text);
  } catch (error) {
    const source = createSource(shown, text);
    const start = offsetIn((error as Error).message) ?? 0;
    const message = `\`${shown}\` is not JSON: it cannot be read on from here`;
    throw dataProblem("NN6032", message, { source, start, end: start + 1 }, jsonHelp);
  }
}

/** V8 says "… at position 17". */
function offsetIn(message: string): number | undefined {
  const match = /at position (\d+)/.exec(message);
  return match === null ? undefined : Number(match[1]);
}
