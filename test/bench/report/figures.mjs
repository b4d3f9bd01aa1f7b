// What the raw nanoseconds say. A ratio is formed within a round, where both had the same minute; its
// median over the rounds counts, least and most show how calm the machine was.

import { median } from "../measure.mjs";
import { referenceOperations } from "../reference.mjs";

/** Peer ÷ base, or null where one of them has no figure: { median, least, most }. */
export function ratio({ peers }, name, base) {
  if (!peers[name] || !peers[base]) return null;
  const ratios = peers[name].nanoseconds.map(
    (value, round) => value / peers[base].nanoseconds[round],
  );
  return { median: median(ratios), least: Math.min(...ratios), most: Math.max(...ratios) };
}

/** The median time of a call, or null. */
export const time = ({ peers }, name) => (peers[name] ? median(peers[name].nanoseconds) : null);

/** 10⁹ multiplications or additions a second, of a peer and of the reference loop. */
export const speed = (task, name) => task.operations / time(task, name);
export const referenceSpeed = ({ peers }) =>
  referenceOperations / median(peers.reference.nanoseconds);

/** A peer's share of the reference loop's speed, round by round. */
export function share(task, name) {
  const { nanoseconds } = task.peers[name];
  const reference = task.peers.reference.nanoseconds;
  return median(
    nanoseconds.map(
      (value, round) => (task.operations / value) * (reference[round] / referenceOperations),
    ),
  );
}

/** Three significant digits and a unit: "13.1 µs". */
export function formatTime(nanoseconds) {
  const units = ["ns", "µs", "ms", "s"];
  const power = Math.min(3, Math.max(0, Math.floor(Math.log10(nanoseconds) / 3)));
  return `${formatNumber(nanoseconds / 1000 ** power)} ${units[power]}`;
}

/** Three significant digits, never in exponents. */
export function formatNumber(value) {
  const digits = Math.max(0, 2 - Math.floor(Math.log10(value)));
  return value.toFixed(digits);
}

export const formatRatio = ({ median, least, most }) =>
  `${formatNumber(median)} (${formatNumber(least)}–${formatNumber(most)})`;
