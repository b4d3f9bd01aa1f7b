// Long short-term memory over a sequence, in float64:
//   i, f, g, o = split(x Wx + h Wh + b),   c = σ(f) c + σ(i) tanh(g),   h = σ(o) tanh(c)
// and backward through time:
//   dc += dh σ(o) (1 − tanh² c),   di = dc tanh(g) σ(i)(1 − σ(i)), … ,   dh, dc of the step before

const logistic = (value) => 1 / (1 + Math.exp(-value));

export const lstm = {
  forward: (layer, weights, xs) => unroll(layer, weights, xs).at(-1).h,

  backward(layer, weights, gradients, dh, xs) {
    const { hidden, inputs, steps } = layer;
    const trace = unroll(layer, weights, xs);
    const db = gradients[layer.bias];
    let dc = new Float64Array(hidden);
    for (let t = steps; t > 0; t--) {
      const before = trace[t - 1];
      const moved = stepBack(trace[t], before.c, dh, dc);
      dc = moved.dc;
      dh = new Float64Array(hidden);
      for (let j = 0; j < 4 * hidden; j++) db[j] += moved.dz[j];
      const x = xs.subarray((t - 1) * inputs, t * inputs);
      addOuter(gradients[layer.inputWeight], x, moved.dz);
      addOuter(gradients[layer.hiddenWeight], before.h, moved.dz);
      addTransposed(dh, weights[layer.hiddenWeight], moved.dz);
    }
    return [];
  },
};

/** Before the first step and after each: h, c, and the gates that made them. */
function unroll(layer, weights, xs) {
  const { hidden, inputs, steps } = layer;
  const trace = [{ h: new Float64Array(hidden), c: new Float64Array(hidden) }];
  for (let t = 0; t < steps; t++) {
    const { h, c } = trace[t];
    const z = weights[layer.bias].slice();
    addProduct(z, xs.subarray(t * inputs, (t + 1) * inputs), weights[layer.inputWeight]);
    addProduct(z, h, weights[layer.hiddenWeight]);
    const gate = (k, apply) => z.slice(k * hidden, (k + 1) * hidden).map(apply);
    const [i, f, g, o] = [
      gate(0, logistic),
      gate(1, logistic),
      gate(2, Math.tanh),
      gate(3, logistic),
    ];
    const next = c.map((each, k) => f[k] * each + i[k] * g[k]);
    trace.push({ i, f, g, o, c: next, h: next.map((each, k) => o[k] * Math.tanh(each)) });
  }
  return trace;
}

/** The gradients by the four sums, and by c before the step. */
function stepBack({ i, f, g, o, c }, cBefore, dh, dcAfter) {
  const hidden = c.length;
  const dz = new Float64Array(4 * hidden);
  const dc = c.map((each, k) => {
    const tanh = Math.tanh(each);
    const d = dcAfter[k] + dh[k] * o[k] * (1 - tanh * tanh);
    dz[k] = d * g[k] * i[k] * (1 - i[k]);
    dz[hidden + k] = d * cBefore[k] * f[k] * (1 - f[k]);
    dz[2 * hidden + k] = d * i[k] * (1 - g[k] * g[k]);
    dz[3 * hidden + k] = dh[k] * tanh * o[k] * (1 - o[k]);
    return d * f[k];
  });
  return { dz, dc };
}

/** z += x W */
function addProduct(z, x, W) {
  for (let i = 0; i < x.length; i++) {
    for (let j = 0; j < z.length; j++) z[j] += x[i] * W[i * z.length + j];
  }
}

/** dW += xᵀ dz */
function addOuter(dW, x, dz) {
  for (let i = 0; i < x.length; i++) {
    for (let j = 0; j < dz.length; j++) dW[i * dz.length + j] += x[i] * dz[j];
  }
}

/** dx += dz Wᵀ */
function addTransposed(dx, W, dz) {
  for (let i = 0; i < dx.length; i++) {
    for (let j = 0; j < dz.length; j++) dx[i] += dz[j] * W[i * dz.length + j];
  }
}
