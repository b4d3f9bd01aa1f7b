/**
 * Runs the statements of a body: of a layer, a model or an optimiser.
 *
 * Invariant: a statement is elaborated once, when its name is first asked for or when its turn comes;
 * one in a branch that is not taken never is.
 */
import type * as ast from "../syntax/ast.ts";
import type { Elaboration } from "./elaboration.ts";
import { sharedInstance } from "./instance.ts";
import { describe, itemsOf, known, poison, type Meaning, type SingleMeaning } from "./meaning.ts";
import { evaluateNamed, evaluateObjective, evaluateOutput, evaluateScan } from "./named.ts";
import { declareNext } from "./next-values.ts";
import { declareOwned } from "./owned.ts";
import { keyOf, planBody, type Entry, type Plan } from "./plan.ts";
import { keyAt, type Place } from "./place.ts";
import { checkRequirement } from "./require.ts";
import type { Binding, Scope } from "./scope.ts";
import { evaluateCondition, evaluateStatic } from "./statics.ts";

const mostStatements = 30_000;

type BodyKind = "layer" | "model" | "optimizer" | "scan";

/** What a statement came to. */
export interface StatementResult {
  readonly statement: Entry["statement"];
  readonly port: ast.Port | undefined;
  readonly meaning: Meaning;
}

/** Statements that mean something in one kind of body only. */
export interface Host {
  readonly port?: (statement: ast.PortStatement, port: ast.Port, place: Place) => SingleMeaning;
  readonly state?: (statement: ast.ParamStatement, place: Place) => SingleMeaning;
  /** `p' = …`, where the name belongs to the host. */
  readonly next?: (statement: ast.NextStatement, place: Place) => SingleMeaning | undefined;
  /** Called with the scope of the body before anything is elaborated. */
  readonly opened?: (scope: Scope) => void;
}

/** Elaborates all that exists of a body; results in source order. */
export function runBody(
  e: Elaboration,
  statements: readonly ast.Statement[],
  around: Place,
  kind: BodyKind,
  host: Host = {},
): readonly StatementResult[] {
  const plan = planOf(e, statements);
  const body = openBody(e, plan, around, kind, host);
  host.opened?.(body.place.scope);
  const all = plan.entries.filter((entry) => body.exists(entry));
  if (isTooLong(e, plan, around) || !requirementsHold(all, body))
    return all.map((entry) => ({ ...entry, meaning: poison }));
  for (const entry of plan.order) if (body.exists(entry)) body.meaningOf(entry);
  return all.map((entry) => ({ ...entry, meaning: body.meaningOf(entry) }));
}

function isTooLong(e: Elaboration, { entries }: Plan, { frame }: Place): boolean {
  const first = entries[mostStatements];
  if (first === undefined) return false;
  const { span } = first.port ?? first.statement;
  const message = `this body has ${entries.length} statements: it may have ${mostStatements}`;
  e.problems.report("NN2114", message, { span, frame }, { once: "statements" });
  return true;
}

/** What a layer requires is looked at first: what it refuses is not expanded. */
function requirementsHold(entries: readonly Entry[], body: Body): boolean {
  const requirements = entries.filter(({ statement }) => statement.kind === "require");
  return requirements.every((entry) => body.meaningOf(entry).kind !== "poison");
}

function planOf(e: Elaboration, statements: readonly ast.Statement[]): Plan {
  const { plans } = e.library;
  const plan = plans.get(statements) ?? planBody(statements);
  plans.set(statements, plan);
  return plan;
}

interface Body {
  readonly place: Place;
  readonly exists: (entry: Entry) => boolean;
  readonly meaningOf: (entry: Entry) => Meaning;
}

function openBody(e: Elaboration, plan: Plan, around: Place, kind: BodyKind, host: Host): Body {
  const conditions = new Map<ast.IfStatement, () => Meaning>();
  const meanings = new Map<Entry, () => Meaning>();
  const meaningOf = (entry: Entry): Meaning => {
    let meaning = meanings.get(entry);
    if (meaning === undefined) {
      const { name, span } = titleOf(entry);
      meaning = e.lazy(name, span, () => elaborate(e, entry, labelled(place, entry), kind, host));
      meanings.set(entry, meaning);
    }
    return meaning();
  };
  /** Poison where the condition is wrong. */
  const holds = (statement: ast.IfStatement): Meaning => {
    let condition = conditions.get(statement);
    if (condition === undefined) {
      condition = e.lazy("if", statement.condition.span, () => {
        const truth = evaluateCondition(e, statement.condition, place);
        return truth === undefined ? poison : known(truth);
      });
      conditions.set(statement, condition);
    }
    return condition();
  };
  const standing = (entry: Entry): boolean | "poison" => {
    for (const { statement, branch } of entry.guards) {
      const truth = holds(statement);
      if (truth.kind !== "static") return "poison";
      if (truth.value !== branch) return false;
    }
    return true;
  };
  const find = (name: string): Binding | undefined => {
    for (const entry of plan.byName.get(name) ?? []) {
      const stands = standing(entry);
      if (stands === false) continue;
      const index = entry.declares.findIndex((each) => keyOf(each) === name);
      return bindingOf(entry, index, stands === true ? () => meaningOf(entry) : () => poison);
    }
    return undefined;
  };
  const scope: Scope = {
    parent: around.scope,
    find,
    names: () => [...plan.byName.keys()].filter((name) => !name.endsWith("'")),
    hidden: (name) => plan.byName.get(name)?.[0]?.declares[0]?.span,
  };
  const place: Place = { ...around, scope };
  return { place, exists: (entry) => standing(entry) === true, meaningOf };
}

