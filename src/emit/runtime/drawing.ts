import { drawBits, normalOf, truncatedNormalOf, uniformOf } from "../../draws.ts";

export function drawUniform(key: number, place: number, sample: number, element: number): number {
  return uniformOf(drawBits(key, place, sample, element));
}

export function drawNormal(key: number, place: number, sample: number, element: number): number {
  return normalOf(drawBits(key, place, sample, element));
}

export function drawTruncatedNormal(
  key: number,
  place: number,
  sample: number,
  element: number,
): number {
  return truncatedNormalOf(drawBits(key, place, sample, element));
}
