/**
 * Tells V8 to let functions run longer before it optimises them.
 *
 * A compile is over before most of what V8 optimises on the side has paid: of the processor time of a large
 * one, half went into it (docs/performance.md). Commands that run networks do not ask for this.
 */
import { setFlagsFromString } from "node:v8";

/** Bytes of bytecode that a function runs through first: eight times what is usual. */
const budget = 1_000_000;

export function optimiseLater(): void {
  setFlagsFromString(`--interrupt-budget=${budget}`);
}
