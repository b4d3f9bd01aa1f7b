/**
 * Names that mean nothing here: what was probably meant, or why not.
 *
 * Invariant: a name in a statement that the parser had to leave out is not called unknown.
 */
import type * as ast from "../syntax/ast.ts";
import type { Span } from "../diagnostics/source.ts";
import { didYouMean, suggest } from "../diagnostics/suggest.ts";
import { normalised, otherNames } from "../prelude/other-names.ts";
import type { Fix } from "../diagnostics/diagnostic.ts";
import type { Elaboration } from "./elaboration.ts";
import { describe, poison, type Poison } from "./meaning.ts";
import type { Place } from "./place.ts";
import type { At } from "./trace.ts";
import { findName, visibleNames, type Scope } from "./scope.ts";

export function reportUnknownName(e: Elaboration, name: ast.Name, place: Place): Poison {
  if (e.library.isBroken(name)) return poison;
  const at = { span: name.span, frame: place.frame };
  const hidden = hiddenBy(place.scope, name);
  if (hidden !== undefined) {
    const message = `\`${written(name)}\` does not exist here: the \`if\` around it took another branch`;
    const related = [{ span: hidden, message: "it is declared here" }];
    return e.problems.report("NN2004", message, at, { related });
  }
  if (name.primed) return reportNoRule(e, name, place);
  if (name.text === "step") {
    const message = "`step`, the count of updates, is known in `train` and `optimizer` only";
    return e.problems.report("NN5009", message, at);
  }
  return reportUnknown(e, name, visibleNames(place.scope), { at });
}

function reportNoRule(e: Elaboration, name: ast.Name, place: Place): Poison {
  const at = { span: name.span, frame: place.frame };
  const binding = findName(place.scope, name.text);
  if (binding === undefined) return reportUnknownName(e, { ...name, primed: false }, place);
  if (binding.meaning().kind === "poison") return poison;
  const message = `\`${name.text}\` has no next value: there is no rule \`${name.text}' = …\``;
  const related = binding.span && [{ span: binding.span, message: `the ${binding.what}` }];
  return e.problems.report("NN2012", message, at, { related: related ?? [] });
}

export function reportUnknownLayer(e: Elaboration, name: ast.Name, place: Place): Poison {
  if (e.library.isBroken(name)) return poison;
  const at = { span: name.span, frame: place.frame };
  const other = findName(place.scope, name.text);
  if (other?.what === "model") {
    const message = `\`${name.text}\` is a model, and a model cannot be applied as a layer`;
    const fix = { message: "put what both need into a layer" };
    return e.problems.report("NN2103", message, at, { fix });
  }
  if (other !== undefined) {
    const meaning = other.mayBeLayer ? other.meaning() : undefined;
    if (meaning?.kind === "poison") return poison;
    const what = meaning?.kind === "static" ? describe(meaning) : withArticle(other.what);
    const message = `\`${name.text}\` is ${what}, not a layer`;
    const related = other.span && [{ span: other.span, message: "it is declared here" }];
    return e.problems.report("NN2102", message, at, { related: related ?? [] });
  }
  return reportUnknown(e, name, visibleNames(place.scope), { at, asLayer: true });
}

interface Unknown {
  readonly at: At;
  readonly asLayer?: boolean;
  /** `np.tanh`: the whole that the name begins, and its last name. */
  readonly path?: { readonly span: Span; readonly last: string } | undefined;
}

/** A name that is declared nowhere: told once in a declaration and its tests. */
export function reportUnknown(
  { problems, library }: Pick<Elaboration, "problems" | "library">,
  name: ast.Name,
  visible: Iterable<string>,
  { at, asLayer = false, path }: Unknown,
): Poison {
  const once = library.ownerOf(name);
  const details = { fix: pathEnd(path, visible) ?? meant(name, visible), once };
  if (asLayer) return problems.report("NN2101", `there is no layer \`${name.text}\``, at, details);
  return problems.report("NN2001", `nothing is called \`${name.text}\` here`, at, details);
}

/** The fix that writes the name which was probably meant. */
export function meant(name: ast.Name, names: Iterable<string>): Fix | undefined {
  const candidates = [...names];
  const message = didYouMean(name.text, candidates);
  const replacement = suggest(name.text, candidates);
  const isSame = replacement?.toLowerCase() === name.text.toLowerCase();
  const elsewhere = isSame ? undefined : fromElsewhere(name);
  if (elsewhere !== undefined) return elsewhere;
  if (message === undefined || replacement === undefined) return undefined;
  return { message, span: name.span, replacement };
}

/** What other libraries call something. */
function fromElsewhere({ text, span }: ast.Name): Fix | undefined {
  const key = normalised(text);
  const ours = Object.hasOwn(otherNames, key) ? otherNames[key]! : undefined;
  if (ours === undefined) return undefined;
  if (ours.includes(" ")) return { message: ours };
  return { message: `here it is called \`${ours}\``, span, replacement: ours };
}

/** Of `np.tanh` the function, where that has a meaning. */
function pathEnd(path: Unknown["path"], visible: Iterable<string>): Fix | undefined {
  if (path === undefined || ![...visible].includes(path.last)) return undefined;
  const message = `names stand alone: write \`${path.last}\``;
  return { message, span: path.span, replacement: path.last };
}

function hiddenBy(scope: Scope, name: ast.Name) {
  for (let each: Scope | undefined = scope; each; each = each.parent) {
    const span = each.hidden?.(written(name));
    if (span !== undefined) return span;
  }
  return undefined;
}

function written(name: ast.Name): string {
  return name.primed ? `${name.text}'` : name.text;
}

export function withArticle(noun: string): string {
  return /^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`;
}
