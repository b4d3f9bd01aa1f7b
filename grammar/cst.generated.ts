// Written by src/generate/cstTypes.ts from grammar/parser.ts. Do not edit.
import type { CstNode, IToken } from "chevrotain";

export interface ExpressionCstNode extends CstNode {
  name: "expression";
  children: ExpressionCstChildren;
}

export type ExpressionCstChildren = {
  conditional?: ConditionalCstNode[];
  pipeline?: PipelineCstNode[];
};

export interface ConditionalCstNode extends CstNode {
  name: "conditional";
  children: ConditionalCstChildren;
}

export type ConditionalCstChildren = {
  If: IToken[];
  head: HeadCstNode[];
  Then: IToken[];
  consequent: ExpressionCstNode[];
  Else: IToken[];
  alternative: ExpressionCstNode[];
};

export interface PipelineCstNode extends CstNode {
  name: "pipeline";
  children: PipelineCstChildren;
}

export type PipelineCstChildren = {
  operation: OperationCstNode[];
  Arrow?: IToken[];
  stage?: StageCstNode[];
};

export interface StageCstNode extends CstNode {
  name: "stage";
  children: StageCstChildren;
}

export type StageCstChildren = {
  path: PathCstNode[];
  callArguments?: CallArgumentsCstNode[];
  block?: BlockCstNode[];
};

export interface PathCstNode extends CstNode {
  name: "path";
  children: PathCstChildren;
}

export type PathCstChildren = {
  Name: IToken[];
  Dot?: IToken[];
};

export interface HeadCstNode extends CstNode {
  name: "head";
  children: HeadCstChildren;
}

export type HeadCstChildren = {
  operation: OperationCstNode[];
};

export interface OperationCstNode extends CstNode {
  name: "operation";
  children: OperationCstChildren;
}

export type OperationCstChildren = {
  operand: OperandCstNode[];
  Operator?: IToken[];
};

export interface OperandCstNode extends CstNode {
  name: "operand";
  children: OperandCstChildren;
}

export type OperandCstChildren = {
  Prefix?: IToken[];
  Name?: IToken[];
  NumberLiteral?: IToken[];
  StringLiteral?: IToken[];
  True?: IToken[];
  False?: IToken[];
  None?: IToken[];
  tuple?: TupleCstNode[];
  list?: ListCstNode[];
  block?: BlockCstNode[];
  suffix?: SuffixCstNode[];
};

export interface SuffixCstNode extends CstNode {
  name: "suffix";
  children: SuffixCstChildren;
}

export type SuffixCstChildren = {
  callArguments?: CallArgumentsCstNode[];
  block?: BlockCstNode[];
  subscripts?: SubscriptsCstNode[];
  Dot?: IToken[];
  Name?: IToken[];
};

export interface TupleCstNode extends CstNode {
  name: "tuple";
  children: TupleCstChildren;
}

export type TupleCstChildren = {
  LeftParenthesis: IToken[];
  item: ItemCstNode[];
  Comma?: IToken[];
  RightParenthesis: IToken[];
};

export interface ListCstNode extends CstNode {
  name: "list";
  children: ListCstChildren;
}

export type ListCstChildren = {
  LeftBracket: IToken[];
  item?: ItemCstNode[];
  Comma?: IToken[];
  RightBracket: IToken[];
};

export interface ItemCstNode extends CstNode {
  name: "item";
  children: ItemCstChildren;
}

export type ItemCstChildren = {
  Ellipsis?: IToken[];
  expression: ExpressionCstNode[];
};

export interface CallArgumentsCstNode extends CstNode {
  name: "callArguments";
  children: CallArgumentsCstChildren;
}

export type CallArgumentsCstChildren = {
  LeftParenthesis: IToken[];
  before?: ArgumentListCstNode[];
  Semicolon?: IToken[];
  after?: ArgumentListCstNode[];
  RightParenthesis: IToken[];
};

export interface ArgumentListCstNode extends CstNode {
  name: "argumentList";
  children: ArgumentListCstChildren;
}

export type ArgumentListCstChildren = {
  argument: ArgumentCstNode[];
  Comma?: IToken[];
};

export interface ArgumentCstNode extends CstNode {
  name: "argument";
  children: ArgumentCstChildren;
}

export type ArgumentCstChildren = {
  Name?: IToken[];
  Colon?: IToken[];
  Equals?: IToken[];
  item: ItemCstNode[];
};

