/** JSON that the user gives: parsed, or refused with its place. */
import { createSource } from "../diagnostics/source.ts";
import { dataProblem } from "../train/data/problem.ts";

/** @throws Problem (NN6032) */
export function parseJson(content: Uint8Array, shown: string): unknown {
  const text = new TextDecoder().decode(content);
  try {
    return JSON.parse(text);
  } catch (error) {
    const source = createSource(shown, text);
    const message = (error as Error).message;
    const start = Math.min(offsetIn(message) ?? 0, source.text.length);
    throw dataProblem("NN6032", `\`${shown}\` is not JSON: ${message}`, {
      source,
      start,
      end: start + 1,
    });
  }
}

/** V8 says "… at position 17". */
function offsetIn(message: string): number | undefined {
  const match = /at position (\d+)/.exec(message);
  return match === null ? undefined : Number(match[1]);
}
