/**
 * The statements of a body. The middle layer of the grammar, between `expressions.ts` and `parser.ts`.
 */
import type { IToken } from "chevrotain";
import { ExpressionRules } from "./expressions.ts";
import * as t from "./tokens.ts";

export class StatementRules extends ExpressionRules {
  /** First tokens of the declarations and statements being read, the outermost first. What an error leaves here is broken. */
  readonly unfinished: IToken[] = [];
  /** First token of the declaration or statement that was read last. */
  lastFinished: IToken | undefined = undefined;

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

  readonly constDeclaration = this.RULE("constDeclaration", () => {
    this.CONSUME(t.Const);
    this.CONSUME(t.Name);
    this.CONSUME(t.Equals);
    this.SUBRULE(this.expression);
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
    this.SUBRULE(this.item);
    this.MANY({
      GATE: () => !this.commaEndsList(),
      DEF: () => {
        this.CONSUME(t.Comma);
        this.SUBRULE2(this.item);
      },
    });
    this.OPTION({ GATE: () => !this.commaJoinsStatements(), DEF: () => this.CONSUME2(t.Comma) });
  });

  protected begin(): void {
    this.ACTION(() => void this.unfinished.push(this.LA(1)));
  }

  protected end(): void {
    this.ACTION(() => void (this.lastFinished = this.unfinished.pop()));
  }

  /** A list without brackets ends at a trailing comma: is the comma ahead one? */
  protected commaEndsList(): boolean {
    return this.commaJoinsStatements() || this.wordStarts(2);
  }

  /** `a = x, b = y`: what follows the comma is a statement of its own. */
  private commaJoinsStatements(): boolean {
    return this.LA(3).tokenType === t.Equals;
  }
}