export interface SubscriptsCstNode extends CstNode {
  name: "subscripts";
  children: SubscriptsCstChildren;
}

export type SubscriptsCstChildren = {
  LeftBracket: IToken[];
  subscript: SubscriptCstNode[];
  Comma?: IToken[];
  RightBracket: IToken[];
};

export interface SubscriptCstNode extends CstNode {
  name: "subscript";
  children: SubscriptCstChildren;
}

export type SubscriptCstChildren = {
  Ellipsis?: IToken[];
  from?: ExpressionCstNode[];
  sliceRest?: SliceRestCstNode[];
};

export interface SliceRestCstNode extends CstNode {
  name: "sliceRest";
  children: SliceRestCstChildren;
}

export type SliceRestCstChildren = {
  Colon: IToken[];
  to?: ExpressionCstNode[];
  step?: ExpressionCstNode[];
};

export interface BlockCstNode extends CstNode {
  name: "block";
  children: BlockCstChildren;
}

export type BlockCstChildren = {
  LeftBrace: IToken[];
  Name?: IToken[];
  FatArrow?: IToken[];
  blockPipeline?: BlockPipelineCstNode[];
  Semicolon?: IToken[];
  RightBrace: IToken[];
};

export interface BlockPipelineCstNode extends CstNode {
  name: "blockPipeline";
  children: BlockPipelineCstChildren;
}

export type BlockPipelineCstChildren = {
  stage: StageCstNode[];
  Arrow?: IToken[];
};

export interface AnnotationCstNode extends CstNode {
  name: "annotation";
  children: AnnotationCstChildren;
}

export type AnnotationCstChildren = {
  Name?: IToken[];
  shape?: ShapeCstNode[];
};

export interface ShapeCstNode extends CstNode {
  name: "shape";
  children: ShapeCstChildren;
}

export type ShapeCstChildren = {
  LeftBracket: IToken[];
  dimension?: DimensionCstNode[];
  Comma?: IToken[];
  RightBracket: IToken[];
};

export interface DimensionCstNode extends CstNode {
  name: "dimension";
  children: DimensionCstChildren;
}

export type DimensionCstChildren = {
  Ellipsis?: IToken[];
  Name?: IToken[];
  expression?: ExpressionCstNode[];
};

export interface BodyCstNode extends CstNode {
  name: "body";
  children: BodyCstChildren;
}

export type BodyCstChildren = {
  LeftBrace: IToken[];
  statement?: StatementCstNode[];
  Semicolon?: IToken[];
  RightBrace: IToken[];
};

export interface StatementCstNode extends CstNode {
  name: "statement";
  children: StatementCstChildren;
}

export type StatementCstChildren = {
  portStatement?: PortStatementCstNode[];
  paramStatement?: ParamStatementCstNode[];
  outputStatement?: OutputStatementCstNode[];
  objectiveStatement?: ObjectiveStatementCstNode[];
  trainStatement?: TrainStatementCstNode[];
  constDeclaration?: ConstDeclarationCstNode[];
  requireStatement?: RequireStatementCstNode[];
  ifStatement?: IfStatementCstNode[];
  sharedStatement?: SharedStatementCstNode[];
  scanStatement?: ScanStatementCstNode[];
  emitStatement?: EmitStatementCstNode[];
  returnStatement?: ReturnStatementCstNode[];
  valueStatement?: ValueStatementCstNode[];
};

export interface PortStatementCstNode extends CstNode {
  name: "portStatement";
  children: PortStatementCstChildren;
}

export type PortStatementCstChildren = {
  Input?: IToken[];
  Target?: IToken[];
  port: PortCstNode[];
  Comma?: IToken[];
};

export interface PortCstNode extends CstNode {
  name: "port";
  children: PortCstChildren;
}

export type PortCstChildren = {
  Name: IToken[];
  Colon?: IToken[];
  annotation?: AnnotationCstNode[];
};

export interface ParamStatementCstNode extends CstNode {
  name: "paramStatement";
  children: ParamStatementCstChildren;
}

export type ParamStatementCstChildren = {
  Param?: IToken[];
  Buffer?: IToken[];
  State?: IToken[];
  port: PortCstNode[];
  Tilde?: IToken[];
  stage?: StageCstNode[];
  Equals?: IToken[];
  expression?: ExpressionCstNode[];
};

export interface OutputStatementCstNode extends CstNode {
  name: "outputStatement";
  children: OutputStatementCstChildren;
}

