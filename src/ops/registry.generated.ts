/**
 * All ops. Written by `npm run generate` from the files of this folder.
 */
import type { Op, Surface } from "../graph/op.ts";
import { abs } from "./abs.ts";
import { add } from "./add.ts";
import { and } from "./and.ts";
import { argmax } from "./argmax.ts";
import { argmin } from "./argmin.ts";
import { atan } from "./atan.ts";
import { broadcast } from "./broadcast.ts";
import { concat } from "./concat.ts";
import { constant } from "./constant.ts";
import { contract } from "./contract.ts";
import { cos } from "./cos.ts";
import { divide } from "./divide.ts";
import { draw } from "./draw.ts";
import { ensureIndex } from "./ensureIndex.ts";
import { equal } from "./equal.ts";
import { erf } from "./erf.ts";
import { exp } from "./exp.ts";
import { floor } from "./floor.ts";
import { gather } from "./gather.ts";
import { greater } from "./greater.ts";
import { greaterEqual } from "./greaterEqual.ts";
import { less } from "./less.ts";
import { lessEqual } from "./lessEqual.ts";
import { log } from "./log.ts";
import { max } from "./max.ts";
import { maximum } from "./maximum.ts";
import { min } from "./min.ts";
import { minimum } from "./minimum.ts";
import { modulo } from "./modulo.ts";
import { multiply } from "./multiply.ts";
import { negate } from "./negate.ts";
import { not } from "./not.ts";
import { notEqual } from "./notEqual.ts";
import { opaque } from "./opaque.ts";
import { or } from "./or.ts";
import { orthonormalize } from "./orthonormalize.ts";
import { power } from "./power.ts";
import { reshape } from "./reshape.ts";
import { round } from "./round.ts";
import { scan } from "./scan.ts";
import { scatterAdd } from "./scatterAdd.ts";
import { sign } from "./sign.ts";
import { sin } from "./sin.ts";
import { slice } from "./slice.ts";
import { slide } from "./slide.ts";
import { source } from "./source.ts";
import { sqrt } from "./sqrt.ts";
import { stopGradient } from "./stopGradient.ts";
import { subtract } from "./subtract.ts";
import { sum } from "./sum.ts";
import { tanh } from "./tanh.ts";
import { transpose } from "./transpose.ts";
import { unslice } from "./unslice.ts";
import { unslide } from "./unslide.ts";
import { where } from "./where.ts";
import { cumsum } from "./surfaces/cumsum.ts";
import { einsum } from "./surfaces/einsum.ts";
import { normal } from "./surfaces/normal.ts";
import { overlapAdd } from "./surfaces/overlapAdd.ts";
import { pad } from "./surfaces/pad.ts";
import { rearrange } from "./surfaces/rearrange.ts";
import { reverse } from "./surfaces/reverse.ts";
import { roll } from "./surfaces/roll.ts";
import { split } from "./surfaces/split.ts";
import { stack } from "./surfaces/stack.ts";
import { truncatedNormal } from "./surfaces/truncatedNormal.ts";
import { uniform } from "./surfaces/uniform.ts";
import { windows } from "./surfaces/windows.ts";

export const registry: Readonly<Record<string, Op>> = {
  abs,
  add,
  and,
  argmax,
  argmin,
  atan,
  broadcast,
  concat,
  constant,
  contract,
  cos,
  divide,
  draw,
  ensureIndex,
  equal,
  erf,
  exp,
  floor,
  gather,
  greater,
  greaterEqual,
  less,
  lessEqual,
  log,
  max,
  maximum,
  min,
  minimum,
  modulo,
  multiply,
  negate,
  not,
  notEqual,
  opaque,
  or,
  orthonormalize,
  power,
  reshape,
  round,
  scan,
  scatterAdd,
  sign,
  sin,
  slice,
  slide,
  source,
  sqrt,
  stopGradient,
  subtract,
  sum,
  tanh,
  transpose,
  unslice,
  unslide,
  where,
};

export const ops: readonly Op[] = Object.values(registry);

/** Everything primitive that `.nn` can call or write as an operator. */
export const surfaces: readonly Surface[] = [
  ...ops.flatMap((op) => (op.surface === undefined ? [] : [op.surface])),
  cumsum,
  einsum,
  normal,
  overlapAdd,
  pad,
  rearrange,
  reverse,
  roll,
  split,
  stack,
  truncatedNormal,
  uniform,
  windows,
];
