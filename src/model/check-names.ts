/**
 * Names that are declared nowhere, found without evaluating anything.
 *
 * Invariant: what is called unknown here is unknown under all settings; the evaluation says the same of
 * the same place, which is told once.
 */
import type * as ast from "../syntax/ast.ts";
import type { Library } from "./library.ts";
import { pathOf } from "./calls.ts";
import { declaredBy, headNames } from "./plan.ts";
import type { Problems } from "./problems.ts";
import { reportUnknown } from "./unknown.ts";

/** The names that a place sees, innermost first. */
interface Visible {
  readonly names: ReadonlySet<string>;
  readonly outer: Visible | undefined;
}

interface Task {
  readonly node: unknown;
  readonly visible: Visible;
}

export function checkNames(library: Library, file: ast.File, problems: Problems): void {
  const outside: Visible = {
    names: new Set([...library.declarationsOf(file).keys(), ...library.outerNames]),
    outer: undefined,
  };
  const tasks: Task[] = [];
  for (const declaration of file.declarations) tasks.push(...tasksOf(declaration, outside));
  while (tasks.length > 0) {
    const { node, visible } = tasks.pop()!;
    if (typeof node !== "object" || node === null) continue;
    if (Array.isArray(node)) {
      for (let at = node.length - 1; at >= 0; at--) tasks.push({ node: node[at], visible });
    } else visit(node as ast.Expression | ast.Stage | ast.ScanStatement, visible, tasks, report);
  }

  function report(name: ast.Name, visible: Visible, isLayer: boolean, whole?: ast.Member): void {
    const isKnown = sees(visible, name.text) || name.primed || name.text === "step";
    if (isKnown || library.isBroken(name)) return;
    const path = whole && { span: whole.span, last: whole.name.text };
    const about = { at: { span: name.span }, asLayer: isLayer, path };
    reportUnknown({ problems, library }, name, namesOf(visible), about);
  }
}

/** The parts of a declaration with the names that they see. Tests see the model: that is evaluated. */
function tasksOf(declaration: ast.Declaration, outside: Visible): readonly Task[] {
  switch (declaration.kind) {
    case "const":
      return [{ node: declaration.value, visible: outside }];
    case "layer": {
      const { wires, settings, body } = declaration;
      const statements = body.kind === "statements" ? body.statements : [];
      const visible = inner(outside, headNames(declaration), statements);
      const parts = [wires, settings, body.kind === "statements" ? statements : body.value];
      return parts.map((node) => ({ node, visible }));
    }
    case "model":
    case "optimizer": {
      const wires = declaration.kind === "optimizer" ? declaration.wires : [];
      const head = headNames({ wires, settings: declaration.settings });
      const visible = inner(outside, head, declaration.statements);
      return [declaration.settings, declaration.statements].map((node) => ({ node, visible }));
    }
    default:
      return [];
  }
}

function inner(
  outer: Visible,
  head: readonly ast.Name[],
  statements: readonly ast.Statement[],
): Visible {
  const names = new Set(head.map(({ text }) => text));
  const stack = [...statements];
  while (stack.length > 0) {
    const statement = stack.pop()!;
    for (const { text } of declaredBy(statement)) names.add(text);
    if (statement.kind === "ifStatement") {
      for (const each of statement.consequent) stack.push(each);
      for (const each of statement.alternative ?? []) stack.push(each);
    }
  }
  return { names, outer };
}

type Report = (name: ast.Name, visible: Visible, isLayer: boolean, whole?: ast.Member) => void;

function visit(
  node: ast.Expression | ast.Stage | ast.ScanStatement,
  visible: Visible,
  tasks: Task[],
  report: Report,
): void {
  if (node.kind === "reference") {
    report(node.name, visible, false);
    return;
  }
  if (node.kind === "stage" || node.kind === "call") {
    const { layer, ...rest } = node;
    if (layer.kind === "reference") report(layer.name, visible, true);
    else tasks.push({ node: layer, visible });
    tasks.push(...childrenOf(rest, visible));
    return;
  }
  const [root] = node.kind === "member" ? (pathOf(node) ?? []) : [];
  if (node.kind === "member" && root) {
    report(root, visible, false, node);
    return;
  }
  if (node.kind === "scan") {
    tasks.push({ node: node.sources, visible });
    tasks.push({ node: node.statements, visible: inner(visible, node.names, node.statements) });
    return;
  }
  const index = node.kind === "block" ? node.index : undefined;
  const around = index ? { names: new Set([index.text]), outer: visible } : visible;
  tasks.push(...childrenOf(node, around));
}

function childrenOf(node: object, visible: Visible): readonly Task[] {
  return Object.entries(node)
    .filter(([key]) => key !== "span")
    .map(([, child]) => ({ node: child as unknown, visible }));
}

function sees(visible: Visible, name: string): boolean {
  for (let each: Visible | undefined = visible; each; each = each.outer) {
    if (each.names.has(name)) return true;
  }
  return false;
}

function namesOf(visible: Visible): readonly string[] {
  const names: string[] = [];
  for (let each: Visible | undefined = visible; each; each = each.outer) {
    for (const name of each.names) names.push(name);
  }
  return names;
}
