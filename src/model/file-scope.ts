/**
 * The outer scopes: a file with its imports, and behind it the prelude, the primitives, the language.
 *
 * Invariant: a file that shadows a prelude name changes nothing inside the prelude.
 */
import type * as ast from "../syntax/ast.ts";
import { batchAxis } from "./axes.ts";
import { builtinLayer } from "./builtins.ts";
import type { Elaboration } from "./elaboration.ts";
import type { Imported } from "./imports.ts";
import { createInstance } from "./instance.ts";
import type { LayerValue } from "./layer-value.ts";
import { describe, known, poison, type Meaning } from "./meaning.ts";
import type { Binding, Scope } from "./scope.ts";
import { signatureOf } from "./settings.ts";

export interface OuterScopes {
  readonly of: (file: ast.File) => Scope;
  /** What files of the prelude see. */
  readonly internal: () => Scope;
}

export function createOuterScopes(e: Elaboration): OuterScopes {
  const prelude = memoise((): Scope => preludeScope(e, () => internal()));
  const internal = memoise((): Scope => internalScope(e, prelude()));
  const files = new Map<ast.File, Scope>();
  const of = (file: ast.File): Scope => {
    let scope = files.get(file);
    if (scope === undefined) {
      scope = fileScope(e, file, of, prelude());
      files.set(file, scope);
    }
    return scope;
  };
  return { of, internal };
}

function memoise<T>(compute: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: compute() }).value;
}

function fileScope(
  e: Elaboration,
  file: ast.File,
  of: (file: ast.File) => Scope,
  parent: Scope,
): Scope {
  const declared = e.library.declarationsOf(file);
  const lost = e.library.lostIn(file);
  const bindings = new Map<string, Binding>();
  const find = (name: string): Binding | undefined => {
    const imported = declared.get(name);
    if (imported === undefined) return lost.has(name) ? lostBinding(name) : undefined;
    let binding = bindings.get(name);
    if (binding === undefined) {
      const own = imported.file === file ? scope : of(imported.file);
      binding = imported.file === file ? bindDeclaration(e, imported, own) : own.find(name)!;
      bindings.set(name, binding);
    }
    return binding;
  };
  const scope: Scope = { parent, find, names: () => declared.keys() };
  return scope;
}

/** Of an import that failed: it is none of the prelude's, and there is nothing more to tell. */
function lostBinding(name: string): Binding {
  return { name, what: "name", span: undefined, mayBeLayer: true, meaning: () => poison };
}

function bindDeclaration(e: Elaboration, { declaration }: Imported, scope: Scope): Binding {
  const { name } = declaration;
  const about = { name: name.text, span: name.span };
  switch (declaration.kind) {
    case "const":
      return {
        ...about,
        what: "const",
        mayBeLayer: true,
        meaning: constMeaning(e, declaration, scope),
      };
    case "layer":
    case "optimizer":
      return layerBinding(declaration, scope);
    case "model":
    case "modelAlias": {
      const message = `\`${name.text}\` is a model, not a value`;
      const report = (): Meaning =>
        e.problems.report("NN2103", message, { span: declaration.name.span });
      return { ...about, what: "model", mayBeLayer: false, meaning: report };
    }
  }
}

/** Who uses a const that asks for `training` does so, too, though it is worked out but once. */
function constMeaning(
  e: Elaboration,
  declaration: ast.ConstDeclaration,
  scope: Scope,
): () => Meaning {
  const { name } = declaration;
  const compute = e.lazy(name.text, name.span, () => fileConst(e, declaration, scope));
  let asks: number | undefined;
  return () => {
    const before = e.count.asks;
    const meaning = compute();
    if (asks === undefined) asks = e.count.asks - before;
    else e.count.asks = before + asks;
    return meaning;
  };
}

function layerBinding(
  declaration: ast.LayerDeclaration | ast.OptimizerDeclaration,
  scope: Scope,
  isInternal = false,
): Binding {
  const { name } = declaration;
  const about = { name: name.text, signature: signatureOf(declaration), scope };
  const value =
    declaration.kind === "layer"
      ? known({ kind: "declared", ...about, declaration, isInternal })
      : known({ kind: "optimizer", ...about, declaration });
  const what = declaration.kind;
  return { name: name.text, what, span: name.span, mayBeLayer: true, meaning: () => value };
}

function fileConst(e: Elaboration, { value, name }: ast.ConstDeclaration, scope: Scope): Meaning {
  const instance = createInstance(e.tokens(), { transparent: true });
  const place = { scope, instance, key: [], frame: undefined, label: undefined };
  const meaning = e.evaluate(value, place);
  if (meaning.kind !== "tensor") return meaning;
  const message = `the const \`${name.text}\` is known to the compiler, but this is ${describe(meaning)}`;
  return e.problems.report("NN3001", message, { span: value.span });
}

/** Prelude files, primitives, and the words of the language; what only the prelude uses is hidden. */
function preludeScope(e: Elaboration, internal: () => Scope): Scope {
  const words = new Map<string, Meaning>([
    ["training", known(e.training)],
    ["batch", known(batchAxis)],
  ]);
  const make = (name: string): Binding | undefined => {
    const word = words.get(name);
    if (word) {
      const meaning = (): Meaning => {
        if (name === "training") e.count.asks++;
        return word;
      };
      return { name, what: "word of the language", span: undefined, mayBeLayer: false, meaning };
    }
    const builtin = builtinLayer(e, name);
    if (builtin) return fixedLayer(name, builtin);
    const declaration = e.library.prelude(name);
    if (declaration?.kind === "layer" || declaration?.kind === "optimizer") {
      return layerBinding(declaration, internal());
    }
    const primitive = e.library.primitives.byName.get(name);
    return primitive && fixedLayer(name, primitive);
  };
  return cachedScope(undefined, make, e.library.outerNames);
}

function internalScope(e: Elaboration, prelude: Scope): Scope {
  const make = (name: string): Binding | undefined => {
    const declaration = e.library.internal(name);
    return declaration?.kind === "layer" ? layerBinding(declaration, scope, true) : undefined;
  };
  const scope = cachedScope(prelude, make, []);
  return scope;
}

function cachedScope(
  parent: Scope | undefined,
  make: (name: string) => Binding | undefined,
  names: readonly string[],
): Scope {
  const made = new Map<string, Binding | undefined>();
  const find = (name: string): Binding | undefined => {
    if (!made.has(name)) made.set(name, make(name));
    return made.get(name);
  };
  return { parent, find, names: () => names };
}

function fixedLayer(name: string, layer: LayerValue): Binding {
  const meaning = known(layer);
  return { name, what: "layer", span: undefined, mayBeLayer: true, meaning: () => meaning };
}