export type OutputStatementCstChildren = {
  Output: IToken[];
  names: NamesCstNode[];
  Equals?: IToken[];
  values?: ValuesCstNode[];
};

export interface ObjectiveStatementCstNode extends CstNode {
  name: "objectiveStatement";
  children: ObjectiveStatementCstChildren;
}

export type ObjectiveStatementCstChildren = {
  Loss?: IToken[];
  Metric?: IToken[];
  Name?: IToken[];
  Equals?: IToken[];
  expression: ExpressionCstNode[];
};

export interface TrainStatementCstNode extends CstNode {
  name: "trainStatement";
  children: TrainStatementCstChildren;
}

export type TrainStatementCstChildren = {
  Train: IToken[];
  LeftBrace: IToken[];
  trainEntry?: TrainEntryCstNode[];
  Semicolon?: IToken[];
  RightBrace: IToken[];
};

export interface TrainEntryCstNode extends CstNode {
  name: "trainEntry";
  children: TrainEntryCstChildren;
}

export type TrainEntryCstChildren = {
  Optimizer?: IToken[];
  stage?: StageCstNode[];
  Batch?: IToken[];
  Epochs?: IToken[];
  expression?: ExpressionCstNode[];
};

export interface ConstDeclarationCstNode extends CstNode {
  name: "constDeclaration";
  children: ConstDeclarationCstChildren;
}

export type ConstDeclarationCstChildren = {
  Const: IToken[];
  Name: IToken[];
  Equals: IToken[];
  expression: ExpressionCstNode[];
};

export interface RequireStatementCstNode extends CstNode {
  name: "requireStatement";
  children: RequireStatementCstChildren;
}

export type RequireStatementCstChildren = {
  Require: IToken[];
  expression: ExpressionCstNode[];
  Comma?: IToken[];
  StringLiteral?: IToken[];
};

export interface IfStatementCstNode extends CstNode {
  name: "ifStatement";
  children: IfStatementCstChildren;
}

export type IfStatementCstChildren = {
  If: IToken[];
  head: HeadCstNode[];
  body: BodyCstNode[];
  Else?: IToken[];
  ifStatement?: IfStatementCstNode[];
};

export interface SharedStatementCstNode extends CstNode {
  name: "sharedStatement";
  children: SharedStatementCstChildren;
}

export type SharedStatementCstChildren = {
  Shared: IToken[];
  Name: IToken[];
  Equals: IToken[];
  stage?: StageCstNode[];
  block?: BlockCstNode[];
};

export interface ScanStatementCstNode extends CstNode {
  name: "scanStatement";
  children: ScanStatementCstChildren;
}

export type ScanStatementCstChildren = {
  Scan: IToken[];
  names: NamesCstNode[];
  Over: IToken[];
  head: HeadCstNode[];
  Comma?: IToken[];
  body: BodyCstNode[];
};

export interface EmitStatementCstNode extends CstNode {
  name: "emitStatement";
  children: EmitStatementCstChildren;
}

export type EmitStatementCstChildren = {
  Emit: IToken[];
  Name: IToken[];
  Equals?: IToken[];
  expression?: ExpressionCstNode[];
};

export interface ReturnStatementCstNode extends CstNode {
  name: "returnStatement";
  children: ReturnStatementCstChildren;
}

export type ReturnStatementCstChildren = {
  Return: IToken[];
  values: ValuesCstNode[];
};

export interface ValueStatementCstNode extends CstNode {
  name: "valueStatement";
  children: ValueStatementCstChildren;
}

export type ValueStatementCstChildren = {
  names: NamesCstNode[];
  Equals: IToken[];
  values: ValuesCstNode[];
};

export interface NamesCstNode extends CstNode {
  name: "names";
  children: NamesCstChildren;
}

export type NamesCstChildren = {
  Name: IToken[];
  Comma?: IToken[];
};

export interface ValuesCstNode extends CstNode {
  name: "values";
  children: ValuesCstChildren;
}

export type ValuesCstChildren = {
  item: ItemCstNode[];
  Comma?: IToken[];
};

export interface FileCstNode extends CstNode {
  name: "file";
  children: FileCstChildren;
}

export type FileCstChildren = {
  declaration?: DeclarationCstNode[];
  Semicolon?: IToken[];
};

export interface DeclarationCstNode extends CstNode {
  name: "declaration";
  children: DeclarationCstChildren;
}

