/**
 * NN8004: names in bodies, and imports, that nothing uses.
 *
 * Invariant: found in the text alone, so that it does not depend on settings: a name is used if it stands
 * anywhere in its scope, or in a test. Wires and settings belong to whoever applies the layer.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { tell } from "../diagnostics/tell.ts";
import { declaredBy, headNames } from "../model/plan.ts";
import type * as ast from "../syntax/ast.ts";

interface Tracked {
  readonly name: ast.Name;
  readonly what: string;
  used: boolean;
}

interface Scope {
  readonly outer: Scope | undefined;
  /** What is not tracked still hides names further out. */
  readonly names: Map<string, Tracked | undefined>;
}

interface Task {
  readonly node: unknown;
  readonly scope: Scope;
}

export function findUnusedNames(file: ast.File): readonly Diagnostic[] {
  const all: Tracked[] = [];
  const top = fileScope(file, all);
  const tasks = file.declarations.flatMap((each) => tasksOf(each, top, all));
  while (tasks.length > 0) {
    const { node, scope } = tasks.pop()!;
    if (typeof node !== "object" || node === null) continue;
    if (Array.isArray(node)) for (const each of node) tasks.push({ node: each, scope });
    else tasks.push(...visit(node as ast.Expression | ast.Statement, scope, all));
  }
  const tested = namesInTests(file);
  return all
    .filter(({ name, used }) => !used && !tested.has(name.text) && !name.text.startsWith("_"))
    .toSorted((a, b) => a.name.span.start - b.name.span.start)
    .map(describe);
}

/** What others give or ask for cannot simply be called something else. */
const ofOthers = ["import", "input", "target"];

/** `loss = …` names a value; `loss …` is one. */
const words = ["loss", "metric", "output", "input", "target", "train"];

function describe({ name, what }: Tracked): Diagnostic {
  const fix = ofOthers.includes(what)
    ? { message: "leave it out" }
    : words.includes(name.text) && what === "value"
      ? { message: `if a ${name.text} is meant, leave out the \`=\`: \`${name.text} …\`` }
      : undefined;
  return tell("NN8004", `nothing uses the ${what} \`${name.text}\``, { span: name.span, fix });
}

// ── scopes ────────────────────────────────────────────────────────────────────────────────────────

function fileScope({ declarations }: ast.File, all: Tracked[]): Scope {
  const scope: Scope = { outer: undefined, names: new Map() };
  for (const declaration of declarations) {
    if (declaration.kind === "import") {
      for (const name of declaration.names) track(scope, name, "import", all);
    } else if (declaration.kind !== "test") scope.names.set(declaration.name.text, undefined);
  }
  return scope;
}

function track(scope: Scope, name: ast.Name, what: string, all: Tracked[]): void {
  if (scope.names.get(name.text) !== undefined) return;
  const tracked: Tracked = { name, what, used: false };
  scope.names.set(name.text, tracked);
  all.push(tracked);
}

/** A body with its head above it. What a scan hands out is one name inside and outside. */
function bodyScope(
  outer: Scope,
  head: readonly ast.Name[],
  statements: readonly ast.Statement[],
  all: Tracked[],
): Scope {
  const scope: Scope = { outer, names: new Map(head.map(({ text }) => [text, undefined])) };
  const found = [...statements];
  for (const statement of found) {
    if (statement.kind === "ifStatement") {
      // What is added is still walked over.
      for (const each of statement.consequent) found.push(each);
      for (const each of statement.alternative ?? []) found.push(each);
      continue;
    }
    const isSeenOutside = statement.kind === "state" || statement.kind === "emit";
    for (const name of declaredBy(statement)) {
      const same = isSeenOutside ? outer.names.get(name.text) : undefined;
      if (same) scope.names.set(name.text, same);
      else if (isTracked(statement) && !name.primed) track(scope, name, wordFor(statement), all);
      else if (!name.primed) scope.names.set(name.text, undefined);
    }
  }
  return scope;
}

