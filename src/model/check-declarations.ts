/**
 * What can be said of declarations before anything is expanded: names given twice, statements in the
 * wrong kind of body, names that mean nothing.
 *
 * Invariant: looks at every declaration of the user's files, also at layers that nobody applies and at
 * branches that are not taken; says nothing that depends on values.
 */
import type { Library } from "./library.ts";
import type { Problems } from "./problems.ts";

export function checkDeclarations(_library: Library, _problems: Problems): void {}
