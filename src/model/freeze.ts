/**
 * `--freeze stage1.*,enc.*`: params that become constants, with no gradient and no optimiser state.
 */
import { listNames } from "../diagnostics/listing.ts";
import type { Model } from "./model.ts";
import { reportOutside, type Context } from "./context.ts";

/** Is a param of this name frozen? */
export function frozenBy(patterns: readonly string[]): (name: string) => boolean {
  const expressions = patterns.map(expressionOf);
  return (name) => expressions.some((each) => each.test(name));
}

/** `*` stands for any letters, dots too. */
function expressionOf(pattern: string): RegExp {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[\\^$.|?+()[\]{}]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`);
}

/** A pattern that matches nothing is a mistake. */
export function checkFreeze(context: Context, models: readonly Model[]): void {
  for (const pattern of context.options.freeze ?? []) {
    const matches = expressionOf(pattern);
    if (models.some(({ params }) => params.some(({ name }) => matches.test(name)))) continue;
    const names = models.flatMap(({ params }) => params.map(({ name }) => name));
    const message = `no param matches \`${pattern}\`; there are ${listNames(names)}`;
    reportOutside(context, "NN5012", message);
  }
}
