/**
 * The grammar of `.nn`: declarations and tests, on top of `statements.ts` and `expressions.ts`.
 *
 * Invariant: no actions but keeping track of where statements start. The grammar accepts somewhat more
 * than the language (a setting where a wire belongs, chained comparisons), so that `src/syntax/tree/` can
 * say what is wrong in better words than "unexpected token". It stops at the first error;
 * `src/syntax/recovery.ts` cuts the broken statement out and comes back. Chevrotain's own recovery is
 * off: any name may start a statement, so it would go on in the middle of one. Error messages are names
 * of tokens, which `src/syntax/syntaxErrors.ts` puts into words.
 */
import type { IParserErrorMessageProvider, TokenType } from "chevrotain";
import { StatementRules } from "./statements.ts";
import * as t from "./tokens.ts";

const expectedTokens: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected }) => expected.name,
  buildNotAllInputParsedMessage: () => "",
  buildNoViableAltMessage: () => "",
  buildEarlyExitMessage: () => "",
};

export class NnParser extends StatementRules {
  /** `checkGrammar` looks for ambiguities: in tests, as it doubles the time to start. */
  constructor({ checkGrammar = false } = {}) {
    super({
      nodeLocationTracking: "full",
      recoveryEnabled: false,
      maxLookahead: 2,
      errorMessageProvider: expectedTokens,
      skipValidations: !checkGrammar,
    });
    this.performSelfAnalysis();
  }

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

  /** `expect a == 1,` and `expect b == 2` behind it; but `expect(b)` is a call. */
  private commaEndsTestList(): boolean {
    const word = this.LA(2);
    const next = this.LA(3);
    if (word.tokenType !== t.Given && word.tokenType !== t.Expect) return false;
    const isCall = next.tokenType === t.LeftParenthesis && next.startOffset === word.endOffset! + 1;
    return !isCall && !continuesName(next.tokenType);
  }
}

function continuesName(type: TokenType): boolean {
  return (
    type.CATEGORIES!.includes(t.Operator) ||
    [t.Dot, t.LeftBracket, t.Arrow, t.Comma, t.Within, t.Equals, t.RightBrace].includes(type)
  );
}
