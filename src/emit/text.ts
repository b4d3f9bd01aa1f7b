/**
 * Lines of generated code, laid out as prettier would.
 *
 * Invariant: a line is broken only in the shapes here (parameters, arguments, members), one item a line
 * with a trailing comma, and only when it does not fit; everything else is kept short by who prints it.
 */

/** Prettier's default. */
export const lineWidth = 80;

export interface Lines {
  /** Columns left on a line at this depth. */
  readonly room: number;
  readonly add: (...lines: readonly string[]) => void;
  readonly blank: () => void;
  /** `open {` … `}`. */
  readonly block: (open: string, write: (inside: Lines) => void, close?: string) => void;
  /** `head(a, b)tail`, or an item a line where that does not fit. */
  readonly list: (head: string, items: readonly string[], tail: string) => void;
  /** `head [1, 2]tail`; where that does not fit, as many numbers a line as there is room for. */
  readonly numbers: (head: string, values: readonly number[], tail: string) => void;
  /** The same as the opening of a block. */
  readonly listBlock: (
    head: string,
    items: readonly string[],
    tail: string,
    write: (inside: Lines) => void,
  ) => void;
  /** What is written one level deeper. */
  readonly inside: (write: (inside: Lines) => void) => void;
  /** A JSDoc comment; nothing for undefined. */
  readonly doc: (text: string | undefined) => void;
  readonly text: () => string;
}

export function createLines(indent = 0, into: string[] = []): Lines {
  const space = "  ".repeat(indent);
  const room = lineWidth - space.length;
  const add = (...lines: readonly string[]): void => {
    for (const line of lines) into.push(line === "" ? "" : space + line);
  };
  const blank = (): void => {
    if (into.length > 0 && into.at(-1) !== "" && !into.at(-1)!.endsWith("{")) into.push("");
  };
  const list = (head: string, items: readonly string[], tail: string): void => {
    const flat = `${head}(${items.join(", ")})${tail}`;
    if (flat.length <= room || items.length === 0) return add(flat);
    const [, name, call] = /^(.*?[:=]) (.*)$/.exec(head) ?? [];
    if (name !== undefined && `${head}(`.length > room) {
      add(name);
      return createLines(indent + 1, into).list(call!, items, tail);
    }
    add(`${head}(`, ...items.map((item) => `  ${item},`), `)${tail}`);
  };
  const lines: Lines = {
    room,
    add,
    blank,
    list,
    numbers: (head, values, tail) => {
      const items = values.map(formatNumber);
      const flat = `${head} [${items.join(", ")}]${tail}`;
      if (flat.length <= room) return add(flat);
      // Prettier fills lines with literals of numbers, and with nothing else.
      const isFilled = values.every(Number.isFinite);
      add(
        `${head} [`,
        ...(isFilled ? fillLines(items, room - 2) : items.map((item) => `${item},`)).map(
          (line) => `  ${line}`,
        ),
        `]${tail}`,
      );
    },
    inside: (write) => {
      write(createLines(indent + 1, into));
      if (into.at(-1) === "") into.pop();
    },
    block: (open, write, close = "}") => {
      add(open);
      const start = into.length;
      lines.inside(write);
      if (into.length > start) add(close);
      else into[start - 1] += close;
    },
    listBlock: (head, items, tail, write) => {
      list(head, items, tail);
      lines.inside(write);
      add("}");
    },
    doc: (text) => {
      if (text === undefined || text === "") return;
      const safe = text.replaceAll("*/", "*\\/").split("\n");
      if (safe.length === 1) add(`/** ${safe[0]!.trim()} */`);
      else {
        add("/**");
        for (const line of safe) add(` * ${line}`.trimEnd());
        add(" */");
      }
    },
    text: () => `${into.join("\n").trimEnd()}\n`,
  };
  return lines;
}

/** Items with a comma behind each, as many a line as there is room for. */
function fillLines(items: readonly string[], room: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const item of items) {
    if (line !== "" && `${line} ${item},`.length > room) {
      lines.push(line);
      line = "";
    }
    line += line === "" ? `${item},` : ` ${item},`;
  }
  return line === "" ? lines : [...lines, line];
}

/** A string literal as prettier quotes it, that cannot end early. */
export function quote(text: string): string {
  const json = JSON.stringify(text).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
  const inner = json.slice(1, -1);
  const doubles = text.split('"').length - 1;
  const singles = text.split("'").length - 1;
  return doubles > singles ? `'${inner.replaceAll('\\"', '"').replaceAll("'", "\\'")}'` : json;
}

/** A number as prettier writes it. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value < 0 ? "-Infinity" : "Infinity";
  if (Object.is(value, -0)) return "-0";
  return String(value).replace("e+", "e");
}
