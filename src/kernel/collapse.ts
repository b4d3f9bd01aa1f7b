/**
 * Two loops that walk over memory as one do become one.
 *
 * Invariant: only where every place in the body moves by the inner loop's length times as far with the
 * outer variable as with the inner one, and nothing else asks for either variable.
 */
import type { Extent, Statement } from "./kernel.ts";
import type { Affine, Scalar } from "./scalar.ts";

type Loop = Extract<Statement, { kind: "loop" }>;

export function collapse(statements: readonly Statement[]): readonly Statement[] {
  return statements.map((statement) => {
    if (statement.kind !== "loop") return statement;
    return join({ ...statement, body: collapse(statement.body) });
  });
}

function join(outer: Loop): Loop {
  const [inner] = outer.body;
  if (outer.body.length !== 1 || inner?.kind !== "loop" || !startsAtZero(outer, inner))
    return outer;
  if (inner.to.kind !== "fixed") return outer;
  const length = inner.to.count;
  const to = joinedExtent(outer.to, length);
  const places = collectPlaces(inner.body);
  if (to === undefined || places === undefined) return outer;
  const factorOf = (place: Affine, name: string): number =>
    place.terms.find((term) => term.variable === name)?.factor ?? 0;
  const contiguous = places.every(
    (place) => factorOf(place, outer.variable) === length * factorOf(place, inner.variable),
  );
  if (!contiguous || usesVariable(inner.body, [outer.variable, inner.variable])) return outer;
  const body = inner.body.map((each) => renameIn(each, inner.variable, outer.variable));
  const { domain, ...rest } = outer;
  return { ...rest, to, ...(domain === true && inner.domain === true && { domain }), body };
}

function startsAtZero(...loops: readonly Loop[]): boolean {
  return loops.every(({ from, step }) => step === 1 && from.kind === "fixed" && from.count === 0);
}

function joinedExtent(outer: Extent, length: number): Extent | undefined {
  if (outer.kind === "fixed") return { kind: "fixed", count: outer.count * length };
  if (outer.floorTo !== 1) return undefined;
  return { ...outer, times: (outer.times ?? 1) * length };
}

/** Places of a body without inner loops; undefined where there are any. */
function collectPlaces(body: readonly Statement[]): readonly Affine[] | undefined {
  const places: Affine[] = [];
  const visit = (scalar: Scalar): void => {
    if (scalar.kind === "load") places.push(scalar.offset);
    if (scalar.kind === "affine") places.push(scalar.value);
    if (scalar.kind === "call") scalar.arguments.forEach(visit);
  };
  for (const statement of body) {
    if (statement.kind === "loop" || statement.kind === "if") return undefined;
    if (statement.kind === "store") places.push(statement.offset);
    if ("value" in statement) visit(statement.value);
  }
  return places;
}

function usesVariable(body: readonly Statement[], names: readonly string[]): boolean {
  const uses = (scalar: Scalar): boolean =>
    (scalar.kind === "local" && names.includes(scalar.name)) ||
    (scalar.kind === "call" && scalar.arguments.some(uses));
  return body.some((statement) => "value" in statement && uses(statement.value));
}

/** The inner variable's terms take the outer one's name; the outer one's own are in them already. */
function renameIn(statement: Statement, inner: string, outer: string): Statement {
  const place = (affine: Affine): Affine => ({
    constant: affine.constant,
    terms: affine.terms
      .filter((term) => term.variable !== outer)
      .map((term) => (term.variable === inner ? { ...term, variable: outer } : term)),
  });
  const scalar = (value: Scalar): Scalar => {
    if (value.kind === "load") return { ...value, offset: place(value.offset) };
    if (value.kind === "affine") return { ...value, value: place(value.value) };
    if (value.kind === "call") return { ...value, arguments: value.arguments.map(scalar) };
    return value;
  };
  if (statement.kind === "store") {
    return { ...statement, offset: place(statement.offset), value: scalar(statement.value) };
  }
  return "value" in statement ? { ...statement, value: scalar(statement.value) } : statement;
}
