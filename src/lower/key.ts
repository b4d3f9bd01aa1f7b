/**
 * Scalars and places as text: equal text, equal value. Used as keys where bodies are written.
 */
import type { Affine, Scalar } from "../kernel/scalar.ts";

export function formatAffine({ terms, constant }: Affine): string {
  let text = "";
  for (const { factor, variable } of terms) text += `${factor}${variable}+`;
  return text + constant;
}

export function formatScalar(scalar: Scalar): string {
  switch (scalar.kind) {
    case "constant":
      return Object.is(scalar.value, -0) ? "-0" : String(scalar.value);
    case "text":
      return JSON.stringify(scalar.value);
    case "local":
      return scalar.name;
    case "affine":
      return `(${formatAffine(scalar.value)})`;
    case "load":
      return `${scalar.buffer}[${formatAffine(scalar.offset)}]`;
    case "call":
      return `${scalar.instruction}(${scalar.arguments.map(formatScalar).join(",")})`;
  }
}

/** A number that a kernel is given as an argument; no constant is written like this. */
export function formatArgument(number: number): string {
  return `@${number}`;
}
