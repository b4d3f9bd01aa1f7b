/**
 * `--freeze stage1.*,enc.*`: params that become constants, with no gradient and no optimiser state.
 *
 * Invariant: what is frozen is still drawn, loaded and saved; it is never moved, also not by a rule of
 * its own. The class that is generated has the same calls.
 */
import { listNames } from "../diagnostics/listing.ts";
import { reportOutside, type Context } from "./context.ts";
import type { Model } from "./model.ts";
import { listPatterns, matchAny, meantPattern } from "./patterns.ts";

/** A pattern that matches nothing is a mistake; that nothing is left to train is worth a word. */
export function checkFreeze(context: Context, models: readonly Model[]): void {
  const names = models.flatMap(({ params }) => params.map(({ name }) => name));
  for (const pattern of listPatterns(context.options.freeze)) {
    if (names.some(matchAny([pattern]))) continue;
    const there = names.length === 0 ? "there are none" : `there are ${listNames(names)}`;
    const message = `no param matches \`${pattern}\`; ${there}`;
    reportOutside(context, "NN5012", message, meantPattern(pattern, names));
  }
  for (const { name, params } of models) {
    if (params.length === 0 || params.some(({ frozen }) => !frozen)) continue;
    const message = `every param of \`${name}\` is frozen: a step measures, and moves nothing but buffers`;
    reportOutside(context, "NN5024", message);
  }
}
