/**
 * A custom section at the start of a module that is encoded already: words that no engine reads.
 *
 * Invariant: the module means what it meant.
 */
import { createBytes } from "./bytes.ts";

/** The magic number and the version, which come first. */
const headBytes = 8;

export function withCustomSection(module: Uint8Array, name: string, text: string): Uint8Array {
  const bytes = createBytes();
  bytes.append(module.subarray(0, headBytes));
  bytes.byte(0);
  bytes.sized((inside) => {
    inside.name(name);
    inside.append(new TextEncoder().encode(text));
  });
  bytes.append(module.subarray(headBytes));
  return bytes.take();
}
