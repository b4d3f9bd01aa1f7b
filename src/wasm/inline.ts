/**
 * A call without a call: the body of a function of one operand, as a block that leaves its result.
 *
 * Invariant: the function leaves its result at the end of its body, never by a return, and reads no local
 * that it has not set. Its own locals are used: whoever inlines it declares them (`inlinedLocals`), once for
 * any number of places, also where the operand is itself such a block: it is computed before they are set.
 */
import { createLabel, set } from "./build.ts";
import type { Expression, Function, Local } from "./tree.ts";
import type { ValueType } from "./types.ts";

/** What a call would leave. */
export function inlineCall<T extends ValueType>(
  callee: Function & { readonly result: T },
  operand: Expression<ValueType>,
): Expression<T> {
  const { name, parameterNames, body, result } = callee;
  const [parameter] = parameterNames;
  if (parameter === undefined || parameterNames.length > 1)
    throw new Error(
      `${name} takes ${parameterNames.length} operands: only calls of one are inlined`,
    );
  return {
    kind: "block",
    label: createLabel(name),
    result,
    body: [set(parameter, operand), ...body],
  };
}

export function inlinedLocals(callee: Function): readonly Local[] {
  return [...callee.parameterNames, ...callee.locals];
}
