/**
 * Names and what they mean: a chain of scopes from the body over the file and its imports to the prelude.
 *
 * Invariant: what a name means is worked out when it is first asked for and never again, so the order
 * of statements does not matter.
 */
import type { Span } from "../diagnostics/source.ts";
import { isLayer, type Meaning } from "./meaning.ts";
import type { LayerValue } from "./layer-value.ts";
import type { Place } from "./place.ts";

export interface Binding {
  readonly name: string;
  /** For messages: `input`, `setting`, `param`. */
  readonly what: string;
  readonly span: Span | undefined;
  /** Is it looked at where a layer is wanted? A tensor `mean` does not hide the layer `mean`. */
  readonly mayBeLayer: boolean;
  readonly meaning: () => Meaning;
  /** Of a wire: what was given for it, where the layer is applied. */
  readonly given?: { readonly span: Span; readonly place: Place } | undefined;
}

export interface Scope {
  readonly parent: Scope | undefined;
  /** The name in this scope alone; a next value has its prime: `w'`. */
  readonly find: (name: string) => Binding | undefined;
  readonly names: () => Iterable<string>;
  /** Where a name is declared that an `if` left out. */
  readonly hidden?: (name: string) => Span | undefined;
  /** What a path such as `dense1.W` means, where instances can be reached by name: in tests. */
  readonly path?: (names: readonly string[]) => Meaning | undefined;
}

/** A scope of fixed bindings. */
export function createScope(parent: Scope | undefined, bindings: Iterable<Binding>): Scope {
  const byName = new Map([...bindings].map((binding) => [binding.name, binding]));
  return { parent, find: (name) => byName.get(name), names: () => byName.keys() };
}

export function findName(scope: Scope, name: string): Binding | undefined {
  for (let each: Scope | undefined = scope; each; each = each.parent) {
    const found = each.find(name);
    if (found) return found;
  }
  return undefined;
}

/** What a name means before `(` and after `->`: bindings that are no layers are passed over. */
export function findLayer(scope: Scope, name: string): LayerValue | "poison" | undefined {
  for (let each: Scope | undefined = scope; each; each = each.parent) {
    const found = each.find(name);
    if (!found?.mayBeLayer) continue;
    const meaning = found.meaning();
    if (meaning.kind === "poison") return "poison";
    if (meaning.kind === "static" && isLayer(meaning.value)) return meaning.value;
  }
  return undefined;
}

export function visibleNames(scope: Scope): readonly string[] {
  const names: string[] = [];
  for (let each: Scope | undefined = scope; each; each = each.parent) {
    for (const name of each.names()) names.push(name);
  }
  return names;
}
