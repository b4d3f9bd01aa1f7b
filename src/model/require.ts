/**
 * `require c % groups == 0, "groups must divide the {c} input channels"`: a layer refuses in its own words.
 */
import { createSource, type Span } from "../diagnostics/source.ts";
import { collectDiagnostics } from "../diagnostics/diagnostic.ts";
import type * as ast from "../syntax/ast.ts";
import { parse } from "../syntax/parse.ts";
import type { Elaboration } from "./elaboration.ts";
import { formatStatic, known, poison, type Meaning } from "./meaning.ts";
import type { Frame, Place } from "./place.ts";
import { quote } from "./wording.ts";
import { evaluateCondition } from "./statics.ts";
import type { Sources } from "./trace.ts";

export function checkRequirement(
  e: Elaboration,
  { condition, message, span }: ast.RequireStatement,
  place: Place,
): Meaning {
  const truth = evaluateCondition(e, condition, place, "what is required");
  if (truth !== false) return truth ? known(undefined) : poison;
  const text = message
    ? message.value.replaceAll(
        /\{([^{}]*)\}/g,
        (whole, inside: string) => fill(e, inside, place) ?? whole,
      )
    : `${quote(condition.span)} is required`;
  const { frame } = place;
  if (frame === undefined) return e.problems.report("NN2117", text, { span });
  const related = [{ span, message: `\`${frame.layer}\` requires it here` }];
  const applied = {
    span: settingsIn(condition.span, frame, e.problems) ?? frame.span,
    frame: frame.parent,
  };
  return e.problems.report("NN2117", text, applied, { related });
}

/**
 * Where the one setting was given that the condition asks about, beside dimensions and other names. What the
 * prelude itself gives as a number is not what is wrong.
 */
function settingsIn(
  { source, start, end }: Span,
  { settings, span }: Frame,
  { isPrelude }: Sources,
): Span | undefined {
  const names = new Set(source.text.slice(start, end).match(/(?<![\w.])[A-Za-z_]\w*/g));
  const given = [...names].flatMap((name) => settings.get(name) ?? []);
  const suspects = isPrelude(span.source) ? given.filter(namesSomething) : given;
  return suspects.length === 1 ? suspects[0] : undefined;
}

function namesSomething({ source, start, end }: Span): boolean {
  return /^(\w+:)?\s*[A-Za-z_]/.test(source.text.slice(start, end));
}

/** The value of what stands between braces; undefined where that is no expression. */
function fill(e: Elaboration, text: string, place: Place): string | undefined {
  const found = collectDiagnostics();
  const source = createSource("a message", `const value = ${text}`);
  const [declaration] = parse(source, found).declarations;
  if (found.hasErrors || declaration?.kind !== "const") return undefined;
  const meaning = e.evaluate(declaration.value, place);
  if (meaning.kind !== "static") return undefined;
  const isPlain = typeof meaning.value === "string" && Number.isNaN(Number(meaning.value));
  return isPlain ? String(meaning.value) : formatStatic(meaning.value);
}
