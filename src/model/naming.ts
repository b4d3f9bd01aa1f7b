/**
 * Names of instances and of what they own, when all exist: `stage2.bottleneck1.conv1.W`.
 *
 * Invariant: an application is named after its layer and counted from 1 among those of the same name in
 * the layer around it, in source order; a shared instance has the name it was given.
 */
import type { Span } from "../diagnostics/source.ts";
import {
  compareKeys,
  type CarriedRecord,
  type Instance,
  type NamedValue,
  type NextRecord,
  type Owned,
} from "./instance.ts";

/** The children in source order, with their names. */
export function nameChildren(instance: Instance): ReadonlyMap<Instance, string> {
  const counts = new Map<string, number>();
  const names = new Map<Instance, string>();
  const ordered = [...instance.children.values()].sort((a, b) => compareKeys(a.key, b.key));
  for (const child of ordered) {
    if (child.shared) {
      names.set(child, child.layer);
      continue;
    }
    const count = (counts.get(child.layer) ?? 0) + 1;
    counts.set(child.layer, count);
    names.set(child, `${child.layer}${count}`);
  }
  return names;
}

export interface NamedOwned {
  readonly path: string;
  readonly owned: Owned;
}

export interface NamedInstance {
  readonly path: string;
  readonly instance: Instance;
}

export interface Naming {
  /** Token → final name: of instances, params, buffers and places of draws. */
  readonly names: ReadonlyMap<string, string>;
  /** In source order. */
  readonly owned: readonly NamedOwned[];
  readonly instances: readonly NamedInstance[];
  readonly values: readonly NamedValue[];
  readonly next: readonly NextRecord[];
  readonly carried: readonly CarriedRecord[];
}

/** Names everything below a model's own instance. */
export function nameAll(root: Instance): Naming {
  const names = new Map<string, string>();
  const owned: NamedOwned[] = [];
  const instances: NamedInstance[] = [];
  const values: NamedValue[] = [];
  const next: NextRecord[] = [];
  const carried: CarriedRecord[] = [];
  const visit = (instance: Instance, path: string): void => {
    const prefix = path === "" ? "" : `${path}.`;
    names.set(instance.token, path);
    if (path !== "") instances.push({ path, instance });
    nameDraws(instance, path === "" ? "draw" : path, names);
    for (const each of instance.named.values()) {
      values.push({ ...each, name: `${prefix}${each.name}` });
    }
    next.push(...instance.next);
    for (const each of nameCarried(instance, prefix)) {
      names.set(each.token, each.name);
      carried.push(each);
    }
    const children = nameChildren(instance);
    const items: (Owned | Instance)[] = [...instance.owned.values(), ...children.keys()];
    for (const item of items.sort((a, b) => compareKeys(a.key, b.key))) {
      if ("children" in item) visit(item, `${prefix}${children.get(item)}`);
      else {
        const full = `${prefix}${item.name}`;
        names.set(item.token, full);
        names.set(item.initialiser.token, full);
        nameDraws(item.initialiser, full, names);
        owned.push({ path: full, owned: item });
      }
    }
  };
  visit(root, "");
  return { names, owned, instances, values, next, carried };
}

/** A shared layer that is applied several times has its states several times: `enc.h`, `enc.h#2`. */
function nameCarried({ carried }: Instance, prefix: string): readonly CarriedRecord[] {
  return carried.map((each, at) => {
    const count = carried.slice(0, at + 1).filter(({ name }) => name === each.name).length;
    return { ...each, name: `${prefix}${each.name}${count === 1 ? "" : `#${count}`}` };
  });
}

/** The first draw at a place has the place's own name, further ones are counted. */
function nameDraws(instance: Instance, path: string, names: Map<string, string>): void {
  if (instance.draws.size === 0) return;
  const ordered = [...instance.draws.values()].sort((a, b) => compareKeys(a.key, b.key));
  ordered.forEach(({ token }, index) =>
    names.set(token, index === 0 ? path : `${path}#${index + 1}`),
  );
}

/** Two owned things of one name, or one name that is also the beginning of another. */
export function findClash(
  owned: readonly { readonly path: string; readonly span: Span }[],
): { readonly path: string; readonly first: Span; readonly second: Span } | undefined {
  const seen = new Map<string, Span>();
  for (const { path, span } of owned) {
    const first = seen.get(path);
    if (first) return { path, first, second: span };
    seen.set(path, span);
  }
  for (const { path, span } of owned) {
    for (let dot = path.lastIndexOf("."); dot > 0; dot = path.lastIndexOf(".", dot - 1)) {
      const first = seen.get(path.slice(0, dot));
      if (first) return { path: path.slice(0, dot), first, second: span };
    }
  }
  return undefined;
}
