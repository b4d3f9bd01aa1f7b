/**
 * Colours of a rendered diagnostic, by meaning; the command line decides what they look like.
 *
 * Invariant: what is painted is the same text without its colours.
 */
export type Role = "error" | "warning" | "note" | "help" | "message" | "gutter";

export type Paint = (role: Role, text: string) => string;

export const plain: Paint = (_role, text) => text;
