/**
 * Copies what a layer was expanded to: its nodes over other wires, its instance and all below it under new
 * tokens.
 *
 * Invariant: linear in what is copied, and nothing is evaluated. All between wires and results is made anew,
 * since all of it says where it comes from.
 */
import type { Span } from "../diagnostics/source.ts";
import { copyOver, planCopy, readsOthers, type CopyPlan } from "../graph/copy-nodes.ts";
import type { Attributes, Node, Value } from "../graph/graph.ts";
import type { Application } from "./elaboration.ts";
import type { Expansion } from "./expand-layer.ts";
import {
  addChild,
  addDraw,
  addNamed,
  addOwned,
  createInstance,
  type Instance,
  type Tokens,
} from "./instance.ts";
import { itemsOf, list, tensor, type Meaning } from "./meaning.ts";
import type { Frame } from "./place.ts";
import type { Problems } from "./problems.ts";

export interface ExpansionPlan {
  readonly graph: CopyPlan;
  /** All that got a name below the instance: other instances, params, buffers, draws. */
  readonly tokens: readonly string[];
}

/** undefined where the expansion reaches beyond its wires. */
export function planExpansion(expansion: Expansion): ExpansionPlan | undefined {
  const { application, instance, result } = expansion;
  const tokens = new Set(tokensBelow(instance));
  const roots = [...tensorsOf(result), ...valuesIn(instance)];
  const graph = planCopy(wiresOf(application), roots, "all");
  const isClosed =
    !readsOthers(graph) &&
    roots.every((root) => graph.slots.has(root)) &&
    graph.steps.every(({ node }) => isNamedInside(node, tokens));
  return isClosed ? { graph, tokens: [...tokens] } : undefined;
}

/** What comes from outside has a name that the expansion did not give. */
function isNamedInside({ op, attributes }: Node, tokens: ReadonlySet<string>): boolean {
  const { role, name, place } = attributes;
  if (op.family === "draw") return tokens.has(String(place));
  return op.isGiven !== true || role === "counter" || tokens.has(String(name));
}

function tokensBelow({ draws, owned, children }: Instance): readonly string[] {
  return [
    ...[...draws.values()].map(({ token }) => token),
    ...[...owned.values()].flatMap(({ token, initialiser }) => [token, ...tokensIn(initialiser)]),
    ...[...children.values()].flatMap(tokensIn),
  ];
}

function tokensIn(instance: Instance): readonly string[] {
  return [instance.token, ...tokensBelow(instance)];
}

function wiresOf({ wires }: Application): readonly Value[] {
  return wires.flatMap(({ meaning }) => tensorsOf(meaning));
}

function tensorsOf(meaning: Meaning): readonly Value[] {
  return itemsOf(meaning).flatMap((item) => (item.kind === "tensor" ? [item.value] : []));
}

function valuesIn({ result, named, next, owned, children }: Instance): readonly Value[] {
  return [
    ...(result ? [result] : []),
    ...[...named.values(), ...next].map(({ value }) => value),
    ...[...owned.values()].flatMap(({ source, initial }) => [source, initial]),
    ...[...children.values()].flatMap(valuesIn),
  ];
}

/** Where a copy goes: to the instance of another application, which is still empty. */
export interface Destination extends Pick<Frame, "user" | "userToken"> {
  readonly application: Application;
  readonly instance: Instance;
  readonly tokens: Tokens;
  readonly isPrelude: Problems["isPrelude"];
}

/** Of what names and places become in a copy. */
interface Copying {
  readonly tokenOf: (token: string) => string;
  readonly valueOf: (value: Value) => Value;
  readonly spanOf: (span: Span) => Span;
}

export function copyExpansion(
  { layer, frame, instance: from, result }: Expansion,
  { graph, tokens }: ExpansionPlan,
  to: Destination,
): Meaning {
  const renamed = new Map(tokens.map((token) => [token, to.tokens()]));
  renamed.set(from.token, to.instance.token);
  // Nodes of the prelude's own lines come from where the user applied the layer, be it this one or one around.
  const isPrelude = to.isPrelude(layer.declaration.name.span.source);
  if (isPrelude) renamed.set(frame.userToken, to.userToken);
  const tokenOf = (token: string): string => renamed.get(token) ?? token;
  const spanOf = (span: Span): Span => (isPrelude && span === frame.user ? to.user : span);
  const valueOf = copyOver(graph, wiresOf(to.application), {
    attributesOf: (node) => renameToken(node, tokenOf),
    originOf: ({ span, name }) => ({
      span: name === frame.userToken ? spanOf(span) : span,
      name: name && renamePath(name, tokenOf),
    }),
  });
  fill(to.instance, from, { tokenOf, valueOf, spanOf });
  const items = itemsOf(result);
  const copied = items.map((item) => (item.kind === "tensor" ? tensor(valueOf(item.value)) : item));
  return result.kind === "several" ? list(copied) : copied[0]!;
}

function fill(to: Instance, from: Instance, copying: Copying): void {
  const { tokenOf, valueOf, spanOf } = copying;
  const copyOf = (instance: Instance): Instance => {
    const copy = createInstance(tokenOf(instance.token), instance);
    copy.entered = instance.entered;
    fill(copy, instance, copying);
    return copy;
  };
  for (const [at, child] of from.children) addChild(to, at, copyOf(child));
  for (const [at, draw] of from.draws) addDraw(to, at, { ...draw, token: tokenOf(draw.token) });
  for (const owned of from.owned.values()) {
    const { token, source, initial, initialiser, span } = owned;
    addOwned(to, {
      ...owned,
      token: tokenOf(token),
      source: valueOf(source),
      initial: valueOf(initial),
      initialiser: copyOf(initialiser),
      span: spanOf(span),
    });
  }
  for (const each of from.named.values()) addNamed(to, { ...each, value: valueOf(each.value) });
  for (const each of from.next) {
    const owned = to.owned.get(each.owned.name)!;
    to.next.push({ ...each, owned, value: valueOf(each.value) });
  }
  to.result = from.result && valueOf(from.result);
  to.incomplete = from.incomplete;
}

function renameToken(node: Node, tokenOf: (token: string) => string): Attributes {
  const { op, attributes } = node;
  const { name, place } = attributes;
  if (op.family === "draw") return { ...attributes, place: tokenOf(String(place)) };
  return op.isGiven === true ? { ...attributes, name: tokenOf(String(name)) } : attributes;
}

/** `#3.y`: the label behind a token stays. */
function renamePath(path: string, tokenOf: (token: string) => string): string {
  const dot = path.indexOf(".");
  return dot === -1 ? tokenOf(path) : tokenOf(path.slice(0, dot)) + path.slice(dot);
}
