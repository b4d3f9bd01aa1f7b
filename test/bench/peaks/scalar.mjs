// What the core gives plain JavaScript at best at this minute: twelve independent chains of
// a = a · m + c in float64 registers. On a shared machine, read absolute times against it.
// It has the surface of a peer and is measured in turn with them.

const chains = 12;
const passes = 2000;

export default {
  label: "multiply-add in JavaScript",
  operations: chains * passes * 2,
  prepare: async () => ({ run: () => multiplyAdd(0.999, 0.001) }),
};

function multiplyAdd(m, c) {
  let [a0, a1, a2, a3, a4, a5] = [0, 1, 2, 3, 4, 5];
  let [a6, a7, a8, a9, a10, a11] = [6, 7, 8, 9, 10, 11];
  for (let i = 0; i < passes; i++) {
    a0 = a0 * m + c;
    a1 = a1 * m + c;
    a2 = a2 * m + c;
    a3 = a3 * m + c;
    a4 = a4 * m + c;
    a5 = a5 * m + c;
    a6 = a6 * m + c;
    a7 = a7 * m + c;
    a8 = a8 * m + c;
    a9 = a9 * m + c;
    a10 = a10 * m + c;
    a11 = a11 * m + c;
  }
  return a0 + a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + a9 + a10 + a11;
}
