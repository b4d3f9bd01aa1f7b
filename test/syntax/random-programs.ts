/**
 * Random texts of the language: every construct of the grammar, tokens apart from what is between them.
 *
 * Invariant: a program is made from a list of numbers and nothing else, small numbers making small ones;
 * so that whoever searches for the smallest program that shows a fault only has to shorten the list.
 */

export type Choose = (options: number) => number;

/** Chooses by the numbers of a list; then always the first, which ends everything soon. */
export function choosing(numbers: readonly number[]): Choose {
  let next = 0;
  return (options) => (numbers[next++] ?? 0) % options;
}

/** Where a `;` may stand, and where a new line or a space usually does. */
export const boundary = "\u0000";

const names = [
  "x",
  "y",
  "W",
  "h",
  "dense",
  "relu",
  "loss",
  "state",
  "batch",
  "input",
  "step",
  "of",
];
const longNames = ["aQuiteLongNameOfALayer", "theOutputOfTheEncoder", "averageOverTheLastSamples"];
const numbers = ["1", "0", "2.5", "1e-3", ".5", "10", "30522"];
const strings = ['"same"', '"a b -> b a"', '"/* no // comment */"', '"q \\" \\\\ \\n"'];
const operators = ["+", "-", "*", "/", "%", "@", "^", "and", "or", "==", "<"];

export function writeProgram(choose: Choose): string[] {
  return new Writer(choose).file();
}

class Writer {
  private readonly choose: Choose;
  private readonly tokens: string[] = [];
  private depth = 0;

  constructor(choose: Choose) {
    this.choose = choose;
  }

  file(): string[] {
    this.several(1, 4, () => this.declaration(), boundary);
    return this.tokens;
  }

  private put(...tokens: readonly string[]): void {
    this.tokens.push(...tokens);
  }

  private maybe(write: () => void): void {
    if (this.choose(3) === 1) write();
  }

  private oneOf(...ways: readonly (() => void)[]): void {
    ways[this.choose(ways.length)]!();
  }

  private pick(texts: readonly string[]): void {
    this.put(texts[this.choose(texts.length)]!);
  }

  private several(least: number, most: number, write: () => void, separator: string): void {
    const count = least + this.choose(most - least + 1);
    for (let at = 0; at < count; at++) {
      if (at > 0) this.put(separator);
      write();
    }
  }

  /** `a, b` in brackets, where a trailing comma is allowed. */
  private list(least: number, most: number, write: () => void): void {
    const before = this.tokens.length;
    this.several(least, most, write, ",");
    if (this.tokens.length > before && this.choose(6) === 5) this.put(",");
  }

  private name(): void {
    this.pick(this.choose(5) === 4 ? longNames : names);
  }

  private declaration(): void {
    this.oneOf(
      () => this.model(),
      () => this.layer(),
      () => {
        this.put("import", "{");
        this.list(1, 8, () => this.name());
        this.put("}", "from", '"./other.nn"');
      },
      () => this.constant(),
      () => {
        this.put("model");
        this.name();
        this.put("=");
        this.stage();
      },
      () => {
        this.put("optimizer");
        this.name();
        this.parameters();
        this.body();
      },
      () => this.test(),
    );
  }

  private constant(): void {
    this.put("const");
    this.name();
    this.put("=");
    this.expression();
  }

  private model(): void {
    this.put("model");
    this.name();
    this.maybe(() => {
      this.put("(");
      this.list(1, 4, () => this.setting());
      this.put(")");
    });
    this.body();
  }

  private layer(): void {
    this.put("layer");
    this.name();
    this.parameters();
    this.oneOf(
      () => {
        this.put("=");
        this.expression();
      },
      () => this.body(),
    );
  }

  private parameters(): void {
    this.put("(");
    this.list(0, 3, () => {
      this.maybe(() => this.put("..."));
      this.name();
      this.maybe(() => this.annotation());
    });
    this.maybe(() => {
      this.put(";");
      this.list(0, 4, () => this.setting());
    });
    this.put(")");
  }

  private setting(): void {
    this.name();
    this.maybe(() => {
      this.put("=");
      this.expression();
    });
  }

  private annotation(): void {
    this.put(":");
    const hasType = this.choose(2) === 1;
    if (hasType) this.pick(["int", "bool", "float"]);
    if (hasType && this.choose(2) === 0) return;
    this.put("[");
    this.list(0, 3, () => {
      this.oneOf(
        () => this.expression(),
        () => this.put("..."),
        () => this.put("...", "lead"),
      );
    });
    this.put("]");
  }

