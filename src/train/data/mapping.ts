/**
 * `--map x=0:256,label=256` or `--map x=images.gz,label=labels.gz`: which part of the data a name means.
 *
 * Invariant: only cuts the text; what a target means is up to the kind of data.
 */
export type Mapping = ReadonlyMap<string, string>;

/** The mapping, or the piece that is not `name=target`. */
export function readMapping(texts: readonly string[]): Mapping | { readonly unreadable: string } {
  const mapping = new Map<string, string>();
  for (const piece of texts.flatMap((text) => text.split(","))) {
    const match = /^\s*([^=\s]+)\s*=\s*(\S.*?)\s*$/.exec(piece);
    if (match === null) return { unreadable: piece };
    mapping.set(match[1]!, match[2]!);
  }
  return mapping;
}
