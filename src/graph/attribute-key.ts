/**
 * Attributes as text: equal text, equal attributes.
 */
import type { Attributes } from "./graph.ts";
import { isGraph, printGraph } from "./text.ts";

/** Attributes as text; numbers that JSON has not are told apart. */
export function attributeKey(attributes: Attributes): string {
  const { body } = attributes;
  if (isGraph(body))
    return JSON.stringify({ ...attributes, body: printGraph(body, { origins: false }) });
  const isSpecial = (value: unknown): boolean =>
    typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0));
  const replacer = (_: string, value: unknown): unknown =>
    isSpecial(value) ? `#${1 / (value as number)}/${value as number}` : value;
  const { value, values } = attributes;
  const plain = !isSpecial(value) && !(Array.isArray(values) && values.some(isSpecial));
  return plain ? JSON.stringify(attributes) : JSON.stringify(attributes, replacer);
}
