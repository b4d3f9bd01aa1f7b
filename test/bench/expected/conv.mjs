// Convolution: z[y, x, :] = b + Σ over the window of image[…, c] W[i, j, c, :]. All three sums walk the
// same windows; outside of the image there is nothing to add, nor where a rectifier has left zeros.

export const conv = {
  forward(layer, weights, image) {
    const { filters, channels } = layer;
    const W = weights[layer.weight];
    const z = new Float64Array(layer.shape[0] * layer.shape[1] * filters);
    if (layer.bias) for (let i = 0; i < z.length; i += filters) z.set(weights[layer.bias], i);
    eachTap(layer, sideOf(layer, image), (pixel, tap, place) => {
      const sums = z.subarray(place, place + filters);
      for (let c = 0; c < channels; c++) {
        const value = image[pixel + c];
        if (value === 0) continue;
        const row = tap + c * filters;
        for (let f = 0; f < filters; f++) sums[f] += value * W[row + f];
      }
    });
    return z;
  },

  backward(layer, weights, gradients, dz, image) {
    const { filters, channels } = layer;
    const [W, dW, db] = [weights[layer.weight], gradients[layer.weight], gradients[layer.bias]];
    const dx = new Float64Array(image.length);
    for (let i = 0; i < dz.length; i++) db[i % filters] += dz[i];
    eachTap(layer, sideOf(layer, image), (pixel, tap, place) => {
      for (let c = 0; c < channels; c++) {
        const row = tap + c * filters;
        for (let f = 0; f < filters; f++) {
          dW[row + f] += image[pixel + c] * dz[place + f];
          dx[pixel + c] += W[row + f] * dz[place + f];
        }
      }
    });
    return [dx];
  },
};

/** Images here are as high as they are wide. */
const sideOf = ({ channels }, image) => Math.sqrt(image.length / channels);

/** Where a window's tap reads an image's pixel, the weights of that tap begin, and the sums begin. */
function eachTap({ shape, kernel, stride, pad, channels, filters }, side, visit) {
  for (let y = 0; y < shape[0]; y++) {
    for (let x = 0; x < shape[1]; x++) {
      for (let i = 0; i < kernel; i++) {
        const row = y * stride + i - pad;
        if (row < 0 || row >= side) continue;
        for (let j = 0; j < kernel; j++) {
          const column = x * stride + j - pad;
          if (column < 0 || column >= side) continue;
          visit(
            (row * side + column) * channels,
            (i * kernel + j) * channels * filters,
            (y * shape[1] + x) * filters,
          );
        }
      }
    }
  }
}
