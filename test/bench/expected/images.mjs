// What else is done to images, in float64. Images are square; channels are next to each other.

const sideOf = ({ shape }, x) => Math.sqrt(x.length / shape[2]);

/** The place of the maximum of each window; the first, where several are alike. */
function places(layer, x) {
  const { shape, size, stride, pad } = layer;
  const side = sideOf(layer, x);
  const channels = shape[2];
  const inside = (start) => [Math.max(0, start), Math.min(side, start + size)];
  return Uint32Array.from({ length: shape[0] * shape[1] * channels }, (_, index) => {
    const [top, bottom] = inside(Math.floor(index / channels / shape[1]) * stride - pad);
    const [left, right] = inside((Math.floor(index / channels) % shape[1]) * stride - pad);
    let best = (top * side + left) * channels + (index % channels);
    for (let row = top; row < bottom; row++) {
      for (let column = left; column < right; column++) {
        const place = (row * side + column) * channels + (index % channels);
        if (x[place] > x[best]) best = place;
      }
    }
    return best;
  });
}

export const maxPool = {
  forward: (layer, _weights, x) => Float64Array.from(places(layer, x), (place) => x[place]),
  backward(layer, _weights, _gradients, dy, x) {
    const dx = new Float64Array(x.length);
    places(layer, x).forEach((place, i) => (dx[place] += dy[i]));
    return [dx];
  },
};

export const globalAvgPool = {
  forward({ shape }, _weights, x) {
    const means = new Float64Array(shape[0]);
    for (let i = 0; i < x.length; i++) means[i % shape[0]] += x[i] / (x.length / shape[0]);
    return means;
  },
};

export const batchNorm = {
  forward({ gain, shift, mean, variance, epsilon, shape }, weights, x) {
    const [g, s, m, v] = [gain, shift, mean, variance].map((name) => weights[name]);
    return x.map((value, i) => {
      const c = i % shape[2];
      return ((value - m[c]) / Math.sqrt(v[c] + epsilon)) * g[c] + s[c];
    });
  },
};

/** x / (offset + alpha Σ x²)^beta over `size` neighbouring channels. */
export const lrn = {
  forward({ shape, size, alpha, beta, offset }, _weights, x) {
    const channels = shape[2];
    const reach = (size - 1) / 2;
    return x.map((value, i) => {
      const c = i % channels;
      let squares = 0;
      for (let k = Math.max(0, c - reach); k <= Math.min(channels - 1, c + reach); k++) {
        squares += x[i - c + k] ** 2;
      }
      return value / (offset + alpha * squares) ** beta;
    });
  },
};

export const concat = {
  forward({ shape }, _weights, ...parts) {
    const pixels = shape[0] * shape[1];
    const y = new Float64Array(pixels * shape[2]);
    for (let pixel = 0, place = 0; pixel < pixels; pixel++) {
      for (const part of parts) {
        const channels = part.length / pixels;
        y.set(part.subarray(pixel * channels, (pixel + 1) * channels), place);
        place += channels;
      }
    }
    return y;
  },
};
