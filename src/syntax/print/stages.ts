/** Tree → text: layers being applied. Stages, calls, their arguments, blocks. */
import type { Argument, Block, Call, Stage } from "../ast.ts";
import { printExpression, printName } from "./expressions.ts";
import {
  group,
  hardLine,
  indent,
  join,
  line,
  orSemicolon,
  softLine,
  type Layout,
} from "./layout.ts";
import { printSequence } from "./sequence.ts";
import type { Written } from "./written.ts";

export function printStage(written: Written, { layer, settings, block, span }: Stage): Layout {
  const end = block ? block.span.start : span.end;
  return [
    printExpression(written, layer),
    settings.length > 0 ? printArguments(written, [settings], end) : "",
    block ? [" ", written.before(block.span), printBlock(written, block)] : "",
  ];
}

export function printCall(written: Written, { layer, wires, settings, block, span }: Call): Layout {
  const end = block ? block.span.start : span.end;
  return [
    printExpression(written, layer),
    printArguments(written, settings ? [wires, settings] : [wires], end),
    block ? [" ", written.before(block.span), printBlock(written, block)] : "",
  ];
}

/** Lists in parentheses, a `;` between them. */
export function printArguments(
  written: Written,
  lists: readonly (readonly Argument[])[],
  end: number,
  sign: ": " | " = " = ": ",
): Layout {
  const inside = lists.map((list) => list.map((each) => printArgument(written, each, sign)));
  return parenthesized(inside, written.atEnd({ end }));
}

export function parenthesized(lists: readonly (readonly Layout[])[], comments: Layout): Layout {
  const [first = [], second] = lists.map((list) => join(list, [",", line]));
  const isEmpty = (list: Layout) => Array.isArray(list) && list.length === 0;
  const gap = second === undefined ? "" : [";", isEmpty(second) ? "" : line, second];
  const inside = [first, gap, comments];
  return group(["(", indent(softLine, inside), softLine, ")"]);
}

function printArgument(written: Written, argument: Argument, sign: string): Layout {
  const { name, spread, value, span } = argument;
  const label = name ? [printName(name), sign] : "";
  return [written.before(span), label, spread ? "..." : "", printExpression(written, value)];
}

/** On several lines if it was written so or holds comments, otherwise on one if there is room. */
export function printBlock(written: Written, { index, pipelines, span }: Block): Layout {
  const head = index ? [" ", written.before(index.span), printName(index), " =>"] : "";
  const start = index ? index.span.end : span.start + 1;
  const end = Math.max(span.end - 1, start);
  const items = pipelines.map((stages) => ({
    span: { start: stages[0]!.span.start, end: stages.at(-1)!.span.end },
    print: () => printBlockPipeline(written, stages),
  }));
  const breaks = written.hasBreak(start, items[0]?.span.start ?? end);
  const broken = breaks || written.peek(end) !== undefined;
  const opening = written.onLine(start, end);
  const inside = printSequence(written, items, {
    start,
    end,
    separator: broken ? hardLine : orSemicolon,
  });
  const isEmpty = inside.length === 0;
  return group(["{", head, opening, isEmpty ? "" : [indent(line, inside), line], "}"], { broken });
}

function printBlockPipeline(written: Written, stages: Block["pipelines"][number]): Layout {
  return stages.map((stage, at) => {
    const before = stages[at - 1];
    return before ? printArrow(written, before.span.end, stage) : printStage(written, stage);
  });
}

/** `-> stage`, on a new line if it was written there or there is no room. */
export function printArrow(written: Written, from: number, stage: Stage): Layout {
  const broken = written.hasBreak(from, stage.span.start);
  const comments = written.before(stage.span);
  return group([line, comments, "-> ", printStage(written, stage)], { broken, hanging: true });
}
