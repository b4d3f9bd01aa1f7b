// What a transformer's encoder is made of besides dense layers, in float64. Values are rows of [length, width].

/** (x − mean) / √(variance + ε) · gain + shift, for each row */
export const layerNorm = {
  forward({ gain, shift, epsilon, shape }, weights, x) {
    const width = shape.at(-1);
    const y = new Float64Array(x.length);
    for (let start = 0; start < x.length; start += width) {
      const row = x.subarray(start, start + width);
      const mean = row.reduce((sum, value) => sum + value / width, 0);
      const variance = row.reduce((sum, value) => sum + (value - mean) ** 2 / width, 0);
      const scale = 1 / Math.sqrt(variance + epsilon);
      for (let i = 0; i < width; i++) {
        y[start + i] = (row[i] - mean) * scale * weights[gain][i] + weights[shift][i];
      }
    }
    return y;
  },
};

/** x Φ(x) = x (1 + erf(x / √2)) / 2 */
export const gelu = {
  forward: (_layer, _weights, x) => x.map((value) => (value * (1 + erf(value / Math.SQRT2))) / 2),
};

/** 2/√π e^(−x²) Σ 2ⁿ x²ⁿ⁺¹ / (1·3·…·(2n+1)): all terms of one sign. */
function erf(x) {
  if (Math.abs(x) > 6) return Math.sign(x);
  let [term, sum] = [x, x];
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

export const attention = {
  forward({ shape: [length, width], heads }, _weights, q, k, v) {
    const size = width / heads;
    const y = new Float64Array(length * width);
    for (let head = 0; head < heads; head++) {
      for (let t = 0; t < length; t++) {
        const at = (row) => row * width + head * size;
        const scores = Float64Array.from({ length }, (_, s) => {
          let sum = 0;
          for (let i = 0; i < size; i++) sum += q[at(t) + i] * k[at(s) + i];
          return sum / Math.sqrt(size);
        });
        const most = Math.max(...scores);
        const powers = scores.map((score) => Math.exp(score - most));
        const total = powers.reduce((sum, power) => sum + power);
        for (let s = 0; s < length; s++) {
          for (let i = 0; i < size; i++) y[at(t) + i] += (powers[s] / total) * v[at(s) + i];
        }
      }
    }
    return y;
  },
};
