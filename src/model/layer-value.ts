/**
 * Layers as values: what stands before `(`, after `->`, and in settings that want a layer.
 *
 * Invariant: a layer value knows where it was written (its scope), never where it is applied.
 */
import type { Span } from "../diagnostics/source.ts";
import type { Surface } from "../graph/op.ts";
import type * as ast from "../syntax/ast.ts";
import type { Instance } from "./instance.ts";
import type { Application } from "./elaboration.ts";
import type { Meaning, SingleMeaning } from "./meaning.ts";
import type { Scope } from "./scope.ts";
import type { Signature } from "./settings.ts";

export type LayerValue =
  DeclaredLayer | OptimizerValue | BlockLayer | PrimitiveLayer | BuiltinLayer | SharedLayer;

/** `layer dense(x; out) …`, with the names of its file. */
export interface DeclaredLayer {
  readonly kind: "declared";
  readonly name: string;
  readonly declaration: ast.LayerDeclaration;
  readonly signature: Signature;
  readonly scope: Scope;
  /** A part of the prelude's layers that owns nothing: it has no name among the layers of a network. */
  readonly isInternal: boolean;
}

/** An optimiser: found like a layer, applied by `train` only. */
export interface OptimizerValue {
  readonly kind: "optimizer";
  readonly name: string;
  readonly declaration: ast.OptimizerDeclaration;
  readonly signature: Signature;
  readonly scope: Scope;
}

/** One pipeline of `{ … }`. Its stages see the names of where it was written. */
export interface BlockLayer {
  readonly kind: "block";
  readonly name: undefined;
  readonly stages: readonly ast.Stage[];
  readonly index: ast.Name | undefined;
  readonly scope: Scope;
  readonly span: Span;
}

/** The ways to call a primitive: one name may take one wire or two (`max`). */
export interface PrimitiveLayer {
  readonly kind: "primitive";
  readonly name: string;
  readonly forms: readonly Primitive[];
}

export interface Primitive {
  readonly surface: Surface;
  readonly signature: Signature;
  /** Numbers among its wires become floats where another wire is one: not so an index. */
  readonly wiresAlike: boolean;
  /** On lists of numbers it works element by element; otherwise a list is one argument. */
  readonly isElementwise: boolean;
}

/** What the language itself knows: `repeat`, `fork`, `shape`. */
export interface BuiltinLayer {
  readonly kind: "builtin";
  readonly name: string;
  readonly apply: (application: Application) => Meaning;
  /** What it says of `...xs` as a list, where it has one wire. */
  readonly ofSeveral?: (items: readonly SingleMeaning[]) => Meaning;
}

/** `shared enc = …`: one instance, applied any number of times. */
export interface SharedLayer {
  readonly kind: "shared";
  readonly name: string;
  readonly instance: Instance;
  readonly layer: ast.Stage | ast.Block;
  readonly scope: Scope;
  readonly span: Span;
}

/** For messages: `dense`, or `this block`. */
export function layerTitle(layer: LayerValue): string {
  return layer.name === undefined ? "the block" : `\`${layer.name}\``;
}