export type DeclarationCstChildren = {
  importDeclaration?: ImportDeclarationCstNode[];
  constDeclaration?: ConstDeclarationCstNode[];
  layerDeclaration?: LayerDeclarationCstNode[];
  modelDeclaration?: ModelDeclarationCstNode[];
  optimizerDeclaration?: OptimizerDeclarationCstNode[];
  testDeclaration?: TestDeclarationCstNode[];
};

export interface ImportDeclarationCstNode extends CstNode {
  name: "importDeclaration";
  children: ImportDeclarationCstChildren;
}

export type ImportDeclarationCstChildren = {
  Import: IToken[];
  LeftBrace: IToken[];
  Name: IToken[];
  Comma?: IToken[];
  RightBrace: IToken[];
  From: IToken[];
  StringLiteral: IToken[];
};

export interface LayerDeclarationCstNode extends CstNode {
  name: "layerDeclaration";
  children: LayerDeclarationCstChildren;
}

export type LayerDeclarationCstChildren = {
  Layer: IToken[];
  Name: IToken[];
  parameters: ParametersCstNode[];
  Equals?: IToken[];
  expression?: ExpressionCstNode[];
  body?: BodyCstNode[];
};

export interface ModelDeclarationCstNode extends CstNode {
  name: "modelDeclaration";
  children: ModelDeclarationCstChildren;
}

export type ModelDeclarationCstChildren = {
  Model: IToken[];
  Name: IToken[];
  Equals?: IToken[];
  stage?: StageCstNode[];
  parameters?: ParametersCstNode[];
  body?: BodyCstNode[];
};

export interface OptimizerDeclarationCstNode extends CstNode {
  name: "optimizerDeclaration";
  children: OptimizerDeclarationCstChildren;
}

export type OptimizerDeclarationCstChildren = {
  Optimizer: IToken[];
  Name: IToken[];
  parameters: ParametersCstNode[];
  body: BodyCstNode[];
};

export interface ParametersCstNode extends CstNode {
  name: "parameters";
  children: ParametersCstChildren;
}

export type ParametersCstChildren = {
  LeftParenthesis: IToken[];
  wires?: ParameterListCstNode[];
  Semicolon?: IToken[];
  settings?: ParameterListCstNode[];
  RightParenthesis: IToken[];
};

export interface ParameterListCstNode extends CstNode {
  name: "parameterList";
  children: ParameterListCstChildren;
}

export type ParameterListCstChildren = {
  parameter: ParameterCstNode[];
  Comma?: IToken[];
};

export interface ParameterCstNode extends CstNode {
  name: "parameter";
  children: ParameterCstChildren;
}

export type ParameterCstChildren = {
  Ellipsis?: IToken[];
  Name: IToken[];
  Colon?: IToken[];
  annotation?: AnnotationCstNode[];
  Equals?: IToken[];
  expression?: ExpressionCstNode[];
};

export interface TestDeclarationCstNode extends CstNode {
  name: "testDeclaration";
  children: TestDeclarationCstChildren;
}

export type TestDeclarationCstChildren = {
  Test: IToken[];
  StringLiteral: IToken[];
  Of: IToken[];
  Name: IToken[];
  callArguments?: CallArgumentsCstNode[];
  LeftBrace: IToken[];
  testStatement?: TestStatementCstNode[];
  Semicolon?: IToken[];
  RightBrace: IToken[];
};

export interface TestStatementCstNode extends CstNode {
  name: "testStatement";
  children: TestStatementCstChildren;
}

export type TestStatementCstChildren = {
  given?: GivenCstNode[];
  expect?: ExpectCstNode[];
};

export interface GivenCstNode extends CstNode {
  name: "given";
  children: GivenCstChildren;
}

export type GivenCstChildren = {
  Given: IToken[];
  assignment: AssignmentCstNode[];
  Comma?: IToken[];
};

export interface AssignmentCstNode extends CstNode {
  name: "assignment";
  children: AssignmentCstChildren;
}

export type AssignmentCstChildren = {
  path: PathCstNode[];
  Equals: IToken[];
  expression: ExpressionCstNode[];
};

export interface ExpectCstNode extends CstNode {
  name: "expect";
  children: ExpectCstChildren;
}

export type ExpectCstChildren = {
  Expect: IToken[];
  claim: ClaimCstNode[];
  Comma?: IToken[];
};

export interface ClaimCstNode extends CstNode {
  name: "claim";
  children: ClaimCstChildren;
}

export type ClaimCstChildren = {
  expression: ExpressionCstNode[];
  Within?: IToken[];
  operation?: OperationCstNode[];
};
