/**
 * Names and numbers of things, as they stand in a message.
 *
 * Invariant: a message stays short, however many names there are.
 */

const mostNames = 12;

/** `x`, `y` and `label`; of very many the first ones, and how many more. */
export function listNames(names: readonly string[]): string {
  const quoted = names.map((each) => `\`${each}\``);
  if (quoted.length < 2) return quoted.join("");
  if (quoted.length <= mostNames) return `${quoted.slice(0, -1).join(", ")} and ${quoted.at(-1)}`;
  const shown = quoted.slice(0, mostNames - 1);
  return `${shown.join(", ")} and ${names.length - shown.length} more`;
}

/** `1 sample`, `3 samples`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
