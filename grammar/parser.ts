/**
 * The grammar of `.nn`, rule by rule, in the order of docs/language.md.
 *
 * A pure grammar: it accepts somewhat more than the language (a setting where a wire belongs, chained
 * comparisons) so that `src/syntax/tree/` can say what is wrong in better words than "unexpected token".
 * It stops at the first error; `src/syntax/recovery.ts` cuts the broken statement out and comes back.
 * Chevrotain's own recovery is off: any name may start a statement, so it would go on in the middle of
 * one. Error messages are names of tokens, for `src/syntax/syntaxErrors.ts` to put into words.
 */
import {
  CstParser,
  type IParserErrorMessageProvider,
  type IToken,
  type TokenType,
} from "chevrotain";
import * as t from "./tokens.ts";

const expectedTokens: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected }) => expected.name,
  buildNotAllInputParsedMessage: () => "",
  buildNoViableAltMessage: () => "",
  buildEarlyExitMessage: () => "",
};

export class NnParser extends CstParser {
  /** First tokens of the declarations and statements being read, the outermost first. What an error leaves here is broken. */
  readonly unfinished: IToken[] = [];
  /** First token of the declaration or statement that was read last. */
  lastFinished: IToken | undefined = undefined;

  /** `checkGrammar` looks for ambiguities: in tests, as it doubles the time to start. */
  constructor({ checkGrammar = false } = {}) {
    super(t.tokens, {
      nodeLocationTracking: "full",
      recoveryEnabled: false,
      maxLookahead: 2,
      errorMessageProvider: expectedTokens,
      skipValidations: !checkGrammar,
    });
    this.performSelfAnalysis();
  }

  // ── declarations ────────────────────────────────────────────────────────────────────────────────

  readonly file = this.RULE("file", () => {
    this.ACTION(() => {
      this.unfinished.length = 0;
      this.lastFinished = undefined;
    });
    this.MANY(() => {
      this.OR([
        { ALT: () => this.SUBRULE(this.declaration) },
        { ALT: () => this.CONSUME(t.Semicolon) },
      ]);
    });
  });

  readonly declaration = this.RULE("declaration", () => {
    this.begin();
    this.OR([
      { ALT: () => this.SUBRULE(this.importDeclaration) },
      { ALT: () => this.SUBRULE(this.constDeclaration) },
      { ALT: () => this.SUBRULE(this.layerDeclaration) },
      { ALT: () => this.SUBRULE(this.modelDeclaration) },
      { ALT: () => this.SUBRULE(this.optimizerDeclaration) },
      { ALT: () => this.SUBRULE(this.testDeclaration) },
    ]);
    this.end();
  });

  readonly importDeclaration = this.RULE("importDeclaration", () => {
    this.CONSUME(t.Import);
    this.CONSUME(t.LeftBrace);
    this.CONSUME(t.Name);
    this.MANY(() => {
      this.CONSUME(t.Comma);
      this.CONSUME2(t.Name);
    });
    this.OPTION(() => this.CONSUME2(t.Comma));
    this.CONSUME(t.RightBrace);
    this.CONSUME(t.From);
    this.CONSUME(t.StringLiteral);
  });

  readonly constDeclaration = this.RULE("constDeclaration", () => {
    this.CONSUME(t.Const);
    this.CONSUME(t.Name);
    this.CONSUME(t.Equals);
    this.SUBRULE(this.expression);
  });

