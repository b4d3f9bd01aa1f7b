/**
 * What every function needs that turns concrete syntax into the tree: the source, where to report, and
 * how to get from tokens to spans and names.
 *
 * Invariant: concrete syntax that arrives here is whole; recovery has cut out what was broken. So what
 * the grammar requires is there, and `only` may say so.
 */
import type { CstNode, IToken } from "chevrotain";
import { PrimedName } from "../../../grammar/tokens.ts";
import type { Source, Span } from "../../diagnostics/source.ts";
import type { Name } from "../ast.ts";
import type { Report } from "../problems.ts";

export interface Reader {
  readonly source: Source;
  readonly report: Report;
  /** The `///` lines above what starts at the offset. */
  readonly docAbove: (start: number) => string | undefined;
}

/** The one child that the grammar promises. */
export function only<T>(children: readonly T[] | undefined): T {
  const child = children?.[0];
  if (child === undefined) throw new Error("the grammar promised a child that is not there");
  return child;
}

export function spanOf({ source }: Reader, from: IToken | CstNode, to = from): Span {
  return { source, start: startOf(from), end: endOf(to) };
}

export function startOf(part: IToken | CstNode): number {
  return "image" in part ? part.startOffset : part.location!.startOffset;
}

function endOf(part: IToken | CstNode): number {
  const end = "image" in part ? part.endOffset : part.location!.endOffset;
  return end! + 1;
}

export function readName(reader: Reader, token: IToken): Name {
  const primed = token.tokenType === PrimedName;
  const text = primed ? token.image.slice(0, -1) : token.image;
  return { span: spanOf(reader, token), text, primed };
}

/** The name of something declared: it has a next value only later. */
export function readDeclaredName(reader: Reader, token: IToken): Name {
  const name = readName(reader, token);
  if (name.primed) {
    const message = `\`${token.image}\` cannot be declared: a prime marks the next value of a name`;
    const fix = { message: `write \`${name.text}\``, span: name.span, replacement: name.text };
    reader.report("NN1017", message, name.span, { fix });
  }
  return { ...name, primed: false };
}
