/**
 * Concrete syntax → tree: layers being applied. Stages of a pipeline, calls, their arguments, blocks.
 *
 * In a stage the parentheses hold settings; in a call wires, and settings after the `;`.
 */
import type {
  ArgumentCstNode,
  ArgumentListCstNode,
  BlockCstNode,
  CallArgumentsCstNode,
  PathCstNode,
  StageCstNode,
} from "../../../grammar/cst.generated.ts";
import type { IToken } from "chevrotain";
import type { Span } from "../../diagnostics/source.ts";
import type { Argument, Block, Call, Expression, Member, Reference, Stage } from "../ast.ts";
import { insertAt, replaceWith } from "../problems.ts";
import { readExpression } from "./expressions.ts";
import { only, readDeclaredName, readName, spanOf, type Reader } from "./reader.ts";

/** `enc.dense1.W`: a name, or a path of names. */
export function readPath(reader: Reader, node: PathCstNode): Reference | Member {
  const [first, ...others] = node.children.Name.map((token) => readName(reader, token));
  let path: Reference | Member = { kind: "reference", span: first!.span, name: first! };
  for (const name of others) {
    const span: Span = { ...name.span, start: path.span.start };
    path = { kind: "member", span, value: path, name };
  }
  return path;
}

export function readStage(reader: Reader, node: StageCstNode): Stage {
  const { path, callArguments, block } = node.children;
  return {
    kind: "stage",
    span: spanOf(reader, node),
    layer: readPath(reader, only(path)),
    settings: callArguments ? readStageSettings(reader, only(callArguments)) : [],
    block: block && readBlock(reader, only(block)),
  };
}

function readStageSettings(reader: Reader, node: CallArgumentsCstNode): readonly Argument[] {
  const { before, Semicolon, after } = node.children;
  const settings = readArguments(reader, Semicolon ? after : before);
  checkOrder(reader, settings);
  if (!Semicolon) return settings;
  const message = "here the parentheses hold settings only; the wires come along the arrow";
  const span = spanOf(reader, only(Semicolon));
  const fix = { message: "leave out the wires and the `;`" };
  reader.report("NN1015", message, span, { fix });
  if (before === undefined || settings.length === 0) return settings;
  // What stands before may have been settings: with them the layer has whatever it needs.
  const lost: Argument = {
    span,
    name: undefined,
    value: { kind: "unreadable", span },
    spread: false,
  };
  return [...settings, lost];
}

/** The settings of `test "…" of Bert(layers = 1)`: as they stand in the model's head, or as in a call. */
export function readTestSettings(reader: Reader, node: CallArgumentsCstNode): readonly Argument[] {
  const { before, after } = node.children;
  const settings = [before, after].flatMap((list) => readArguments(reader, list, { equals: true }));
  checkOrder(reader, settings);
  return settings;
}

export function readCall(
  reader: Reader,
  layer: Expression,
  span: Span,
  node: CallArgumentsCstNode,
  block: BlockCstNode | undefined,
): Expression {
  if (layer.kind !== "reference" && layer.kind !== "member") {
    const message = "only the name of a layer can be applied";
    const isCall = layer.kind === "call";
    const text = reader.source.text.slice(layer.span.start, layer.span.end);
    const help = isCall
      ? `what a layer is applied to comes along the arrow: \`x -> ${text}\``
      : "if a new line was meant to start something else, name it there";
    const at = spanOf(reader, only(node.children.LeftParenthesis));
    reader.report("NN1019", message, at, { fix: { message: help } });
    return isCall ? { kind: "unreadable", span } : layer;
  }
  const { before, Semicolon, after } = node.children;
  const first = readArguments(reader, before);
  const misplaced = first.filter((argument) => argument.name);
  const settings = [...misplaced, ...readArguments(reader, after)];
  if (misplaced.length > 0) reportSettingAmongWires(reader, first, Semicolon !== undefined);
  checkOrder(reader, settings);
  const call: Call = {
    kind: "call",
    span,
    layer,
    wires: first.filter((argument) => !argument.name),
    settings: Semicolon || misplaced.length > 0 ? settings : undefined,
    block: block && readBlock(reader, block),
  };
  return call;
}

/** `sum(x, axis: 0)`: the comma before the first setting should be a `;`. */
function reportSettingAmongWires(
  reader: Reader,
  wires: readonly Argument[],
  hasSemicolon: boolean,
): void {
  const at = wires.findIndex((argument) => argument.name);
  const setting = wires[at]!;
  const gapStart = wires[at - 1]?.span.end;
  const gap = { ...setting.span, start: gapStart ?? setting.span.start, end: setting.span.start };
  const message = `the setting \`${setting.name!.text}\` stands among the wires: settings come after \`;\``;
  const fix =
    gapStart === undefined
      ? insertAt(gap, gap.end, "; ", "write a `;` before it")
      : replaceWith(gap, "; ", "write `;` instead of `,`");
  reader.report("NN1010", message, setting.span, {
    fix: hasSemicolon ? { message: "move it behind the `;`" } : fix,
  });
}

/** `equals`: a setting may be written with `=`, as where it is declared. */
function readArguments(
  reader: Reader,
  list: readonly ArgumentListCstNode[] | undefined,
  { equals = false } = {},
): Argument[] {
  return (list?.[0]?.children.argument ?? []).map((node) => {
    const { Equals } = node.children;
    if (Equals && !equals) reportEquals(reader, node, only(Equals));
    return readArgument(reader, node);
  });
}

function readArgument(reader: Reader, node: ArgumentCstNode): Argument {
  const { Name, item } = node.children;
  const { Ellipsis, expression } = only(item).children;
  return {
    span: spanOf(reader, node),
    name: Name && readName(reader, only(Name)),
    value: readExpression(reader, only(expression)),
    spread: Ellipsis !== undefined,
  };
}

function reportEquals(reader: Reader, { children }: ArgumentCstNode, equals: IToken): void {
  const name = only(children.Name);
  const message = `the setting \`${name.image}\` is given with \`:\`, not with \`=\``;
  const fix = replaceWith(spanOf(reader, name, equals), `${name.image}:`);
  reader.report("NN1011", message, spanOf(reader, equals), { fix });
}

function checkOrder(reader: Reader, settings: readonly Argument[]): void {
  const firstNamed = settings.find((setting) => setting.name);
  const late = settings.find(
    (setting) => !setting.name && firstNamed && setting.span.start > firstNamed.span.start,
  );
  if (!late || !firstNamed) return;
  const related = [{ span: firstNamed.span, message: "the first named setting" }];
  const message = "a setting without a name stands behind one with a name";
  const fix = { message: "name it, or move it to the front" };
  reader.report("NN1016", message, late.span, { related, fix });
}

export function readBlock(reader: Reader, node: BlockCstNode): Block {
  const { Name, blockPipeline = [] } = node.children;
  const span: Span = spanOf(reader, node);
  if (blockPipeline.length === 0) {
    const fix = { message: "for a layer that changes nothing, write `{ identity }`" };
    reader.report("NN1020", "this block holds no layer", span, { fix });
  }
  return {
    kind: "block",
    span,
    index: Name && readDeclaredName(reader, only(Name)),
    pipelines: blockPipeline.map(({ children }) =>
      children.stage.map((stage) => readStage(reader, stage)),
    ),
  };
}
