/**
 * Statements that the grammar would take for the layer or the value that is missing before them.
 *
 * Invariant: looks at layout only where a line ends in something that asks for more, and takes no word for a
 * statement that is the name of something in the file.
 */
import { createTokenInstance, type IToken, type TokenType } from "chevrotain";
import * as t from "../../grammar/tokens.ts";
import { isName, isStatementWord, startsLine } from "./starts.ts";

/**
 * `h = x ->`, and below it `loss a = …`: the word stands where a layer or a value might, but the name behind it
 * shows that it starts a statement. A `;` between them lets the parser stop where something is missing.
 */
export function separateStatements(tokens: readonly IToken[]): IToken[] {
  return tokens.flatMap((token, index) => {
    const [joint, next] = [tokens[index - 1], tokens[index + 1]];
    const starts = isStatementWord(token) && startsLine(tokens, index) && isName(next);
    const isNamed = starts && next!.startLine === token.startLine;
    if (!isNamed || !joint || !isJoint(joint) || isDeclared(token.image, tokens)) return [token];
    const { startOffset, startLine, startColumn } = token;
    const [line, column] = [startLine!, startColumn!];
    const end = startOffset - 1;
    // It ends on the line before, so that the name still starts its own.
    const lines = [line, joint.endLine!] as const;
    const between = createTokenInstance(
      ...([t.Semicolon, ";", startOffset, end, ...lines, column, column - 1] as const),
    );
    return [between, token];
  });
}

/** May the word be the name of something in this file? */
function isDeclared(word: string, tokens: readonly IToken[]): boolean {
  const follows = [t.Equals, t.Colon, t.Comma, t.Semicolon, t.RightParenthesis, t.RightBrace];
  return tokens.some(({ image }, index) => {
    const isLayer = tokens[index - 1]?.tokenType === t.Layer;
    const isFollowed = follows.includes(tokens[index + 1]?.tokenType as TokenType);
    return image === word && (isLayer || isFollowed);
  });
}

/** Something must follow it. */
export function isJoint({ tokenType }: IToken): boolean {
  return tokenType === t.Arrow || tokenType.CATEGORIES!.includes(t.Operator);
}
