/**
 * Members of classes and functions in the three dialects: TypeScript, JavaScript, declarations.
 *
 * Invariant: one description prints all three: a declaration has no body, JavaScript no types.
 */
import type { Lines } from "./text.ts";

export type Dialect = "typescript" | "javascript" | "declarations";

export interface Parameter {
  readonly name: string;
  readonly type: string;
  /** `{}`, `1`: makes the parameter optional. */
  readonly initial?: string;
  /** `name?: type` without a value. */
  readonly optional?: boolean;
}

export interface Callable {
  /** `forward`, `static create`, `function digitsStep`. */
  readonly head: string;
  readonly doc?: string;
  /** For the class itself only. */
  readonly isPrivate?: boolean;
  readonly parameters: readonly Parameter[];
  readonly result?: string;
  readonly body: (lines: Lines) => void;
}

export function printCallable(callable: Callable, lines: Lines, dialect: Dialect): void {
  if (dialect === "declarations" && callable.isPrivate === true) {
    if (callable.head === "constructor") lines.add("private constructor();");
    return;
  }
  lines.blank();
  lines.doc(callable.doc);
  const visibility = callable.isPrivate === true && dialect === "typescript" ? "private " : "";
  const head = `${visibility}${dialect === "declarations" ? callable.head.replace("async ", "") : callable.head}`;
  const parameters = callable.parameters.map((parameter) => printParameter(parameter, dialect));
  const result =
    callable.result === undefined || dialect === "javascript" ? "" : `: ${callable.result}`;
  if (dialect === "declarations") return lines.list(head, parameters, `${result};`);
  lines.listBlock(head, parameters, `${result} {`, callable.body);
  lines.blank();
}

function printParameter(parameter: Parameter, dialect: Dialect): string {
  const { name, type, initial, optional } = parameter;
  if (dialect === "javascript") return initial === undefined ? name : `${name} = ${initial}`;
  if (dialect === "declarations") {
    return initial !== undefined || optional === true ? `${name}?: ${type}` : `${name}: ${type}`;
  }
  if (initial !== undefined) return `${name}: ${type} = ${initial}`;
  return optional === true ? `${name}?: ${type}` : `${name}: ${type}`;
}

export interface Field {
  readonly name: string;
  readonly type: string;
  readonly doc?: string;
  readonly isPrivate?: boolean;
  readonly isMutable?: boolean;
  /** In JavaScript a field stands only where it has a value before the constructor. */
  readonly initial?: string;
}

export function printField(field: Field, lines: Lines, dialect: Dialect): void {
  if (dialect === "declarations" && field.isPrivate === true) return;
  if (dialect === "javascript" && field.initial === undefined) return;
  lines.doc(field.doc);
  const visibility = field.isPrivate === true && dialect === "typescript" ? "private " : "";
  const mutability = field.isMutable === true || dialect === "javascript" ? "" : "readonly ";
  const type = dialect === "javascript" ? "" : `: ${field.type}`;
  const value =
    field.initial === undefined || dialect === "declarations" ? "" : ` = ${field.initial}`;
  lines.add(`${visibility}${mutability}${field.name}${type}${value};`);
}
