/**
 * Expressions, from `if then else` down to names; stages, blocks and arguments; annotations, which hold
 * expressions. The bottom layer of the grammar: `statements.ts` and then `parser.ts` build on it.
 */
import { CstParser, type IParserConfig } from "chevrotain";
import * as t from "./tokens.ts";

export class ExpressionRules extends CstParser {
  constructor(config: IParserConfig) {
    super(t.tokens, config);
  }

  readonly expression = this.RULE("expression", () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.conditional) },
      { ALT: () => this.SUBRULE(this.pipeline) },
    ]);
  });

  readonly conditional = this.RULE("conditional", () => {
    this.CONSUME(t.If);
    this.SUBRULE(this.head);
    this.CONSUME(t.Then);
    this.SUBRULE(this.expression, { LABEL: "consequent" });
    this.CONSUME(t.Else);
    this.SUBRULE2(this.expression, { LABEL: "alternative" });
  });

  readonly pipeline = this.RULE("pipeline", () => {
    this.SUBRULE(this.operation);
    this.MANY(() => {
      this.CONSUME(t.Arrow);
      this.SUBRULE(this.stage);
    });
  });

  readonly stage = this.RULE("stage", () => {
    this.SUBRULE(this.path);
    this.OPTION(() => this.SUBRULE(this.callArguments));
    this.OPTION2(() => this.SUBRULE(this.block));
  });

  readonly path = this.RULE("path", () => {
    this.CONSUME(t.Name);
    this.MANY(() => {
      this.CONSUME(t.Dot);
      this.CONSUME2(t.Name);
    });
  });

  /** A condition, or what `scan` walks over: a `{` after it starts a body, not a block. */
  readonly head = this.RULE("head", () => {
    this.SUBRULE(this.operation, { ARGS: [false] });
  });

  /** Operands between operators; `src/syntax/tree/operators.ts` groups them by `precedence`. */
  readonly operation = this.RULE("operation", (blocks: boolean = true) => {
    this.SUBRULE(this.operand, { ARGS: [blocks] });
    this.MANY(() => {
      this.CONSUME(t.Operator);
      this.SUBRULE2(this.operand, { ARGS: [blocks] });
    });
  });

  readonly operand = this.RULE("operand", (blocks: boolean = true) => {
    this.MANY(() => this.CONSUME(t.Prefix));
    this.OR([
      { GATE: () => !this.statementStarts(), ALT: () => this.CONSUME(t.Name) },
      { ALT: () => this.CONSUME(t.NumberLiteral) },
      { ALT: () => this.CONSUME(t.StringLiteral) },
      { ALT: () => this.CONSUME(t.True) },
      { ALT: () => this.CONSUME(t.False) },
      { ALT: () => this.CONSUME(t.None) },
      { ALT: () => this.SUBRULE(this.tuple) },
      { ALT: () => this.SUBRULE(this.list) },
      { GATE: () => blocks, ALT: () => this.SUBRULE(this.block) },
    ]);
    this.MANY2(() => this.SUBRULE(this.suffix, { ARGS: [blocks] }));
  });

  readonly suffix = this.RULE("suffix", (blocks: boolean = true) => {
    this.OR([
      {
        ALT: () => {
          this.SUBRULE(this.callArguments);
          this.OPTION({ GATE: () => blocks, DEF: () => this.SUBRULE(this.block) });
        },
      },
      { ALT: () => this.SUBRULE(this.subscripts) },
      {
        ALT: () => {
          this.CONSUME(t.Dot);
          this.CONSUME(t.Name);
        },
      },
    ]);
  });

  /** Several values, or one in parentheses. */
  readonly tuple = this.RULE("tuple", () => {
    this.CONSUME(t.LeftParenthesis);
    this.SUBRULE(this.item);
    this.MANY(() => {
      this.CONSUME(t.Comma);
      this.SUBRULE2(this.item);
    });
    this.OPTION(() => this.CONSUME2(t.Comma));
    this.CONSUME(t.RightParenthesis);
  });

  readonly list = this.RULE("list", () => {
    this.CONSUME(t.LeftBracket);
    this.OPTION(() => {
      this.SUBRULE(this.item);
      this.MANY(() => {
        this.CONSUME(t.Comma);
        this.SUBRULE2(this.item);
      });
      this.OPTION2(() => this.CONSUME2(t.Comma));
    });
    this.CONSUME(t.RightBracket);
  });

  /** One value, or all of a list or of a layer's variadic wires. */
  readonly item = this.RULE("item", () => {
    this.OPTION(() => this.CONSUME(t.Ellipsis));
    this.SUBRULE(this.expression);
  });

  /** Wires before the `;`, settings after it; in a stage there is no `;` and all are settings. */
  readonly callArguments = this.RULE("callArguments", () => {
    this.CONSUME(t.LeftParenthesis);
    this.OPTION(() => this.SUBRULE(this.argumentList, { LABEL: "before" }));
    this.OPTION2(() => {
      this.CONSUME(t.Semicolon);
      this.OPTION3(() => this.SUBRULE2(this.argumentList, { LABEL: "after" }));
    });
    this.CONSUME(t.RightParenthesis);
  });

  readonly argumentList = this.RULE("argumentList", () => {
    this.SUBRULE(this.argument);
    this.MANY(() => {
      this.CONSUME(t.Comma);
      this.SUBRULE2(this.argument);
    });
    this.OPTION(() => this.CONSUME2(t.Comma));
  });

  readonly argument = this.RULE("argument", () => {
    this.OPTION(() => {
      this.CONSUME(t.Name);
      this.OR([{ ALT: () => this.CONSUME(t.Colon) }, { ALT: () => this.CONSUME(t.Equals) }]);
    });
    this.SUBRULE(this.item);
  });

  readonly subscripts = this.RULE("subscripts", () => {
    this.CONSUME(t.LeftBracket);
    this.SUBRULE(this.subscript);
    this.MANY(() => {
      this.CONSUME(t.Comma);
      this.SUBRULE2(this.subscript);
    });
    this.OPTION(() => this.CONSUME2(t.Comma));
    this.CONSUME(t.RightBracket);
  });

  readonly subscript = this.RULE("subscript", () => {
    this.OR([
      { ALT: () => this.CONSUME(t.Ellipsis) },
      {
        ALT: () => {
          this.SUBRULE(this.expression, { LABEL: "from" });
          this.OPTION(() => this.SUBRULE(this.sliceRest));
        },
      },
      { ALT: () => this.SUBRULE2(this.sliceRest) },
    ]);
  });

  readonly sliceRest = this.RULE("sliceRest", () => {
    this.CONSUME(t.Colon);
    this.OPTION(() => this.SUBRULE(this.expression, { LABEL: "to" }));
    this.OPTION2(() => {
      this.CONSUME2(t.Colon);
      this.OPTION3(() => this.SUBRULE2(this.expression, { LABEL: "step" }));
    });
  });

  /** A layer value: pipelines without a source. */
  readonly block = this.RULE("block", () => {
    this.CONSUME(t.LeftBrace);
    this.OPTION(() => {
      this.CONSUME(t.Name);
      this.CONSUME(t.FatArrow);
    });
    this.MANY(() => {
      this.OR([
        { ALT: () => this.SUBRULE(this.blockPipeline) },
        { ALT: () => this.CONSUME(t.Semicolon) },
      ]);
    });
    this.CONSUME(t.RightBrace);
  });

  readonly blockPipeline = this.RULE("blockPipeline", () => {
    this.SUBRULE(this.stage);
    this.MANY(() => {
      this.CONSUME(t.Arrow);
      this.SUBRULE2(this.stage);
    });
  });

  readonly annotation = this.RULE("annotation", () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.Name);
          this.OPTION(() => this.SUBRULE(this.shape));
        },
      },
      { ALT: () => this.SUBRULE2(this.shape) },
    ]);
  });

  readonly shape = this.RULE("shape", () => {
    this.CONSUME(t.LeftBracket);
    this.OPTION(() => {
      this.SUBRULE(this.dimension);
      this.MANY(() => {
        this.CONSUME(t.Comma);
        this.SUBRULE2(this.dimension);
      });
      this.OPTION2(() => this.CONSUME2(t.Comma));
    });
    this.CONSUME(t.RightBracket);
  });

  readonly dimension = this.RULE("dimension", () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.Ellipsis);
          this.OPTION(() => this.CONSUME(t.Name));
        },
      },
      { ALT: () => this.SUBRULE(this.expression) },
    ]);
  });

  /** `y = x +` and `output z = 3` on the next line: the operand is missing, `output` is not it. */
  private statementStarts(): boolean {
    return this.LA(1).startLine !== this.LA(0).startLine && this.wordStarts(1);
  }

  /** A statement's word with a name behind it on the same line. */
  protected wordStarts(ahead: number): boolean {
    const word = this.LA(ahead);
    const next = this.LA(ahead + 1);
    return (
      word.tokenType.CATEGORIES!.includes(t.StatementWord) &&
      next.tokenType.CATEGORIES!.includes(t.Name) &&
      next.tokenType !== t.Within &&
      next.startLine === word.startLine
    );
  }
}
