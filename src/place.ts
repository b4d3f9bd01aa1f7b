/**
 * The place of a draw in the source as a number.
 *
 * Invariant: depends on the name alone, so adding a layer elsewhere changes no draw.
 */

/** FNV-1a, 32 bits, over UTF-16 units. */
export function placeKey(place: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < place.length; index++) {
    hash = Math.imul(hash ^ place.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
