/**
 * Patterns of names, as `--freeze` and `--expose` take them: `stage1.*`, `enc.*`.
 *
 * Invariant: `*` stands for any letters, dots too; everything else stands for itself.
 */
import type { Fix } from "../diagnostics/diagnostic.ts";
import { didYouMean } from "../diagnostics/suggest.ts";

/** One text or several, each holding patterns between commas. */
export type Patterns = string | readonly string[];

export function listPatterns(given: Patterns = []): readonly string[] {
  return [given].flat().flatMap((each) => each.split(",").map((pattern) => pattern.trim()));
}

/** Is a name one of those that the patterns mean? */
export function matchAny(patterns: readonly string[]): (name: string) => boolean {
  const expressions = patterns.map(expressionOf);
  return (name) => expressions.some((each) => each.test(name));
}

function expressionOf(pattern: string): RegExp {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[\\^$.|?+()[\]{}]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`);
}

/** The name, or the pattern of names, that was probably meant. */
export function meantPattern(pattern: string, names: readonly string[]): Fix | undefined {
  const candidates = new Set(names);
  for (const name of names) {
    for (let dot = name.indexOf("."); dot > 0; dot = name.indexOf(".", dot + 1)) {
      candidates.add(`${name.slice(0, dot)}.*`);
      candidates.add(`*${name.slice(dot)}`);
    }
  }
  const message = didYouMean(pattern, candidates);
  return message === undefined ? undefined : { message };
}
