/**
 * A call without a call: the body of a function in the place of it.
 *
 * Invariant: the function leaves its result at the end of its body, never by a return, and reads no local
 * that it has not set. Its own locals are used: whoever inlines it declares them (`inlinedLocals`), once for
 * any number of places, and reads them in no operand.
 */
import { set } from "./build.ts";
import type { Code, Expression, Function, Local, Statement } from "./tree.ts";
import type { ValueType } from "./types.ts";

/** Sets `result` to what a call would leave. */
export function inlineCall<T extends ValueType>(
  callee: Function & { readonly result: T },
  operands: readonly Expression<ValueType>[],
  result: Local<T>,
): readonly Statement[] {
  const { name, parameterNames, body } = callee;
  if (operands.length !== parameterNames.length)
    throw new Error(`${name} takes ${parameterNames.length} operands, not ${operands.length}`);
  const statements: readonly Code[] = body.slice(0, -1);
  return [
    ...parameterNames.map((each, at) => set(each, operands[at]!)),
    ...statements,
    set(result, body.at(-1)! as Expression<T>),
  ];
}

export function inlinedLocals(callee: Function): readonly Local[] {
  return [...callee.parameterNames, ...callee.locals];
}
