/**
 * Concrete syntax → tree: what stands in the head of a layer, model or optimizer, and annotations.
 *
 * Wires and settings have one rule in the grammar; what belongs to which is checked here.
 */
import type { CstNode, IToken } from "chevrotain";
import type {
  AnnotationCstNode,
  DimensionCstNode,
  ParameterCstNode,
  ParameterListCstNode,
  ParametersCstNode,
} from "../../../grammar/cst.generated.ts";
import type { Annotation, Dimension, Setting, Wire } from "../ast.ts";
import { replaceWith } from "../problems.ts";
import { readExpression } from "./expressions.ts";
import { only, readDeclaredName, readName, spanOf, type Reader } from "./reader.ts";

export interface Parameters {
  readonly wires: readonly Wire[];
  readonly settings: readonly Setting[];
}

/** Those of a layer or an optimizer. */
export function readParameters(reader: Reader, node: ParametersCstNode): Parameters {
  const before = parametersIn(node.children.wires);
  const misplaced = before.filter((parameter) => parameter.children.Equals);
  const wires = before.filter((parameter) => !parameter.children.Equals);
  const settings = [...misplaced, ...parametersIn(node.children.settings)];
  if (misplaced[0]) reportSettingAmongWires(reader, misplaced[0]);
  return {
    wires: wires.map((wire) => readWire(reader, wire)),
    settings: settings.map((setting) => readSetting(reader, setting)),
  };
}

/** Those of a model: all are settings. */
export function readModelSettings(reader: Reader, node: ParametersCstNode): readonly Setting[] {
  const { wires, settings, Semicolon } = node.children;
  if (Semicolon) {
    const message = "a model has settings only: there is nothing to put before a `;`";
    const fix = {
      message: "leave out the `;`; what the model is given are its `input` statements",
    };
    reader.report("NN1018", message, spanOf(reader, only(Semicolon)), { fix });
  }
  const all = [...parametersIn(wires), ...parametersIn(settings)];
  return all.map((setting) => readSetting(reader, setting));
}

function parametersIn(list: readonly ParameterListCstNode[] | undefined): ParameterCstNode[] {
  return list?.[0]?.children.parameter ?? [];
}

function readWire(reader: Reader, node: ParameterCstNode): Wire {
  const { Ellipsis, Name, annotation } = node.children;
  return {
    span: spanOf(reader, node),
    name: readDeclaredName(reader, only(Name)),
    variadic: Ellipsis !== undefined,
    annotation: annotation && readAnnotation(reader, only(annotation)),
  };
}

function readSetting(reader: Reader, node: ParameterCstNode): Setting {
  const { Ellipsis, Name, annotation, expression } = node.children;
  const shape = (Ellipsis ?? annotation)?.[0];
  if (shape) {
    const message = `the setting \`${only(Name).image}\` is no tensor: it has a default, but no type or shape`;
    const fix = { message: "wires come before the `;`; what a model is given is an `input`" };
    reader.report("NN1018", message, spanOf(reader, shape), { fix });
  }
  const misread = shape && { kind: "unreadable" as const, span: spanOf(reader, shape) };
  return {
    span: spanOf(reader, node),
    name: readDeclaredName(reader, only(Name)),
    defaultValue: expression ? readExpression(reader, only(expression)) : misread,
  };
}

/** `layer dense(x, out = 3)`. The text between the parameters is a comma, which should be a `;`. */
function reportSettingAmongWires(reader: Reader, setting: ParameterCstNode): void {
  const span = spanOf(reader, setting);
  const comma = reader.source.text.lastIndexOf(",", span.start);
  const name = only(setting.children.Name).image;
  const message = `\`${name}\` has a default, so it is a setting: settings come after \`;\``;
  const fix = replaceWith(
    { ...span, start: comma, end: comma + 1 },
    ";",
    "write `;` instead of `,`",
  );
  const onlyHint = { message: "write a `;` before it" };
  const follows = /^,\s*$/.test(reader.source.text.slice(Math.max(comma, 0), span.start));
  reader.report("NN1010", message, span, { fix: follows ? fix : onlyHint });
}

export function readAnnotation(reader: Reader, node: AnnotationCstNode): Annotation {
  const { Name, shape } = node.children;
  const dimensions = shape && (only(shape).children.dimension ?? []);
  return {
    span: spanOf(reader, node),
    type: Name && readName(reader, only(Name)),
    shape: dimensions?.map((dimension) => readDimension(reader, dimension)),
  };
}

function readDimension(reader: Reader, node: DimensionCstNode): Dimension {
  const { Ellipsis, Name, expression } = node.children;
  if (!Ellipsis) return readExpression(reader, only(expression));
  return {
    kind: "rest",
    span: spanOf(reader, node),
    name: Name && readDeclaredName(reader, only(Name)),
  };
}
