// Optimisers.  SGD: w −= rate g.  Adam (Kingma and Ba, algorithm 1): w −= rate m̂ / (√v̂ + ε).

export function update(weights, gradient, optimizer, step, state) {
  const { kind, rate, beta1, beta2, epsilon } = optimizer;
  if (kind === "sgd") return weights.forEach((_, i) => (weights[i] -= rate * gradient[i]));
  const m = (state.m ??= new Float64Array(weights.length));
  const v = (state.v ??= new Float64Array(weights.length));
  for (let i = 0; i < weights.length; i++) {
    m[i] = beta1 * m[i] + (1 - beta1) * gradient[i];
    v[i] = beta2 * v[i] + (1 - beta2) * gradient[i] ** 2;
    weights[i] -=
      (rate * m[i]) / (1 - beta1 ** step) / (Math.sqrt(v[i] / (1 - beta2 ** step)) + epsilon);
  }
}