  private test(): void {
    this.put("test");
    this.pick(strings);
    this.put("of");
    this.name();
    this.maybe(() => {
      this.put("(");
      this.list(1, 3, () => {
        this.name();
        this.pick(["=", ":"]);
        this.expression();
      });
      this.put(")");
    });
    this.put("{");
    this.several(0, 3, () => this.testStatement(), boundary);
    this.put("}");
  }

  private testStatement(): void {
    this.oneOf(
      () => {
        this.put("given");
        this.several(1, 4, () => this.given(), ",");
      },
      () => {
        this.put("expect");
        this.several(1, 3, () => this.claim(), ",");
      },
    );
  }

  private given(): void {
    this.path();
    this.put("=");
    this.expression();
  }

  private claim(): void {
    this.operation();
    this.maybe(() => {
      this.put("within");
      this.pick(numbers);
      this.maybe(() => {
        this.put("and");
        this.claim();
      });
    });
  }

  private body(): void {
    this.put("{");
    if (++this.depth < 4) this.several(0, 6, () => this.statement(), boundary);
    this.depth--;
    this.put("}");
  }

  private statement(): void {
    this.oneOf(
      () => this.value(),
      () => {
        this.pick(["input", "target"]);
        this.several(1, 3, () => this.port(), ",");
      },
      () => {
        this.pick(["param", "buffer", "state"]);
        this.port();
        this.oneOf(
          () => undefined,
          () => {
            this.put("~");
            this.stage();
          },
          () => {
            this.put("=");
            this.expression();
          },
        );
      },
      () => {
        this.put("output");
        this.oneOf(
          () => this.name(),
          () => this.value(),
        );
      },
      () => {
        this.pick(["loss", "metric"]);
        this.name();
        this.put("=");
        this.expression();
      },
      () => {
        this.put("loss");
        this.expression();
      },
      () => this.train(),
      () => this.constant(),
      () => {
        this.put("require");
        this.expression();
        this.maybe(() => {
          this.put(",");
          this.pick(strings);
        });
      },
      () => this.choice(),
      () => {
        this.put("shared");
        this.name();
        this.put("=");
        this.oneOf(
          () => this.stage(),
          () => this.block(),
        );
      },
      () => {
        this.put("scan");
        this.several(1, 2, () => this.name(), ",");
        this.put("over");
        this.several(1, 2, () => this.head(), ",");
        this.body();
      },
      () => {
        this.put("emit");
        this.name();
        this.maybe(() => {
          this.put("=");
          this.expression();
        });
      },
      () => {
        this.put("return");
        this.several(1, 3, () => this.expression(), ",");
      },
      () => {
        this.put("W'", "=");
        this.expression();
      },
    );
  }

  private value(): void {
    this.oneOf(
      () => {
        this.name();
        this.put("=");
        this.expression();
      },
      () => {
        this.several(2, 4, () => this.name(), ",");
        this.put("=");
        this.several(1, 3, () => this.expression(), ",");
      },
    );
  }

  private port(): void {
    this.name();
    this.maybe(() => this.annotation());
  }

  private train(): void {
    this.put("train", "{");
    const entries = [
      () => {
        this.put("optimizer");
        this.stage();
      },
      () => {
        this.pick(["batch", "epochs"]);
        this.expression();
      },
    ];
    this.several(0, 3, () => this.oneOf(...entries), boundary);
    this.put("}");
  }

  private choice(): void {
    this.put("if");
    this.head();
    this.body();
    this.maybe(() => {
      this.put("else");
      this.oneOf(
        () => this.body(),
        () => this.choice(),
      );
    });
  }

  private head(): void {
    this.put("(");
    this.operation();
    this.put(")");
  }

  private expression(): void {
    if (++this.depth > 7) this.pick(names);
    else {
      this.oneOf(
        () => this.operation(),
        () => this.pipeline(),
        () => {
          this.put("if");
          this.head();
          this.put("then");
          this.expression();
          this.put("else");
          this.expression();
        },
      );
    }
    this.depth--;
  }

  private pipeline(): void {
    this.oneOf(
      () => this.operand(),
      () => {
        this.put("(");
        this.list(2, 3, () => this.expression());
        this.put(")");
      },
    );
    for (let count = this.choose(6); count >= 0; count--) {
      this.put("->");
      this.stage();
    }
  }