function labelled(place: Place, entry: Entry): Place {
  const [name] = entry.declares;
  return name ? { ...place, label: name.text } : place;
}

function titleOf(entry: Entry) {
  const [name] = entry.declares;
  if (name) return { name: keyOf(name), span: name.span };
  return { name: entry.statement.kind, span: entry.statement.span };
}

function bindingOf(entry: Entry, index: number, meaning: () => Meaning): Binding {
  const { statement, declares } = entry;
  const name = declares[index]!;
  const several = declares.length > 1;
  return {
    name: keyOf(name),
    what: statement.kind === "next" ? "next value" : statement.kind,
    span: name.span,
    mayBeLayer: holdsLayer(statement),
    meaning: several ? () => itemAt(meaning(), index) : meaning,
  };
}

function itemAt(meaning: Meaning, index: number): Meaning {
  return meaning.kind === "poison" ? poison : (itemsOf(meaning)[index] ?? poison);
}

/** Only what is written like a layer is looked at as one: `mean = mean(x)` is no cycle. */
function holdsLayer(statement: ast.Statement): boolean {
  if (statement.kind === "shared") return true;
  if (statement.kind !== "const" && statement.kind !== "value") return false;
  return ["block", "reference", "conditional", "index"].includes(statement.value.kind);
}

function elaborate(
  e: Elaboration,
  { statement, port }: Entry,
  place: Place,
  kind: BodyKind,
  host: Host,
): Meaning {
  switch (statement.kind) {
    case "input":
    case "target":
      return port && host.port ? host.port(statement, port, place) : poison;
    case "param":
    case "buffer":
      return kind === "optimizer" ? poison : declareOwned(e, statement, place);
    case "state":
      return host.state ? host.state(statement, place) : poison;
    case "value":
      return evaluateNamed(e, statement.names, statement.value, place);
    case "output":
      return evaluateOutput(e, statement, place);
    case "loss":
    case "metric":
      return evaluateObjective(e, statement, place);
    case "next":
      return host.next?.(statement, place) ?? declareNext(e, statement, place);
    case "const":
      return evaluateConst(e, statement, place);
    case "require":
      return checkRequirement(e, statement, place);
    case "shared":
      return declareShared(e, statement, place);
    case "return":
      return e.evaluateAll(statement.value, place);
    case "scan":
      return evaluateScan(e, statement, place);
    case "emit":
      return evaluateEmit(e, statement, place);
    case "train":
      return known(undefined);
  }
}

function evaluateEmit(e: Elaboration, { name, value }: ast.EmitStatement, place: Place): Meaning {
  return e.evaluate(value ?? { kind: "reference", span: name.span, name }, place);
}

function evaluateConst(
  e: Elaboration,
  { name, value }: ast.ConstDeclaration,
  place: Place,
): Meaning {
  const meaning = e.evaluate(value, place);
  if (meaning.kind !== "tensor") {
    if (meaning.kind === "static" && meaning.runtime) {
      const fixed = evaluateStatic(e, value, place, `the const \`${name.text}\``);
      return fixed.kind === "poison" ? poison : known(fixed.value);
    }
    return meaning;
  }
  const message = `a const is known to the compiler, but this is ${describe(meaning)}`;
  const fix = { message: `leave out \`const\`: \`${name.text} = …\` names a tensor` };
  return e.problems.report("NN3001", message, { span: value.span, frame: place.frame }, { fix });
}

function declareShared(e: Elaboration, statement: ast.SharedStatement, place: Place): Meaning {
  const { name, layer, span } = statement;
  const key = keyAt(place, name.span);
  const instance = sharedInstance(place.instance, key, name.text, span, e.tokens);
  const { scope } = place;
  return known({ kind: "shared", name: name.text, instance, layer, scope, span });
}
