/**
 * Code of WebAssembly as a tree: an instruction holds its operands, a block its instructions.
 *
 * Invariant: locals, labels, globals and functions are objects, not numbers; who encodes or prints counts
 * them. The type parameter is what an expression leaves on the stack; `build.ts` makes only such as fit.
 */
import type {
  AtomicName,
  ExtractName,
  LaneStoreName,
  LoadName,
  PlainName,
  ReplaceName,
  StoreName,
} from "./opcodes.ts";
import type { FunctionType, ResultType, ValueType } from "./types.ts";

export interface Local<T extends ValueType = ValueType> {
  readonly type: T;
  readonly name: string;
}

export interface Label {
  readonly name: string;
}

export interface Global<T extends ValueType = ValueType> {
  readonly type: T;
  readonly name: string;
  readonly mutable: boolean;
  readonly initial: number | bigint;
}

/** What can be called: a function of the module, or one that it imports. */
export interface Callee extends FunctionType {
  readonly name: string;
}

export type LaneShape = "i32x4" | "f32x4" | "f64x2";

export type Code =
  | { readonly kind: "plain"; readonly name: PlainName; readonly operands: readonly Code[] }
  | { readonly kind: "number"; readonly type: "i32" | "f32" | "f64"; readonly value: number }
  | { readonly kind: "bigint"; readonly value: bigint }
  | { readonly kind: "vector"; readonly shape: LaneShape; readonly lanes: readonly number[] }
  | { readonly kind: "local.get"; readonly local: Local }
  | { readonly kind: "local.set" | "local.tee"; readonly local: Local; readonly value: Code }
  | { readonly kind: "global.get"; readonly global: Global }
  | { readonly kind: "global.set"; readonly global: Global; readonly value: Code }
  | ({ readonly kind: "load"; readonly name: LoadName; readonly address: Code } & Place)
  | ({
      readonly kind: "store";
      readonly name: StoreName;
      readonly address: Code;
      readonly value: Code;
    } & Place)
  | ({
      readonly kind: "storeLane";
      readonly name: LaneStoreName;
      readonly address: Code;
      readonly value: Code;
      readonly lane: number;
    } & Place)
  | ({
      readonly kind: "atomic";
      readonly name: AtomicName;
      readonly address: Code;
      readonly operands: readonly Code[];
    } & Place)
  | {
      readonly kind: "lane";
      readonly name: ExtractName | ReplaceName;
      readonly lane: number;
      readonly operands: readonly Code[];
    }
  | {
      readonly kind: "shuffle";
      readonly lanes: readonly number[];
      readonly operands: readonly Code[];
    }
  | { readonly kind: "select"; readonly operands: readonly Code[] }
  | { readonly kind: "call"; readonly callee: Callee; readonly operands: readonly Code[] }
  | {
      readonly kind: "block" | "loop";
      readonly label: Label;
      readonly result: ResultType;
      readonly body: readonly Code[];
    }
  | {
      readonly kind: "if";
      readonly condition: Code;
      readonly result: ResultType;
      readonly consequent: readonly Code[];
      readonly alternative: readonly Code[];
    }
  | { readonly kind: "br"; readonly label: Label }
  | { readonly kind: "br_if"; readonly label: Label; readonly condition: Code }
  | { readonly kind: "return"; readonly operands: readonly Code[] }
  | { readonly kind: "drop"; readonly value: Code }
  | { readonly kind: "memory.size" | "unreachable" }
  /** Bytes within the memory: (to, from, count), (to, value, count). */
  | {
      readonly kind: "memory.copy" | "memory.fill";
      readonly operands: readonly Code[];
    };

/** Immediates of a memory instruction: bytes behind the address, and the logarithm of what the place is a multiple of. */
export interface Place {
  readonly offset: number;
  readonly align: number;
}

/** Carries the type for the checker alone: it is never there. */
declare const result: unique symbol;

/** Code that leaves a value of a type. */
export type Expression<T extends ResultType = ResultType> = Code & { readonly [result]?: T };

/** Code that leaves nothing. */
export type Statement = Expression<"none">;

export interface Function extends Callee {
  readonly parameterNames: readonly Local[];
  /** Beside the parameters, which come first. */
  readonly locals: readonly Local[];
  readonly body: readonly Code[];
}
