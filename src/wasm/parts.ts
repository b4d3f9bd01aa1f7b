/**
 * What an instruction consists of: locals that it and its operands name, lists of instructions within.
 *
 * Invariant: parts are met in the order in which they are computed; lists are what blocks, loops and ifs hold.
 */
import type { Code, Local } from "./tree.ts";

export interface PartVisitor {
  /** A local that is read or set. */
  readonly local: (local: Local) => void;
  /** A list within. */
  readonly list: (list: readonly Code[]) => void;
}

/** Visits an instruction and its operands; not what is in lists within. */
export function visitParts(code: Code, visitor: PartVisitor): void {
  switch (code.kind) {
    case "local.get":
      return visitor.local(code.local);
    case "local.set":
    case "local.tee":
      visitParts(code.value, visitor);
      return visitor.local(code.local);
    case "global.set":
    case "drop":
      return visitParts(code.value, visitor);
    case "load":
      return visitParts(code.address, visitor);
    case "store":
    case "storeLane":
      visitParts(code.address, visitor);
      return visitParts(code.value, visitor);
    case "br_if":
      return visitParts(code.condition, visitor);
    case "block":
    case "loop":
      return visitor.list(code.body);
    case "if":
      visitParts(code.condition, visitor);
      visitor.list(code.consequent);
      return visitor.list(code.alternative);
    default:
      if ("operands" in code) for (const each of code.operands) visitParts(each, visitor);
  }
}

/** The same with other locals. */
export function withLocals(code: Code, localOf: (local: Local) => Local): Code {
  const one = (each: Code): Code => withLocals(each, localOf);
  const all = (codes: readonly Code[]): readonly Code[] => codes.map(one);
  switch (code.kind) {
    case "local.get":
      return { ...code, local: localOf(code.local) };
    case "local.set":
    case "local.tee":
      return { ...code, local: localOf(code.local), value: one(code.value) };
    case "global.set":
    case "drop":
      return { ...code, value: one(code.value) };
    case "load":
      return { ...code, address: one(code.address) };
    case "store":
    case "storeLane":
      return { ...code, address: one(code.address), value: one(code.value) };
    case "br_if":
      return { ...code, condition: one(code.condition) };
    case "block":
    case "loop":
      return { ...code, body: all(code.body) };
    case "if":
      return {
        ...code,
        condition: one(code.condition),
        consequent: all(code.consequent),
        alternative: all(code.alternative),
      };
    default:
      return "operands" in code ? { ...code, operands: all(code.operands) } : code;
  }
}
