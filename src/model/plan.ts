/**
 * The statements of a body, laid out: what each declares, under which conditions it exists, and an
 * order in which each comes after what it names.
 *
 * Invariant: made from the syntax alone, so one plan serves every application of a layer. The order
 * spares deep recursion; meaning does not depend on it.
 */
import type * as ast from "../syntax/ast.ts";

export interface Guard {
  readonly statement: ast.IfStatement;
  readonly branch: boolean;
}

export interface Entry {
  readonly statement: Exclude<ast.Statement, ast.IfStatement>;
  /** A port of `input x, y` stands for itself. */
  readonly port: ast.Port | undefined;
  readonly guards: readonly Guard[];
  readonly declares: readonly ast.Name[];
}

export interface Plan {
  readonly entries: readonly Entry[];
  /** By name, a next value with its prime. */
  readonly byName: ReadonlyMap<string, readonly Entry[]>;
  readonly order: readonly Entry[];
}

export function keyOf(name: ast.Name): string {
  return name.primed ? `${name.text}'` : name.text;
}

export function planBody(statements: readonly ast.Statement[]): Plan {
  const entries: Entry[] = [];
  collect(statements, [], entries);
  const byName = new Map<string, Entry[]>();
  for (const entry of entries) {
    for (const name of entry.declares) {
      const key = keyOf(name);
      const known = byName.get(key);
      if (known === undefined) byName.set(key, [entry]);
      else known.push(entry);
    }
  }
  return { entries, byName, order: orderEntries(entries, byName) };
}

function collect(
  statements: readonly ast.Statement[],
  guards: readonly Guard[],
  entries: Entry[],
): void {
  for (const statement of statements) {
    if (statement.kind === "ifStatement") {
      collect(statement.consequent, [...guards, { statement, branch: true }], entries);
      collect(statement.alternative ?? [], [...guards, { statement, branch: false }], entries);
    } else if (statement.kind === "input" || statement.kind === "target") {
      for (const port of statement.ports) {
        entries.push({ statement, port, guards, declares: [port.name] });
      }
    } else {
      entries.push({ statement, port: undefined, guards, declares: declaredBy(statement) });
    }
  }
}

/** The names that a statement gives. Of a scan its states and emits are seen outside. */
export function declaredBy(statement: ast.Statement): readonly ast.Name[] {
  switch (statement.kind) {
    case "input":
    case "target":
      return statement.ports.map(({ name }) => name);
    case "value":
      return statement.names;
    case "output":
      return statement.value ? statement.names : [];
    case "param":
    case "buffer":
    case "state":
    case "const":
    case "shared":
    case "next":
      return [statement.name];
    case "loss":
    case "metric":
      return statement.name ? [statement.name] : [];
    case "scan":
      return distinct(statement.statements.flatMap(seenOutside));
    case "emit":
      return statement.value ? [statement.name] : [];
    default:
      return [];
  }
}

/** Both branches of an `if` may give one name. */
function distinct(names: readonly ast.Name[]): readonly ast.Name[] {
  return [...new Map(names.map((name) => [name.text, name])).values()];
}

/** States and emits, also those in the branches of an `if`. */
function seenOutside(statement: ast.Statement): readonly ast.Name[] {
  if (statement.kind === "state" || statement.kind === "emit") return [statement.name];
  if (statement.kind !== "ifStatement") return [];
  return [...statement.consequent, ...(statement.alternative ?? [])].flatMap(seenOutside);
}

interface Head {
  readonly wires: readonly ast.Wire[];
  readonly settings: readonly ast.Setting[];
}

/** Wires, settings, and the dimensions that patterns bind. */
export function headNames({ wires, settings }: Head): readonly ast.Name[] {
  const own = [...wires, ...settings].map(({ name }) => name);
  const isSetting = (name: ast.Name): boolean =>
    settings.some((setting) => setting.name.text === name.text);
  const dimensions = new Map<string, ast.Name>();
  for (const each of wires.flatMap(({ annotation }) => annotation?.shape ?? [])) {
    const name = each.kind === "rest" || each.kind === "reference" ? each.name : undefined;
    if (name && !isSetting(name) && !dimensions.has(name.text)) dimensions.set(name.text, name);
  }
  return [...own, ...dimensions.values()];
}

/** Can both exist? Not in the two branches of one `if`. */
export function mayMeet(a: Entry, b: Entry): boolean {
  return !a.guards.some((guard) =>
    b.guards.some((other) => other.statement === guard.statement && other.branch !== guard.branch),
  );
}

/** Depth first without recursion; cycles are left for the evaluation to find. */
function orderEntries(
  entries: readonly Entry[],
  byName: ReadonlyMap<string, readonly Entry[]>,
): readonly Entry[] {
  const order: Entry[] = [];
  const state = new Map<Entry, "open" | "done">();
  for (const root of entries) {
    const stack: { entry: Entry; needs: readonly Entry[]; next: number }[] = [];
    const open = (entry: Entry): void => {
      if (state.has(entry)) return;
      state.set(entry, "open");
      stack.push({ entry, needs: needsOf(entry, byName), next: 0 });
    };
    open(root);
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      const needed = top.needs[top.next++];
      if (needed !== undefined) open(needed);
      else {
        stack.pop();
        state.set(top.entry, "done");
        order.push(top.entry);
      }
    }
  }
  return order;
}

function needsOf(entry: Entry, byName: ReadonlyMap<string, readonly Entry[]>): readonly Entry[] {
  const names = namesIn([
    entry.port ?? entry.statement,
    ...entry.guards.map(({ statement }) => statement.condition),
  ]);
  return [...names].flatMap((name) => byName.get(name) ?? []);
}

/** Every name that stands in a tree, with its prime. */
function namesIn(roots: readonly unknown[]): ReadonlySet<string> {
  const found = new Set<string>();
  const stack: unknown[] = [...roots];
  while (stack.length > 0) {
    const node = stack.pop();
    if (typeof node !== "object" || node === null) continue;
    if (Array.isArray(node)) {
      for (const each of node) stack.push(each);
      continue;
    }
    const { kind, name } = node as { kind?: unknown; name?: ast.Name };
    if (kind === "reference" && name) found.add(keyOf(name));
    for (const [key, child] of Object.entries(node)) if (key !== "span") stack.push(child);
  }
  return found;
}
