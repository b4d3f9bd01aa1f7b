// What the raw nanoseconds say. A ratio is formed within a round, where both had the same minute; its
// median over the rounds counts; the quartiles, between which half of them lie, show how calm the machine was.

import { median, quantile } from "../measure.mjs";

/** Peer ÷ base, or null where one of them has no figure: { median, lower, upper }, its quartiles. */
export function ratio({ peers }, name, base) {
  if (!peers[name] || !peers[base]) return null;
  const ratios = peers[name].nanoseconds.map(
    (value, round) => value / peers[base].nanoseconds[round],
  );
  const [lower, middle, upper] = [0.25, 0.5, 0.75].map((share) => quantile(ratios, share));
  return { median: middle, lower, upper };
}

/** The median time of a call, or null. */
export const time = ({ peers }, name) => (peers[name] ? median(peers[name].nanoseconds) : null);

/** 10⁹ multiplications or additions a second: of a peer, and of the core at its best. */
export const speed = (task, name) => task.operations / time(task, name);
export const peakSpeed = ({ peaks }, { name, operations }) =>
  peaks[name] ? operations / median(peaks[name].nanoseconds) : null;

/** A peer's share of a peak's speed, formed within a round; null where one of them has no figure. */
export function share({ operations, peers, peaks }, name, peak) {
  if (!peers[name] || !peaks[peak.name]) return null;
  const best = peaks[peak.name].nanoseconds;
  const shares = peers[name].nanoseconds.map(
    (value, round) => operations / value / (peak.operations / best[round]),
  );
  return median(shares);
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

export const formatRatio = ({ median, lower, upper }) =>
  `${formatNumber(median)} (${formatNumber(lower)}–${formatNumber(upper)})`;
