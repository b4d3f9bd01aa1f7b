/**
 * The compiler's options from the command line's.
 *
 * Invariant: what is not given is left out, so that the compiler's own defaults hold.
 */
import type { CompileOptions } from "../compile.ts";
import type { Arguments } from "./arguments.ts";
import { usageFailure } from "./exit.ts";
import type { ProjectFile } from "./project.ts";
import { readSettings } from "./set-value.ts";

type Target = NonNullable<CompileOptions["targets"]>[number];

export function readCompileOptions(
  given: Arguments,
  { read }: Pick<ProjectFile, "read">,
): CompileOptions {
  const { training, ...settings } = readSettings(given.texts("set"));
  if (training !== undefined && typeof training !== "boolean")
    throw usageFailure("NN7007", "`--set training` must be true or false");
  const [targets, freeze, expose] = [
    given.texts("target"),
    given.texts("freeze"),
    given.texts("expose"),
  ];
  const [dtype, batch, model] = [given.text("dtype"), given.number("batch"), given.text("model")];
  if (batch === 0) throw usageFailure("NN7003", "--batch must be at least 1");
  return {
    read,
    set: settings,
    ...(targets.length > 0 && { targets: targets as Target[] }),
    ...(freeze.length > 0 && { freeze }),
    ...(expose.length > 0 && { expose }),
    ...(given.has("stateful") && { stateful: true }),
    ...(dtype !== undefined && { dtype: dtype as "f32" | "f64" }),
    ...(batch !== undefined && { batch }),
    ...(given.has("inference") && { inference: true }),
    ...(given.has("exact") && { exact: true }),
    ...(model !== undefined && { model }),
    ...(training !== undefined && { training }),
  };
}
