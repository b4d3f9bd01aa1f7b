/**
 * What is said of wires that do not fit the shape that a layer wants.
 *
 * Invariant: the layer and its wires are called as they are declared, shapes are those of one sample, and each
 * comes with where it is from.
 */
import type { Fix } from "../diagnostics/diagnostic.ts";
import type { Span } from "../diagnostics/source.ts";
import type * as ast from "../syntax/ast.ts";
import type { Application, Elaboration } from "./elaboration.ts";
import { whereFrom } from "./shape-problems.ts";
import { shapeOf } from "./tensors.ts";
import { quote } from "./wording.ts";

/** A layer, and what it is applied to. */
export interface Applied {
  readonly e: Elaboration;
  readonly declaration: { readonly name: ast.Name; readonly wires: readonly ast.Wire[] };
  readonly application: Application;
}

export function givenShape({ application, declaration }: Applied, wire: ast.Wire): string {
  const meaning = application.wires[declaration.wires.indexOf(wire)]?.meaning;
  const shape = meaning && shapeOf(meaning);
  return shape ? `[${shape.join(", ")}]` : "another shape";
}

/** Where only one dimension is missing: a single channel, a single step, a vector of one number. */
export function oneMore(
  dimensions: readonly ast.Dimension[],
  shape: readonly number[],
): Fix | undefined {
  const wanted = dimensions.filter(({ kind }) => kind !== "rest").length;
  if (shape.length !== wanted - 1) return undefined;
  return { message: `\`reshape([${[...shape, 1].join(", ")}])\` adds a dimension of 1` };
}

interface ReportDetails {
  /** Another wire that is concerned. */
  readonly other?: string;
  readonly fix?: Fix | undefined;
}

export function reportWire(
  head: Applied,
  wire: ast.Wire,
  message: string,
  { other, fix }: ReportDetails = {},
): void {
  const { application, declaration, e } = head;
  const at = { span: application.span, frame: application.place.frame };
  const concerned = [wire.name.text, ...(other === undefined ? [] : [other])];
  const related = declaration.wires.flatMap((each, index) => {
    const given = application.wires[index];
    if (!concerned.includes(each.name.text) || given?.meaning.kind !== "tensor") return [];
    return whereFrom(e, given, given.meaning.value, application.place);
  });
  const declared = { span: wire.span, message: `\`${declaration.name.text}\` declares it here` };
  e.problems.report("NN4002", message, at, { related: [...related, declared], fix });
}

export function wireSpan({ application, declaration }: Applied, wire: ast.Wire): Span | undefined {
  return application.wires[declaration.wires.indexOf(wire)]?.span;
}

export function titleOf({ declaration }: Applied): string {
  return `\`${declaration.name.text}\``;
}

export function pattern({ span }: ast.Wire): string {
  return quote(span);
}

export function countDimensions(count: number): string {
  return count === 1 ? "one dimension" : `${count} dimensions`;
}
