/**
 * Locals that are not needed at the same time become one, so that code which repeats looks alike and compresses.
 *
 * Invariant: a local shares only what lies between a `local.set` of it and its last use, both in one list of
 * instructions and before the next time that list runs. So nobody reads what another has left.
 */
import { visitParts, withLocals, type PartVisitor } from "./parts.ts";
import type { Code, Local } from "./tree.ts";

type List = readonly Code[];

/** What is known of a list of instructions. */
interface Block {
  /** Instructions. */
  readonly length: number;
  /** The lists within, each in one of the instructions. */
  readonly inner: { readonly at: number; readonly block: Block }[];
  /** Locals by the instruction that sets them before anything else in the list uses them. */
  readonly beginning: Map<number, Local>;
  /** Which instructions are the first and the last that use a local; is it used in no more than one list within? */
  readonly uses: Map<Local, { readonly first: number; last: number; isWithin: boolean }>;
}

/** @param locals those of a function beside its parameters, which stay what they are */
export function shareLocals(
  locals: readonly Local[],
  body: List,
): { readonly locals: readonly Local[]; readonly body: List } {
  const whole = readBlock(body);
  const homes = new Map<Local, Block>();
  findHomes(whole, homes);
  const places = new Map<Local, Local>();
  share(whole, { homes, own: new Set(locals), places, made: [], free: new Set() });
  const placeOf = (local: Local): Local => places.get(local) ?? local;
  const left = [...new Set(locals.map(placeOf))];
  const types = [...new Set(left.map(({ type }) => type))];
  return {
    // Those of one type side by side: a run of them takes two bytes.
    locals: types.flatMap((type) => left.filter((each) => each.type === type)),
    body: body.map((code) => withLocals(code, placeOf)),
  };
}

function readBlock(list: List): Block {
  const block: Block = { length: list.length, inner: [], beginning: new Map(), uses: new Map() };
  const { inner, beginning, uses } = block;
  const note = (local: Local, at: number, isWithin: boolean): void => {
    const known = uses.get(local);
    if (known === undefined) return void uses.set(local, { first: at, last: at, isWithin });
    known.last = at;
    known.isWithin = false;
  };
  list.forEach((code, at) => {
    const visitor: PartVisitor = {
      local: (local) => note(local, at, false),
      list: (within) => {
        const found = readBlock(within);
        inner.push({ at, block: found });
        for (const local of found.uses.keys()) note(local, at, true);
      },
    };
    if (code.kind !== "local.set") return visitParts(code, visitor);
    visitParts(code.value, visitor);
    if (!uses.has(code.local)) beginning.set(at, code.local);
    note(code.local, at, false);
  });
  return block;
}

/** The innermost block that holds all uses of a local. */
function findHomes(block: Block, homes: Map<Local, Block>): void {
  for (const { block: within } of block.inner) findHomes(within, homes);
  for (const [local, { isWithin }] of block.uses) if (!isWithin) homes.set(local, block);
}

interface Sharing {
  readonly homes: ReadonlyMap<Local, Block>;
  /** Those that are no parameters. */
  readonly own: ReadonlySet<Local>;
  /** What a local becomes. */
  readonly places: Map<Local, Local>;
  /** What they become, in order of first use, and which of these nobody needs at the moment. */
  readonly made: Local[];
  readonly free: Set<Local>;
}

function share(block: Block, sharing: Sharing): void {
  const { homes, own, places, made, free } = sharing;
  const ending = new Map<number, Local[]>();
  let next = 0;
  for (let at = 0; at < block.length; at++) {
    for (; block.inner[next]?.at === at; next++) share(block.inner[next]!.block, sharing);
    // The value is computed before it is set: it may take the place of what it was made from.
    for (const place of ending.get(at) ?? []) free.add(place);
    const local = block.beginning.get(at);
    if (local === undefined || homes.get(local) !== block || !own.has(local)) continue;
    // Always the first, so that what repeats finds the same places free.
    const place = made.find((each) => free.has(each) && each.type === local.type) ?? local;
    if (place === local) made.push(local);
    places.set(local, place);
    const { last } = block.uses.get(local)!;
    if (last === at) free.add(place);
    else {
      free.delete(place);
      ending.set(last, [...(ending.get(last) ?? []), place]);
    }
  }
}
