/**
 * Prints diagnostics to standard error in the format asked for, and results to standard output.
 *
 * Invariant: with `--json` standard output holds one JSON value and nothing else.
 */
import { styleText } from "node:util";
import { mostTold, type Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Paint } from "../diagnostics/paint.ts";
import { plain } from "../diagnostics/paint.ts";
import type { Format } from "../diagnostics/render.ts";
import { render } from "../diagnostics/render.ts";
import type { Arguments } from "./arguments.ts";
import type { Io, Output } from "./io.ts";

const styles = {
  error: ["bold", "red"],
  warning: ["bold", "yellow"],
  note: ["bold", "cyan"],
  help: ["bold", "green"],
  message: ["bold"],
  gutter: ["blue"],
} as const;

/** Colours on a terminal, unless the environment says `NO_COLOR`. */
export function paintFor(output: Output, environment: Io["environment"]): Paint {
  if (!output.isTerminal || (environment["NO_COLOR"] ?? "") !== "") return plain;
  return (role, text) => styleText([...styles[role]], text, { validateStream: false });
}

export function reportDiagnostics(
  diagnostics: readonly Diagnostic[],
  given: Pick<Arguments, "text"> | undefined,
  io: Io,
): void {
  if (diagnostics.length === 0) return;
  const format = (given?.text("format") ?? "pretty") as Format;
  io.stderr.write(render(diagnostics, format, paintFor(io.stderr, io.environment)));
  if (format === "pretty" && diagnostics.length > 1) io.stderr.write(`${tally(diagnostics)}\n`);
}

/** `2 errors, 1 warning`. */
function tally(diagnostics: readonly Diagnostic[]): string {
  return (["error", "warning"] as const)
    .map((severity) => {
      const count = diagnostics.filter((each) => each.severity === severity).length;
      const more = count >= mostTold ? " or more" : "";
      return count === 0 ? "" : `${count}${more} ${severity}${count === 1 ? "" : "s"}`;
    })
    .filter((each) => each !== "")
    .join(", ");
}

export function printJson(value: unknown, io: Io): void {
  io.stdout.write(`${JSON.stringify(value)}\n`);
}
