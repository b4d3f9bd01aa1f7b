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
  const all = patterns.map((pattern) => pattern.split("*"));
  return (name) => all.some((parts) => matches(parts, name));
}

/** Each part as early as it can stand, which leaves most to those after it: no pattern takes long. */
function matches([first, ...others]: readonly string[], name: string): boolean {
  const last = others.pop();
  if (last === undefined) return name === first;
  if (!name.startsWith(first!)) return false;
  let from = first!.length;
  for (const part of others) {
    const at = name.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return name.length - last.length >= from && name.endsWith(last);
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