  readonly layerDeclaration = this.RULE("layerDeclaration", () => {
    this.CONSUME(t.Layer);
    this.CONSUME(t.Name);
    this.SUBRULE(this.parameters);
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.Equals);
          this.SUBRULE(this.expression);
        },
      },
      { ALT: () => this.SUBRULE(this.body) },
    ]);
  });

  readonly modelDeclaration = this.RULE("modelDeclaration", () => {
    this.CONSUME(t.Model);
    this.CONSUME(t.Name);
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.Equals);
          this.SUBRULE(this.stage);
        },
      },
      {
        ALT: () => {
          this.OPTION(() => this.SUBRULE(this.parameters));
          this.SUBRULE(this.body);
        },
      },
    ]);
  });

  readonly optimizerDeclaration = this.RULE("optimizerDeclaration", () => {
    this.CONSUME(t.Optimizer);
    this.CONSUME(t.Name);
    this.SUBRULE(this.parameters);
    this.SUBRULE(this.body);
  });

  /** Wires before the `;`, settings after it. */
  readonly parameters = this.RULE("parameters", () => {
    this.CONSUME(t.LeftParenthesis);
    this.OPTION(() => this.SUBRULE(this.parameterList, { LABEL: "wires" }));
    this.OPTION2(() => {
      this.CONSUME(t.Semicolon);
      this.OPTION3(() => this.SUBRULE2(this.parameterList, { LABEL: "settings" }));
    });
    this.CONSUME(t.RightParenthesis);
  });

  readonly parameterList = this.RULE("parameterList", () => {
    this.SUBRULE(this.parameter);
    this.MANY(() => {
      this.CONSUME(t.Comma);
      this.SUBRULE2(this.parameter);
    });
    this.OPTION(() => this.CONSUME2(t.Comma));
  });

  readonly parameter = this.RULE("parameter", () => {
    this.OPTION(() => this.CONSUME(t.Ellipsis));
    this.CONSUME(t.Name);
    this.OPTION2(() => {
      this.CONSUME(t.Colon);
      this.SUBRULE(this.annotation);
    });
    this.OPTION3(() => {
      this.CONSUME(t.Equals);
      this.SUBRULE(this.expression);
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

  // ── statements ──────────────────────────────────────────────────────────────────────────────────

  readonly body = this.RULE("body", () => {
    this.CONSUME(t.LeftBrace);
    this.MANY(() => {
      this.OR([
        { ALT: () => this.SUBRULE(this.statement) },
        { ALT: () => this.CONSUME(t.Semicolon) },
      ]);
    });
    this.CONSUME(t.RightBrace);
  });

  /** A word of the language starts its statement unless `=` or `,` follows: then it is a name that gets a value. */
  readonly statement = this.RULE("statement", () => {
    this.begin();
    this.OR([
      { ALT: () => this.SUBRULE(this.portStatement) },
      { ALT: () => this.SUBRULE(this.paramStatement) },
      { ALT: () => this.SUBRULE(this.outputStatement) },
      { ALT: () => this.SUBRULE(this.objectiveStatement) },
      { ALT: () => this.SUBRULE(this.trainStatement) },
      { ALT: () => this.SUBRULE(this.constDeclaration) },
      { ALT: () => this.SUBRULE(this.requireStatement) },
      { ALT: () => this.SUBRULE(this.ifStatement) },
      { ALT: () => this.SUBRULE(this.sharedStatement) },
      { ALT: () => this.SUBRULE(this.scanStatement) },
      { ALT: () => this.SUBRULE(this.emitStatement) },
      { ALT: () => this.SUBRULE(this.returnStatement) },
      { ALT: () => this.SUBRULE(this.valueStatement) },
    ]);
    this.end();
  });

  readonly portStatement = this.RULE("portStatement", () => {
    this.OR([{ ALT: () => this.CONSUME(t.Input) }, { ALT: () => this.CONSUME(t.Target) }]);
    this.SUBRULE(this.port);
    this.MANY({
      GATE: () => !this.commaEndsList(),
      DEF: () => {
        this.CONSUME(t.Comma);
        this.SUBRULE2(this.port);
      },
    });
    this.OPTION(() => this.CONSUME2(t.Comma));
  });

  readonly port = this.RULE("port", () => {
    this.CONSUME(t.Name);
    this.OPTION(() => {
      this.CONSUME(t.Colon);
      this.SUBRULE(this.annotation);
    });
  });

  readonly paramStatement = this.RULE("paramStatement", () => {
    this.OR([
      { ALT: () => this.CONSUME(t.Param) },
      { ALT: () => this.CONSUME(t.Buffer) },
      { ALT: () => this.CONSUME(t.State) },
    ]);
    this.SUBRULE(this.port);
    this.OPTION(() => {
      this.OR2([
        {
          ALT: () => {
            this.CONSUME(t.Tilde);
            this.SUBRULE(this.stage);
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.Equals);
            this.SUBRULE(this.expression);
          },
        },
      ]);
    });
  });

  readonly outputStatement = this.RULE("outputStatement", () => {
    this.CONSUME(t.Output);
    this.SUBRULE(this.names);
    this.OPTION(() => {
      this.CONSUME(t.Equals);
      this.SUBRULE(this.values);
    });
  });

  readonly objectiveStatement = this.RULE("objectiveStatement", () => {
    this.OR([{ ALT: () => this.CONSUME(t.Loss) }, { ALT: () => this.CONSUME(t.Metric) }]);
    this.OPTION(() => {
      this.CONSUME(t.Name);
      this.CONSUME(t.Equals);
    });
    this.SUBRULE(this.expression);
  });

  readonly trainStatement = this.RULE("trainStatement", () => {
    this.CONSUME(t.Train);
    this.CONSUME(t.LeftBrace);
    this.MANY(() => {
      this.OR([
        { ALT: () => this.SUBRULE(this.trainEntry) },
        { ALT: () => this.CONSUME(t.Semicolon) },
      ]);
    });
    this.CONSUME(t.RightBrace);
  });

  readonly trainEntry = this.RULE("trainEntry", () => {
    this.begin();
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.Optimizer);
          this.SUBRULE(this.stage);
        },
      },
      {
        ALT: () => {
          this.OR2([{ ALT: () => this.CONSUME(t.Batch) }, { ALT: () => this.CONSUME(t.Epochs) }]);
          this.SUBRULE(this.expression);
        },
      },
    ]);
    this.end();
  });

  readonly requireStatement = this.RULE("requireStatement", () => {
    this.CONSUME(t.Require);
    this.SUBRULE(this.expression);
    this.OPTION(() => {
      this.CONSUME(t.Comma);
      this.CONSUME(t.StringLiteral);
    });
  });

  readonly ifStatement = this.RULE("ifStatement", () => {
    this.CONSUME(t.If);
    this.SUBRULE(this.head);
    this.SUBRULE(this.body);
    this.OPTION(() => {
      this.CONSUME(t.Else);
      this.OR([
        { ALT: () => this.SUBRULE(this.ifStatement) },
        { ALT: () => this.SUBRULE2(this.body) },
      ]);
    });
  });

  readonly sharedStatement = this.RULE("sharedStatement", () => {
    this.CONSUME(t.Shared);
    this.CONSUME(t.Name);
    this.CONSUME(t.Equals);
    this.OR([{ ALT: () => this.SUBRULE(this.stage) }, { ALT: () => this.SUBRULE(this.block) }]);
  });

  readonly scanStatement = this.RULE("scanStatement", () => {
    this.CONSUME(t.Scan);
    this.SUBRULE(this.names);
    this.CONSUME(t.Over);
    this.SUBRULE(this.head);
    this.MANY(() => {
      this.CONSUME(t.Comma);
      this.SUBRULE2(this.head);
    });
    this.SUBRULE(this.body);
  });

  readonly emitStatement = this.RULE("emitStatement", () => {
    this.CONSUME(t.Emit);
    this.CONSUME(t.Name);
    this.OPTION(() => {
      this.CONSUME(t.Equals);
      this.SUBRULE(this.expression);
    });
  });

  readonly returnStatement = this.RULE("returnStatement", () => {
    this.CONSUME(t.Return);
    this.SUBRULE(this.values);
  });

  /** `h = …`, `i, f = …`, and the next value `w' = …`. */
  readonly valueStatement = this.RULE("valueStatement", () => {
    this.SUBRULE(this.names);
    this.CONSUME(t.Equals);
    this.SUBRULE(this.values);
  });

  readonly names = this.RULE("names", () => {
    this.CONSUME(t.Name);
    this.MANY(() => {
      this.CONSUME(t.Comma);
      this.CONSUME2(t.Name);
    });
  });

  readonly values = this.RULE("values", () => {
    this.SUBRULE(this.expression);
    this.MANY({
      GATE: () => !this.commaEndsList(),
      DEF: () => {
        this.CONSUME(t.Comma);
        this.SUBRULE2(this.expression);
      },
    });
    this.OPTION({ GATE: () => !this.commaJoinsStatements(), DEF: () => this.CONSUME2(t.Comma) });
  });

  // ── tests ───────────────────────────────────────────────────────────────────────────────────────

  readonly testDeclaration = this.RULE("testDeclaration", () => {
    this.CONSUME(t.Test);
    this.CONSUME(t.StringLiteral);
    this.CONSUME(t.Of);
    this.CONSUME(t.Name);
    this.OPTION(() => this.SUBRULE(this.callArguments));
    this.CONSUME(t.LeftBrace);
    this.MANY(() => {
      this.OR([
        { ALT: () => this.SUBRULE(this.testStatement) },
        { ALT: () => this.CONSUME(t.Semicolon) },
      ]);
    });
    this.CONSUME(t.RightBrace);
  });

  readonly testStatement = this.RULE("testStatement", () => {
    this.begin();
    this.OR([{ ALT: () => this.SUBRULE(this.given) }, { ALT: () => this.SUBRULE(this.expect) }]);
    this.end();
  });

  readonly given = this.RULE("given", () => {
    this.CONSUME(t.Given);
    this.SUBRULE(this.assignment);
    this.MANY({
      GATE: () => !this.commaEndsTestList(),
      DEF: () => {
        this.CONSUME(t.Comma);
        this.SUBRULE2(this.assignment);
      },
    });
    this.OPTION(() => this.CONSUME2(t.Comma));
  });

  readonly assignment = this.RULE("assignment", () => {
    this.SUBRULE(this.path);
    this.CONSUME(t.Equals);
    this.SUBRULE(this.expression);
  });

  readonly expect = this.RULE("expect", () => {
    this.CONSUME(t.Expect);
    this.SUBRULE(this.claim);
    this.MANY({
      GATE: () => !this.commaEndsTestList(),
      DEF: () => {
        this.CONSUME(t.Comma);
        this.SUBRULE2(this.claim);
      },
    });
    this.OPTION(() => this.CONSUME2(t.Comma));
  });

  /** `a == 1 within 0.1 and b == 2 within 0.2`: each `within` belongs to the comparison before it. */
  readonly claim = this.RULE("claim", () => {
    this.SUBRULE(this.expression);
    this.MANY(() => {
      this.CONSUME(t.Within);
      this.SUBRULE(this.operation);
    });
  });

  // ── expressions ─────────────────────────────────────────────────────────────────────────────────

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
    this.SUBRULE(this.expression);
    this.MANY(() => {
      this.CONSUME(t.Comma);
      this.SUBRULE2(this.expression);
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

  // ── looking ahead ───────────────────────────────────────────────────────────────────────────────

  private begin(): void {
    this.ACTION(() => void this.unfinished.push(this.LA(1)));
  }

  private end(): void {
    this.ACTION(() => void (this.lastFinished = this.unfinished.pop()));
  }

  /** A list without brackets ends at a trailing comma: is the comma ahead one? */
  private commaEndsList(): boolean {
    return this.commaJoinsStatements() || this.wordStarts(2);
  }

  /** `a = x, b = y`: what follows the comma is a statement of its own. */
  private commaJoinsStatements(): boolean {
    return this.LA(3).tokenType === t.Equals;
  }

  private commaEndsTestList(): boolean {
    const next = this.LA(2).tokenType;
    if (next !== t.Given && next !== t.Expect) return false;
    const after = this.LA(3).tokenType;
    return after === t.Minus || after === t.LeftParenthesis || !continuesName(after);
  }

  /** `y = x +` and `output z = 3` on the next line: the operand is missing, `output` is not it. */
  private statementStarts(): boolean {
    return this.LA(1).startLine !== this.LA(0).startLine && this.wordStarts(1);
  }

  /** A statement's word with a name behind it on the same line. */
  private wordStarts(ahead: number): boolean {
    const word = this.LA(ahead);
    const next = this.LA(ahead + 1);
    return (
      word.tokenType.CATEGORIES!.includes(t.StatementWord) &&
      next.tokenType.CATEGORIES!.includes(t.Name) &&
      next.startLine === word.startLine
    );
  }
}

function continuesName(type: TokenType): boolean {
  return (
    type.CATEGORIES!.includes(t.Operator) ||
    [t.Dot, t.LeftBracket, t.Arrow, t.Comma, t.Within, t.Equals, t.RightBrace].includes(type)
  );
}
