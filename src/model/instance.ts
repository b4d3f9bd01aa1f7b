/**
 * The tree of layer instances: every application of a layer, what it owns, and where it stands.
 *
 * Invariant: an instance is known by its order key within the layer around it; names are given at the
 * end, when all instances exist (`naming.ts`). Until then its `token` stands in the graph.
 */
import type { Span } from "../diagnostics/source.ts";
import type { Value } from "../graph/graph.ts";
import type { TensorType } from "../graph/type.ts";

/**
 * Where something stands in the text of the body around it: offsets, and rounds of `repeat`, from the
 * outside in. Compared number by number.
 */
export type OrderKey = readonly number[];

export interface Instance {
  readonly token: string;
  /** The name that is counted; for a shared instance its own name. */
  readonly layer: string;
  readonly shared: boolean;
  readonly key: OrderKey;
  readonly span: Span | undefined;
  /** Initialisers, optimisers and claims of tests: layers applied in them are not counted. */
  readonly transparent: boolean;
  children: ReadonlyMap<string, Instance>;
  owned: ReadonlyMap<string, Owned>;
  draws: ReadonlyMap<string, PlacedDraw>;
  named: ReadonlyMap<string, NamedValue>;
  readonly next: NextRecord[];
  /** States of its scans that are kept from call to call. */
  readonly carried: CarriedRecord[];
  /** How often it was applied: a shared layer, or what is below one, more than once. */
  entered: number;
  result: Value | undefined;
  /** It would have been applied, but something was wrong: what it owns is not known. */
  incomplete: boolean;
}

/** A param or buffer of an instance. */
export interface Owned {
  readonly role: "param" | "buffer";
  readonly name: string;
  readonly token: string;
  readonly key: OrderKey;
  readonly type: TensorType;
  readonly source: Value;
  readonly initial: Value;
  /** Draws of its initial value are named after it. */
  readonly initialiser: Instance;
  readonly span: Span;
}

export interface PlacedDraw {
  readonly token: string;
  readonly key: OrderKey;
}

export interface NamedValue {
  readonly name: string;
  readonly value: Value;
  readonly span: Span;
  /** All steps of what the body of a scan names. */
  readonly isOfSteps?: boolean;
}

/** A state of a scan as it is kept from call to call. */
export interface CarriedRecord {
  readonly name: string;
  readonly token: string;
  readonly type: TensorType;
  /** What it is before the first call, where that is known before the call. */
  readonly initial: Value | undefined;
  /** What a call leaves. */
  readonly next: Value;
  readonly span: Span;
}

/** A rule `w' = …` of one application. */
export interface NextRecord {
  readonly owned: Owned;
  readonly value: Value;
  readonly span: Span;
}

/** Makes tokens: `#1`, `#2`, … No name in `.nn` has a `#`. */
export type Tokens = () => string;

/** With a prefix they are final names: of draws in an optimiser. */
export function createTokens(prefix = ""): Tokens {
  let count = 0;
  return () => `${prefix}#${++count}`;
}

/** Most instances have nothing of a kind: they share one empty map until they do. */
const none: ReadonlyMap<string, never> = new Map<string, never>();

function withEntry<Item>(
  map: ReadonlyMap<string, Item>,
  key: string,
  item: Item,
): ReadonlyMap<string, Item> {
  return map.size === 0 ? new Map([[key, item]]) : (map as Map<string, Item>).set(key, item);
}

export function addChild(instance: Instance, key: string, child: Instance): void {
  instance.children = withEntry(instance.children, key, child);
}

export function addOwned(instance: Instance, owned: Owned): void {
  instance.owned = withEntry(instance.owned, owned.name, owned);
}

export function addDraw(instance: Instance, key: string, draw: PlacedDraw): void {
  instance.draws = withEntry(instance.draws, key, draw);
}

export function createInstance(
  token: string,
  about: Partial<Pick<Instance, "layer" | "shared" | "key" | "span" | "transparent">>,
): Instance {
  return {
    token,
    layer: about.layer ?? "",
    shared: about.shared ?? false,
    key: about.key ?? [],
    span: about.span,
    transparent: about.transparent ?? false,
    children: none,
    owned: none,
    draws: none,
    named: none,
    next: [],
    carried: [],
    entered: 0,
    result: undefined,
    incomplete: false,
  };
}

/**
 * Names a value of an instance. Of a shared layer that is applied several times it is the first; a name in
 * the body of a scan gives way to the same name outside.
 */
export function addNamed(instance: Instance, value: NamedValue): void {
  const known = instance.named.get(value.name);
  const isBetter = known?.isOfSteps === true && value.isOfSteps !== true;
  if (known === undefined || isBetter) {
    instance.named = withEntry(instance.named, value.name, value);
  }
}

/** The instance of a layer applied at a place; the same one when a shared layer is applied again. */
export function childInstance(
  parent: Instance,
  key: OrderKey,
  layer: string,
  span: Span,
  tokens: Tokens,
): Instance {
  if (parent.transparent) return parent;
  let child = findChild(parent, key, layer);
  if (child === undefined) {
    child = createInstance(tokens(), { layer, key, span });
    addChild(parent, childKey(key, layer), child);
  }
  return child;
}

export function findChild(parent: Instance, key: OrderKey, layer: string): Instance | undefined {
  return parent.children.get(childKey(key, layer));
}

function childKey(key: OrderKey, layer: string): string {
  return `${layer}@${key.join(",")}`;
}

/** `shared enc = …` in a body. */
export function sharedInstance(
  parent: Instance,
  key: OrderKey,
  name: string,
  span: Span,
  tokens: Tokens,
): Instance {
  const at = `shared ${name}`;
  let child = parent.children.get(at);
  if (child === undefined) {
    child = createInstance(tokens(), { layer: name, shared: true, key, span });
    addChild(parent, at, child);
  }
  return child;
}

/** The token of a draw; a draw at the same place of a shared layer is drawn anew. */
export function placeDraw(instance: Instance, key: OrderKey, tokens: Tokens): string {
  let at = key.join(",");
  while (instance.draws.has(at)) at += "+";
  const token = tokens();
  addDraw(instance, at, { token, key });
  return token;
}

export function compareKeys(a: OrderKey, b: OrderKey): number {
  for (let index = 0; index < a.length && index < b.length; index++) {
    if (a[index] !== b[index]) return a[index]! - b[index]!;
  }
  return a.length - b.length;
}
