/** Tree → layout: layers being applied. Stages, calls, their arguments, blocks. */
import type { Argument, Block, Call, Stage } from "../ast.ts";
import { printExpression, printName } from "./expressions.ts";
import { hanging, join, keptLine, line, softLine, type Layout, type Line } from "./layout.ts";
import { bracketed, emptyInside, printFlatBraces } from "./sequence.ts";

/** `; `, or a new line. */
const orSemicolon: Line = { ...softLine, flat: "; " };

export function printStage({ layer, settings, block }: Stage): Layout {
  return [
    printExpression(layer),
    settings.length > 0 ? printArguments([settings]) : "",
    block ? [" ", printBlock(block)] : "",
  ];
}

export function printCall({ layer, wires, settings, block }: Call): Layout {
  return [
    printExpression(layer),
    printArguments(settings ? [wires, settings] : [wires]),
    block ? [" ", printBlock(block)] : "",
  ];
}

/** Lists in parentheses, a `;` between them. */
export function printArguments(
  lists: readonly (readonly Argument[])[],
  sign: ": " | " = " = ": ",
): Layout {
  return parenthesized(lists.map((list) => list.map((each) => printArgument(each, sign))));
}

export function parenthesized([first = [], second]: readonly (readonly Layout[])[]): Layout {
  if (second === undefined && first.length === 0) return ["(", emptyInside, ")"];
  const gap = second && [";", second.length > 0 ? line : "", join(second, [",", line])];
  return bracketed("(", [join(first, [",", line]), gap ?? ""], ")");
}

function printArgument({ name, spread, value }: Argument, sign: string): Layout {
  return [name ? [printName(name), sign] : "", spread ? "..." : "", printExpression(value)];
}

/** On several lines if it was written so, otherwise on one if there is room. */
export function printBlock({ index, pipelines }: Block): Layout {
  const head = index ? [" ", printName(index), " =>"] : "";
  const items = pipelines.map((stages) => ({ layout: printBlockPipeline(stages) }));
  return printFlatBraces(head, items, orSemicolon);
}

function printBlockPipeline([first, ...others]: readonly Stage[]): Layout {
  return [printStage(first!), others.map(printArrow)];
}

/** `-> stage`, on a new line if it was written there or there is no room. */
export function printArrow(stage: Stage): Layout {
  return hanging(keptLine, "-> ", printStage(stage));
}
