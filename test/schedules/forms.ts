/**
 * The forms that kernels take, most of them those of sums, read in their loops.
 *
 * Invariant: a kernel has a form only if code of that form is in it, whatever its schedule says.
 */
import type { Kernel, Statement } from "../../src/kernel/kernel.ts";
import type { Scalar } from "../../src/kernel/scalar.ts";

export const forms = [
  /** No sums, in vectors. */
  "elements",
  /** Sums one after another, without vectors. */
  "doubles",
  /** Neighbouring elements in lanes. */
  "along an axis",
  /** As many vectors as the samples of a call fill. */
  "over samples",
  /** What fills no vector, element by element. */
  "rest",
  /** What fills no vector, in one that lies over others. */
  "overlap",
  /** Terms in lanes, which come together at the end. */
  "fold",
  /** Columns that are copied side by side first. */
  "panel",
  /** … that lie apart, one by one. */
  "panel of singles",
  /** … and rows of the other side, too. */
  "panel with rows",
  /** A large side read once, in the order of memory. */
  "stream",
  /** A few terms without a loop. */
  "written out",
] as const;

export type Form = (typeof forms)[number];

type Loop = Extract<Statement, { kind: "loop" }>;
type Store = Extract<Statement, { kind: "store" }>;

export function formsOf({ body, buffers, lanes, instructions }: Kernel): readonly Form[] {
  const blocks = blocksOf(body);
  const all = blocks.flat();
  const loops = all.filter((each): each is Loop => each.kind === "loop");
  const sums = all.filter(({ kind }) => kind === "variable");
  if (sums.length === 0) return lanes === 1 ? [] : ["elements"];
  if (lanes === 1) return ["doubles"];
  const panel = buffers.find(({ name }) => /^panel\d+$/.test(name))?.name;
  const isFold = [...instructions].some((each) => each.endsWith("Lanes"));
  const wide = loops.filter((loop) => loop.lanes !== undefined);
  const isCopy = (each: Statement): boolean =>
    each.kind === "store" && each.buffer === panel && isRead(each.value);
  const isRest = ({ variable, lanes: width, from }: Loop): boolean =>
    width === undefined &&
    (from.kind === "samples" || from.count > 0) &&
    wide.some((each) => each.variable === variable);
  const found: Readonly<Record<Exclude<Form, "elements" | "doubles">, boolean>> = {
    "along an axis": !isFold && wide.length > 0,
    "over samples": wide.some(({ to }) => to.kind === "samples"),
    rest: !isFold && loops.some(isRest),
    overlap: wide.some((loop) => startsInside(loop) || isPair(loop)),
    fold: isFold,
    panel: all.some(isCopy),
    "panel of singles": loops.some(
      ({ lanes: width, body: inside }) => width === undefined && inside.some(isCopy),
    ),
    "panel with rows": loops.some(
      ({ lanes: width, step, body: inside }) => width === step && inside.some(isCopy),
    ),
    stream: sums.some((each) => each.kind === "variable" && isRead(each.value, panel)),
    "written out": blocks.some(addsWithoutLoop),
  };
  return forms.filter((form) => form !== "elements" && form !== "doubles" && found[form]);
}

function blocksOf(block: readonly Statement[]): readonly (readonly Statement[])[] {
  const inner = block.flatMap((each) => {
    if (each.kind === "loop") return blocksOf(each.body);
    return each.kind === "if" ? [...blocksOf(each.consequent), ...blocksOf(each.alternative)] : [];
  });
  return [block, ...inner];
}

/** At no multiple of whole vectors. */
function startsInside({ from, lanes }: Loop): boolean {
  return from.kind === "fixed" && from.count % lanes! !== 0;
}

/** Two vectors at one place, less than a vector apart. */
function isPair({ body, lanes }: Loop): boolean {
  const stores = body.filter((each): each is Store => each.kind === "store");
  return stores.some((a) =>
    stores.some((b) => {
      const distance = b.offset.constant - a.offset.constant;
      return a.buffer === b.buffer && distance > 0 && distance < lanes!;
    }),
  );
}

/** Is it read from memory: from that buffer, if one is named? */
function isRead(scalar: Scalar, buffer = "buffer" in scalar ? scalar.buffer : undefined): boolean {
  return scalar.kind === "load" && scalar.buffer === buffer;
}

/** A sum that begins at a number, and all of whose terms stand behind it. */
function addsWithoutLoop(block: readonly Statement[]): boolean {
  return block.some(
    (sum) =>
      sum.kind === "variable" &&
      sum.value.kind === "constant" &&
      block.some((each) => each.kind === "assign" && each.name === sum.name),
  );
}