const untracked: readonly ast.Statement["kind"][] = ["output", "loss", "metric", "next"];

function isTracked({ kind }: ast.Statement): boolean {
  return !untracked.includes(kind);
}

function wordFor({ kind }: ast.Statement): string {
  if (kind === "shared") return "shared layer";
  return kind === "scan" ? "scan's" : kind;
}

// ── the walk ──────────────────────────────────────────────────────────────────────────────────────

function tasksOf(declaration: ast.Declaration, top: Scope, all: Tracked[]): readonly Task[] {
  switch (declaration.kind) {
    case "layer": {
      const { wires, settings, body } = declaration;
      const statements = body.kind === "statements" ? body.statements : [];
      const scope = bodyScope(top, headNames(declaration), statements, all);
      return [{ node: [wires, settings, body], scope }];
    }
    case "model":
    case "optimizer": {
      const wires = declaration.kind === "optimizer" ? declaration.wires : [];
      const { settings, statements } = declaration;
      const scope = bodyScope(top, headNames({ wires, settings }), statements, all);
      return [{ node: [wires, settings, statements], scope }];
    }
    case "import":
      return [];
    case "modelAlias":
      use(declaration.stage.layer, top);
      return [{ node: declaration.stage, scope: top }];
    case "test":
      return [{ node: [declaration.settings, declaration.statements], scope: top }];
    case "const":
      return [{ node: declaration.value, scope: top }];
  }
}

function visit(
  node: ast.Expression | ast.Statement | ast.Stage,
  scope: Scope,
  all: Tracked[],
): readonly Task[] {
  if (node.kind === "reference") use(node, scope);
  // What moves from step to step is kept, saved and read from outside.
  if (node.kind === "next") useName(node.name.text, scope);
  if (node.kind === "emit" && node.value === undefined) useName(node.name.text, scope);
  if (node.kind === "output" && node.value === undefined) {
    for (const { text } of node.names) useName(text, scope);
  }
  if (node.kind === "require") for (const text of namesInMessage(node)) useName(text, scope);
  if (node.kind === "scan") {
    const inside = bodyScope(scope, node.names, node.statements, all);
    return [
      { node: node.sources, scope },
      { node: node.statements, scope: inside },
    ];
  }
  const index = node.kind === "block" ? node.index : undefined;
  const around = index ? { outer: scope, names: new Map([[index.text, undefined]]) } : scope;
  return Object.entries(node)
    .filter(([key]) => key !== "span")
    .map(([, child]) => ({ node: child as unknown, scope: around }));
}

function use(node: ast.Reference | ast.Member, scope: Scope): void {
  if (node.kind === "reference") useName(node.name.text, scope);
}

function useName(text: string, scope: Scope): void {
  for (let each: Scope | undefined = scope; each; each = each.outer) {
    if (!each.names.has(text)) continue;
    const tracked = each.names.get(text);
    if (tracked) tracked.used = true;
    return;
  }
}

/** `"{heads} heads do not divide the width {d}"` */
function namesInMessage({ message }: ast.RequireStatement): readonly string[] {
  const filled = (message?.value ?? "").match(/\{[^{}]*\}/g) ?? [];
  return filled.flatMap((each) => each.match(/[A-Za-z_]\w*/g) ?? []);
}

/** Tests see all that their model names. */
function namesInTests({ declarations }: ast.File): ReadonlySet<string> {
  const names = new Set<string>();
  const waiting: unknown[] = declarations.filter(({ kind }) => kind === "test");
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (typeof node !== "object" || node === null) continue;
    const { kind, name } = node as { readonly kind?: unknown; readonly name?: ast.Name };
    if (kind === "reference" && name) names.add(name.text);
    for (const [key, child] of Object.entries(node)) if (key !== "span") waiting.push(child);
  }
  return names;
}
