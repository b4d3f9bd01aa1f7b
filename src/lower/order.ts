/**
 * The order in which the kernels of a program run, where results take the place of what they replace.
 *
 * Invariant: everything that reads the old content of a buffer runs before what overwrites it; where
 * that cannot be had (two params that swap), the new value waits in scratch and is copied at the end.
 */

/** A kernel to be: what it reads and writes, by buffer id. */
export interface Unit {
  /** Units whose results it reads. */
  readonly after: readonly Unit[];
  /** Pinned buffers whose old content it reads; `scattered` ones not just at the place it writes. */
  readonly readsOld: ReadonlySet<string>;
  readonly scattered: ReadonlySet<string>;
  /** Pinned buffers with old content that it overwrites. */
  readonly overwrites: ReadonlySet<string>;
}

export interface Ordered<U extends Unit> {
  readonly units: readonly U[];
  /** Buffers whose new value must wait in scratch, to be copied when all units have run. */
  readonly postponed: ReadonlySet<string>;
}

/** Stable topological sort. Linear but for the postponements, of which there are few. */
export function orderUnits<U extends Unit>(units: readonly U[]): Ordered<U> {
  const postponed = new Set<string>();
  for (const unit of units) {
    for (const id of unit.overwrites) if (unit.scattered.has(id)) postponed.add(id);
  }
  for (;;) {
    const { sorted, stuck } = trySort(units, postponed);
    if (stuck.length === 0) return { units: sorted, postponed };
    const blocking = stuck.flatMap((unit) => [...unit.overwrites]).find((id) => !postponed.has(id));
    if (blocking === undefined) throw new Error("the kernels of a program depend on each other");
    postponed.add(blocking);
  }
}

function trySort<U extends Unit>(
  units: readonly U[],
  postponed: ReadonlySet<string>,
): { sorted: U[]; stuck: U[] } {
  const oldReaders = new Map<string, U[]>();
  for (const unit of units) {
    for (const id of unit.readsOld) {
      const readers = oldReaders.get(id);
      if (readers === undefined) oldReaders.set(id, [unit]);
      else readers.push(unit);
    }
  }
  const waitsFor = new Map<Unit, Set<Unit>>();
  const followers = new Map<Unit, Unit[]>();
  for (const unit of units) {
    const before = new Set<Unit>(unit.after);
    for (const id of unit.overwrites) {
      if (!postponed.has(id)) oldReaders.get(id)?.forEach((reader) => before.add(reader));
    }
    before.delete(unit);
    waitsFor.set(unit, before);
    for (const each of before) {
      const known = followers.get(each);
      if (known === undefined) followers.set(each, [unit]);
      else known.push(unit);
    }
  }
  return takeReady(units, waitsFor, followers);
}

/** Takes what waits for nothing, in order, round after round; units are nearly sorted, so rounds are few. */
function takeReady<U extends Unit>(
  units: readonly U[],
  waitsFor: ReadonlyMap<Unit, Set<Unit>>,
  followers: ReadonlyMap<Unit, Unit[]>,
): { sorted: U[]; stuck: U[] } {
  const sorted: U[] = [];
  let waiting = [...units];
  while (waiting.length > 0) {
    const left: U[] = [];
    for (const unit of waiting) {
      if (waitsFor.get(unit)!.size > 0) {
        left.push(unit);
        continue;
      }
      sorted.push(unit);
      followers.get(unit)?.forEach((follower) => waitsFor.get(follower)!.delete(unit));
    }
    if (left.length === waiting.length) return { sorted, stuck: left };
    waiting = left;
  }
  return { sorted, stuck: [] };
}