  private stage(): void {
    this.path();
    this.maybe(() => {
      this.put("(");
      this.settings();
      this.put(")");
    });
    this.maybe(() => this.block());
  }

  private path(): void {
    this.several(1, 2, () => this.name(), ".");
  }

  /** Those without a name come first. */
  private settings(): void {
    let isNamed = false;
    this.list(0, 4, () => {
      isNamed ||= this.choose(2) === 1;
      if (isNamed) {
        this.name();
        this.put(":");
      }
      this.expression();
    });
  }

  private block(): void {
    this.put("{");
    if (++this.depth < 5) {
      this.maybe(() => this.put("i", "=>"));
      const pipeline = () => this.several(1, 3, () => this.stage(), "->");
      this.several(1, 3, pipeline, boundary);
    } else this.put("relu");
    this.depth--;
    this.put("}");
  }

  private operation(): void {
    if (++this.depth > 8) this.pick(names);
    else {
      this.maybe(() => this.put("not"));
      this.operand();
      for (let count = this.choose(4); count > 0; count--) {
        this.pick(operators);
        this.operand();
      }
    }
    this.depth--;
  }

  private operand(): void {
    for (let count = this.choose(6); count > 3; count--) this.put("-");
    this.atom();
    for (let count = this.choose(8); count > 5; count--) {
      this.oneOf(
        () => this.put(".", "W"),
        () => this.put("[", "0", "]"),
      );
    }
  }

  private atom(): void {
    this.oneOf(
      () => this.name(),
      () => this.pick(numbers),
      () => {
        this.put("(");
        this.expression();
        this.put(")");
      },
      () => this.call(),
      () => {
        this.name();
        this.put("[");
        this.list(1, 3, () => this.subscript());
        this.put("]");
      },
      () => {
        this.put("[");
        this.list(0, 12, () => {
          this.maybe(() => this.put("..."));
          this.expression();
        });
        this.put("]");
      },
      () => this.pick(["true", "false", "none", ...strings]),
      () => {
        this.put("(");
        this.list(2, 30, () => this.pick(numbers));
        this.put(")");
      },
      () => this.block(),
    );
  }

  private call(): void {
    this.path();
    this.put("(");
    this.list(0, 3, () => this.expression());
    this.maybe(() => {
      this.put(";");
      this.settings();
    });
    this.put(")");
    this.maybe(() => this.block());
  }

  private subscript(): void {
    const part = () => this.maybe(() => this.expression());
    this.oneOf(
      () => this.expression(),
      () => this.put("..."),
      () => {
        part();
        this.put(":");
        part();
        this.maybe(() => {
          this.put(":");
          part();
        });
      },
    );
  }
}

/** The tokens as text, with what may stand between them: spaces, lines, comments of all kinds, `;`. */
export function writeText(tokens: readonly string[], choose: Choose): string {
  let text = "";
  let comments = 0;
  const rare = (options: number) => choose(options * 4) >= options * 4 - 1;

  function comment(): string {
    const id = `c${++comments}`;
    const texts = [
      `/* ${id} */`,
      `// ${id}\n`,
      `/// ${id}\n`,
      `///   ${id}  \n`,
      `/* ${id}\n   more */`,
      `/**\n * ${id}\n     * more */`,
      `// ${id} ${"is quite long and goes on and on ".repeat(choose(4))}\r\n`,
      `////// ${id}\n`,
    ];
    return texts[choose(texts.length)]!;
  }
  function space(usual: string): string {
    const spaces = [" ", "\n", "\n\n", "\r\n", "  \n \t\n\n", "\n  "];
    return spaces[choose(calm) - calm + spaces.length] ?? usual;
  }

  const calm = 6 + choose(60);
  const frequency = 1 + choose(12);
  tokens.forEach((token, index) => {
    const before = tokens[index - 1];
    const isBoundary = token === boundary;
    const joins = before !== undefined && /[\w'.]$/.test(before) && /^[\w.]/.test(token);
    text += space(isBoundary ? "\n" : joins ? " " : choose(2) === 0 ? " " : "");
    if (joins) text += " ";
    while (rare(frequency)) text += space("") + comment() + space(" ");
    if (isBoundary) text += choose(5) === 4 ? ";" : "\n";
    else text += token;
  });
  while (rare(2)) text += space(" ") + comment();
  return text;
}
