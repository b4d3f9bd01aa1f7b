/**
 * What people write by habit from other languages: Python, JavaScript, and the libraries in them.
 *
 * Invariant: looked at only where the parser has stopped, so that no correct program is touched; each case
 * says how the same is written here.
 */
import {
  blockInBlock,
  listOfLayers,
  otherArrow,
  otherConditional,
  sideBySide,
} from "./habits/layers.ts";
import { otherHead, otherImport, testInBody, valueInTest } from "./habits/models.ts";
import { colonForEquals, nameless, shapeOfPort } from "./habits/values.ts";
import { foreignWord, outsideOfTrain } from "./habits/words.ts";
import type { Case } from "./syntaxErrors.ts";

export const habits: readonly Case[] = [
  otherConditional,
  otherArrow,
  listOfLayers,
  blockInBlock,
  shapeOfPort,
  colonForEquals,
  foreignWord,
  outsideOfTrain,
  otherImport,
  otherHead,
  valueInTest,
  testInBody,
  sideBySide,
  nameless,
];
