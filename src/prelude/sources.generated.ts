/**
 * The prelude's files, by path below src/prelude. Written by `npm run generate`.
 */
export function preludeSources(): readonly (readonly [path: string, text: string])[] {
  return [
    [
      "adagrad.nn",
      "/// Adagrad (Duchi et al. 2011): divides by the root of the sum of all squared gradients so far.\n///\n///     train { optimizer adagrad(rate: 0.1) }\noptimizer adagrad(p, g; rate = 0.01, eps = 1e-10) {\n  state s = 0\n  s' = s + g^2\n  p' = p - rate * g / (sqrt(s') + eps)\n}\n",
    ],
    [
      "adam.nn",
      "/// Adam (Kingma and Ba 2014): steps by the running mean of the gradient over the root of its running\n/// square, both corrected for their start at 0.\n///\n///     train { optimizer adam(rate: 1e-3 * min(1, step / 500)) }\noptimizer adam(p, g; rate = 1e-3, beta1 = 0.9, beta2 = 0.999, eps = 1e-8) {\n  state m = 0\n  state v = 0\n  m' = beta1 * m + (1 - beta1) * g\n  v' = beta2 * v + (1 - beta2) * g^2\n  p' = p - rate * (m' / (1 - beta1^step)) / (sqrt(v' / (1 - beta2^step)) + eps)\n}\n",
    ],
    [
      "adamW.nn",
      "/// Adam with decoupled weight decay (Loshchilov and Hutter 2017): the param itself shrinks by\n/// `rate · decay` at each step.\n///\n///     train { optimizer adamW(rate: 3e-4, decay: 0.1) }\noptimizer adamW(p, g; rate = 1e-3, beta1 = 0.9, beta2 = 0.999, eps = 1e-8, decay = 0.01) {\n  state m = 0\n  state v = 0\n  m' = beta1 * m + (1 - beta1) * g\n  v' = beta2 * v + (1 - beta2) * g^2\n  shrunk = p - rate * decay * p\n  p' = shrunk - rate * (m' / (1 - beta1^step)) / (sqrt(v' / (1 - beta2^step)) + eps)\n}\n",
    ],
    [
      "avgPool.nn",
      '/// The mean of what a window sees, channel by channel: `[h, w, c]` → `[h\', w\', c]`, shapes as in `maxPool`.\n///\n/// What is outside the image does not count: the sum is divided by the number of elements inside. With\n/// `countPad`, padding counts as zeros (but not what `ceil` adds beyond it), as in PyTorch\'s default.\n///\n///     input x: [7, 7, 64]\n///     output y = x -> avgPool(3, stride: 2, pad: 1)\nlayer avgPool(x: [h, w, c]; size, stride = size, pad = 0, ceil = false, countPad = false) {\n  const window = pair(; size, "size")\n  const step = pair(; stride, "stride")\n  const sides = pair(; pad, "pad", 0)\n  const rows = poolPadding(; h, window[0], step[0], sides[0], ceil)\n  const columns = poolPadding(; w, window[1], step[1], sides[1], ceil)\n  seen = windows(frame(x; [rows, columns]); window, step)\n\n  const margin = if countPad then sides else [0, 0]\n  const isWhole = max(rows) <= margin[0] and max(columns) <= margin[1]\n  i = reshape(range(length(seen)); [-1, 1, 1])\n  j = reshape(range(shape(seen)[1]); [-1, 1])\n  down = windowCounts(i; window[0], step[0], sides[0], h, margin[0])\n  across = windowCounts(j; window[1], step[1], sides[1], w, margin[1])\n  count = if isWhole then window[0] * window[1] else down * across\n  return sum(seen; axis: [2, 3]) / count\n}\n',
    ],
    [
      "batchNorm.nn",
      "/// Each channel brought to mean 0 and variance 1 over the batch and all places (Ioffe and Szegedy 2015), then\n/// scaled and shifted: `gain (x - mean) / sqrt(variance + eps) + shift`, `[..., c]` → `[..., c]`.\n///\n/// In training mean and variance are those of the batch, and the buffers follow them; in inference they\n/// are the buffers.\n///\n///     input x: [28, 28, 16]\n///     output y = x -> conv(16, 3, pad: 1, bias: false) -> batchNorm -> relu\nlayer batchNorm(x: [...lead, c]; momentum = 0.9, eps = 1e-5) {\n  param  gain: [c] = 1\n  param  shift: [c] = 0\n  buffer mean: [c] = 0\n  buffer variance: [c] = 1\n  const axes = [batch, ...range(length(lead))]\n  if training {\n    centre = mean(x; axis: axes)\n    spread = variance(x; axis: axes)\n    mean' = momentum * mean + (1 - momentum) * centre\n    variance' = momentum * variance + (1 - momentum) * variance(x; axis: axes, correction: 1)\n  } else {\n    centre = mean\n    spread = variance\n  }\n  return (x - centre) / sqrt(spread + eps) * gain + shift\n}\n",
    ],
    [
      "bernoulli.nn",
      "/// 1 with probability `p`, else 0, drawn for each element; a float.\n///\n///     input p: [10]\n///     output y = bernoulli(p)\nlayer bernoulli(p) = (uniform(; shape: shape(p)) < p) / 1\n",
    ],
    [
      "binaryCrossEntropy.nn",
      "/// For each element, the cross entropy of the probability `p` of a 1: `-(y log p + (1 - y) log(1 - p))`.\n///\n///     output y = binaryCrossEntropy([0.9, 0.2], [1, 0])\nlayer binaryCrossEntropy(p, y) = -(y * log(p) + (1 - y) * log(1 - p))\n",
    ],
    [
      "clip.nn",
      "/// `x` cut off at `lo` and `hi`. Its gradient at the two bounds is 1.\n///\n///     output y = clip([-2, 0.5, 3]; -1, 1)\nlayer clip(x; lo, hi) = min(max(x, lo), hi)\n",
    ],
    [
      "constant.nn",
      "/// The value `v` everywhere; a list of numbers repeats as far as shapes align.\n///\n///     param b: [3] ~ constant(0.1)\nlayer constant(; v, shape) = broadcast(v; shape)\n",
    ],
    [
      "conv.nn",
      '/// A convolution (in truth a cross-correlation, as in PyTorch): every output is a linear map of what a\n/// window sees, `[h, w, c]` → `[h\', w\', filters]`:\n/// `y[p, q, f] = b[f] + Σ W[i, j, k, f] x[p stride + i dilation - pad, q stride + j dilation - pad, k]`,\n/// with zeros around the image and `h\' = floor((h + 2 pad - (kernel - 1) dilation - 1) / stride) + 1`.\n///\n/// `kernel`, `stride`, `pad` and `dilation` are a number, or `[rows, columns]`. `pad: "same"` makes\n/// `h\' = h / stride`, rounded up; the odd row is at the end. With `groups`, filters see only the channels\n/// of their own group (Krizhevsky et al. 2012): channels and filters are divided in order.\n///\n///     input x: [28, 28, 1]\n///     output y = x -> conv(8, 3, stride: 2, pad: 1)\nlayer conv(\n  x: [h, w, c];\n  filters,\n  kernel,\n  stride = 1,\n  pad = 0,\n  dilation = 1,\n  groups = 1,\n  bias = true,\n  init = heNormal\n) {\n  require c % groups == 0, "{groups} groups do not divide the {c} channels"\n  require groups == 1 or filters % groups == 0,\n    "{groups} groups do not divide the {filters} filters"\n  const size = pair(; kernel, "kernel")\n  const step = pair(; stride, "stride")\n  const spread = pair(; dilation, "dilation")\n  const padding = convPadding(; [h, w], (size - 1) * spread + 1, step, pad)\n  param W: [...size, c / groups, filters] ~ init\n  if bias { param b: [filters] = 0 }\n\n  if groups == 1 {\n    seen = windows(frame(x; padding); size, step, spread)\n    y = einsum(seen, W; "h w i j c, i j c f -> h w f")\n  } else {\n    apart = rearrange(x; "h w (g c) -> h w g c", g: groups)\n    weights = rearrange(W; "i j c (g f) -> i j c g f", g: groups)\n    seen = windows(frame(apart; padding); size, step, spread)\n    grouped = einsum(seen, weights; "h w i j g c, i j c g f -> h w g f")\n    y = rearrange(grouped; "h w g f -> h w (g f)")\n  }\n  return if bias then y + b else y\n}\n',
    ],
    [
      "conv1d.nn",
      '/// A convolution in time: `y[p, f] = b[f] + Σ W[i, k, f] x[p stride + i dilation - pad, k]`, with zeros before and\n/// after the sequence, `[t, c]` → `[t\', filters]`, `t\' = floor((t + 2 pad - (kernel - 1) dilation - 1) / stride) + 1`.\n///\n/// `pad: "same"` makes `t\' = t / stride`, rounded up; the odd zero is at the end. `pad: "causal"` puts all\n/// zeros before the sequence, so that no output sees what comes later. `groups` as in `conv`.\n///\n///     input s: [100, 12]\n///     output y = s -> conv1d(32, 3, pad: "causal", dilation: 2)\nlayer conv1d(\n  x: [t, c];\n  filters,\n  kernel,\n  stride = 1,\n  pad = 0,\n  dilation = 1,\n  groups = 1,\n  bias = true,\n  init = heNormal\n) {\n  require c % groups == 0, "{groups} groups do not divide the {c} channels"\n  require groups == 1 or filters % groups == 0,\n    "{groups} groups do not divide the {filters} filters"\n  const size = whole(; kernel, "kernel")\n  const step = whole(; stride, "stride")\n  const spread = whole(; dilation, "dilation")\n  const padding = conv1dPadding(; t, (size - 1) * spread + 1, step, pad)\n  param W: [size, c / groups, filters] ~ init\n  if bias { param b: [filters] = 0 }\n\n  if groups == 1 {\n    seen = windows(pad(x; padding[0], padding[1], axis: 0); size, step, spread)\n    y = einsum(seen, W; "t i c, i c f -> t f")\n  } else {\n    apart = rearrange(x; "t (g c) -> t g c", g: groups)\n    weights = rearrange(W; "i c (g f) -> i c g f", g: groups)\n    seen = windows(pad(apart; padding[0], padding[1], axis: 0); [size], step, spread)\n    grouped = einsum(seen, weights; "t i g c, i c g f -> t g f")\n    y = rearrange(grouped; "t g f -> t (g f)")\n  }\n  return if bias then y + b else y\n}\n',
    ],
    [
      "convTranspose.nn",
      '/// The adjoint of a convolution, which brings its output\'s shape back to its input\'s (Zeiler et al. 2010): every\n/// pixel paints a window, `[h, w, c]` → `[h\', w\', filters]`:\n/// `y[p stride + i - pad, q stride + j - pad, f] += W[i, j, k, f] x[p, q, k]`, and the bias, with\n/// `h\' = (h - 1) stride - 2 pad + kernel + outputPad`.\n///\n/// The kernel is not flipped, as in PyTorch. `kernel`, `stride`, `pad` and `outputPad` are a number, or\n/// `[rows, columns]`; `pad` takes rows away at both ends, `outputPad` adds some at the end, where several\n/// shapes are brought to one by a stride. `groups` as in `conv`.\n///\n///     input x: [7, 7, 32]\n///     output y = x -> convTranspose(16, 4, stride: 2, pad: 1)\nlayer convTranspose(\n  x: [h, w, c];\n  filters,\n  kernel,\n  stride = 1,\n  pad = 0,\n  outputPad = 0,\n  groups = 1,\n  bias = true,\n  init = heNormal\n) {\n  require c % groups == 0, "{groups} groups do not divide the {c} channels"\n  require groups == 1 or filters % groups == 0,\n    "{groups} groups do not divide the {filters} filters"\n  const size = pair(; kernel, "kernel")\n  const step = pair(; stride, "stride")\n  const sides = pair(; pad, "pad", 0)\n  const extra = pair(; outputPad, "outputPad", 0)\n  require extra[0] < step[0] and extra[1] < step[1],\n    "an outputPad of {outputPad} is no less than the stride of {stride}"\n  const rows = (h - 1) * step[0] - 2 * sides[0] + size[0] + extra[0]\n  const columns = (w - 1) * step[1] - 2 * sides[1] + size[1] + extra[1]\n  require rows > 0 and columns > 0,\n    "a pad of {pad} leaves no image: it would be {rows} by {columns}"\n  param W: [...size, c, filters / groups] ~ init\n  if bias { param b: [filters] = 0 }\n\n  if groups == 1 {\n    added = overlapAdd(einsum(x, W; "h w c, i j c f -> h w i j f"); step)\n  } else {\n    apart = rearrange(x; "h w (g c) -> h w g c", g: groups)\n    weights = rearrange(W; "i j (g c) f -> i j g c f", g: groups)\n    painted = einsum(apart, weights; "h w g c, i j g c f -> h w i j g f")\n    added = rearrange(overlapAdd(painted; step); "h w g f -> h w (g f)")\n  }\n  whole = frame(added; [[0, extra[0]], [0, extra[1]]])\n  y = whole[sides[0]:sides[0] + rows, sides[1]:sides[1] + columns]\n  return if bias then y + b else y\n}\n',
    ],
    [
      "crossAttention.nn",
      '/// Attention of a sequence to another, `[t, d]` and `[s, e]` → `[t, d]`: as `selfAttention`, but keys and values\n/// are made from `memory`.\n///\n///     input x: [12, 64], memory: [20, 48]\n///     output y = (x, memory) -> crossAttention(8)\nlayer crossAttention(x: [t, d], memory: [s, e]; heads) {\n  shared query = dense(d)\n  shared key = dense(d)\n  shared value = dense(d)\n  shared out = dense(d)\n\n  q = x -> query -> perHead(heads)\n  k = memory -> key -> perHead(heads)\n  v = memory -> value -> perHead(heads)\n  scores = einsum(q, k; "h t k, h s k -> h t s") / sqrt(d / heads)\n  a = softmax(scores)\n  return einsum(a, v; "h t s, h s k -> h t k") -> rearrange("h t k -> t (h k)") -> out\n}\n',
    ],
    [
      "crossEntropy.nn",
      '/// How surprising the label is under the probabilities `p`, which run along the last axis: `-log p[label]`,\n/// `[..., k]` → `[...]`. A label that has this axis, too, or is a float, is a distribution: `-Σ label log p`.\n///\n///     output y = crossEntropy([[0.7, 0.2, 0.1], [0.1, 0.1, 0.8]], [0, 2])\nlayer crossEntropy(p: [...lead, k], label) {\n  const isDistribution = type(label) == "float" or shape(label) == shape(p)\n  const count = if rank(label) > 0 then shape(label)[-1] else 1\n  require if isDistribution then count == k else shape(label) == lead,\n    "labels of shape {shape(label)} for probabilities of shape {shape(p)}: each vector of {k} wants one int, or {k} numbers"\n  return if isDistribution\n    then -sum(label * log(p); axis: -1)\n    else -log(gather(p, label))\n}\n',
    ],
    [
      "dense.nn",
      "/// A fully connected layer: `y = x W + b` along the last axis, `[..., in]` → `[..., out]`.\n///\n///     input x: [256]\n///     output y = x -> dense(10)\nlayer dense(x: [..., in]; out, bias = true, init = glorotUniform) {\n  param W: [in, out] ~ init\n  if bias { param b: [out] = 0 }\n  return if bias then x @ W + b else x @ W\n}\n",
    ],
    [
      "dot.nn",
      "/// The inner product of two vectors: `Σ a b`, `[n]` and `[n]` → a scalar.\n///\n///     output y = dot([1, 2, 3], [4, 5, 6])\nlayer dot(a: [n], b: [n]) = a @ b\n",
    ],
    [
      "dropout.nn",
      '/// In training, each element is 0 with probability `rate`, and the others are scaled by `1 / (1 - rate)`\n/// (Srivastava et al. 2014, inverted). In inference: `y = x`.\n///\n///     input x: [128]\n///     output y = x -> dense(64) -> relu -> dropout(0.2)\nlayer dropout(x; rate = 0.5) {\n  require rate >= 0 and rate < 1, "a rate of {rate} leaves nothing: it is at least 0 and below 1"\n  return if training and rate > 0\n    then x * where(uniform(; shape: shape(x)) >= rate, 1 / (1 - rate), 0)\n    else x\n}\n',
    ],
    [
      "elu.nn",
      "/// The exponential linear unit (Clevert et al. 2015): `x` above 0, `alpha (e^x - 1)` below.\n///\n///     output y = elu([-1, 0, 2])\nlayer elu(x; alpha = 1) = where(x > 0, x, alpha * (exp(min(x, 0)) - 1))\n",
    ],
    [
      "embedding.nn",
      "/// Rows of a table of vectors: `y = W[ids]`, `int[...]` → `[..., width]`.\n///\n///     input tokens: int[12]\n///     output y = tokens -> embedding(1000, 16)\nlayer embedding(ids: int[...]; vocab, width) {\n  param W: [vocab, width] ~ normal(0, 1)\n  return W[ids]\n}\n",
    ],
    [
      "flatten.nn",
      "/// All elements of a sample in one vector, in row-major order.\n///\n///     input x: [7, 7, 32]\n///     output y = flatten(x)\nlayer flatten(x) = reshape(x; [-1])\n",
    ],
    [
      "gelu.nn",
      "/// The Gaussian error linear unit (Hendrycks and Gimpel 2016): `x Φ(x)`, exactly, by `erf`.\n///\n///     output y = gelu([-1, 0, 1])\nlayer gelu(x) = x * (1 + erf(x / sqrt(2))) / 2\n",
    ],
    [
      "globalAvgPool.nn",
      "/// The mean of each channel over the whole image: `[h, w, c]` → `[c]`.\n///\n///     input x: [7, 7, 512]\n///     output y = x -> globalAvgPool\nlayer globalAvgPool(x: [h, w, c]) = mean(x; axis: [0, 1])\n",
    ],
    [
      "glorotNormal.nn",
      "/// Normal with variance `2 / (fan-in + fan-out)` (Glorot and Bengio 2010).\n///\n///     param W: [2, 3] ~ glorotNormal\nlayer glorotNormal(; shape) =\n  normal(; 0, sqrt(2 / (fanIn(; shape) + fanOut(; shape))), shape)\n",
    ],
    [
      "glorotUniform.nn",
      "/// Uniform within `±sqrt(6 / (fan-in + fan-out))` (Glorot and Bengio 2010).\n///\n///     param W: [2, 3] ~ glorotUniform\nlayer glorotUniform(; shape) {\n  const bound = sqrt(6 / (fanIn(; shape) + fanOut(; shape)))\n  return uniform(; -bound, bound, shape)\n}\n",
    ],
    [
      "groupNorm.nn",
      '/// The channels in groups, each brought to mean 0 and variance 1 over all its places (Wu and He 2018), then\n/// scaled and shifted: `[..., c]` → `[..., c]`.\n///\n///     input x: [28, 28, 32]\n///     output y = x -> groupNorm(8)\nlayer groupNorm(x: [...lead, c]; groups, eps = 1e-5) {\n  require c % groups == 0, "{groups} groups do not divide the {c} channels"\n  param gain: [c] = 1\n  param shift: [c] = 0\n  const axes = [...range(length(lead)), -1]\n  grouped = reshape(x; [...lead, groups, c / groups])\n  centred = grouped - mean(grouped; axis: axes, keep: true)\n  scaled = centred / sqrt(mean(centred^2; axis: axes, keep: true) + eps)\n  return reshape(scaled; [...lead, c]) * gain + shift\n}\n',
    ],
    [
      "gru.nn",
      "/// A gated recurrent unit (Cho 2014), from zeros: gates r, z, n, with r after the matrix product as in PyTorch; `[t, in]` → `[t, hidden]`.\n///\n///     input xs: [20, 8]\n///     output y = xs -> gru(32)\nlayer gru(xs: [t, in]; hidden) {\n  param Wx: [in, 3 * hidden] ~ glorotUniform\n  param Wh: [hidden, 3 * hidden] ~ orthogonal\n  param bx: [3 * hidden] = 0\n  param bh: [3 * hidden] = 0\n\n  scan x over xs {\n    state h: [hidden] = 0\n    xr, xz, xn = split(x @ Wx + bx; 3)\n    hr, hz, hn = split(h @ Wh + bh; 3)\n    r = sigmoid(xr + hr)\n    z = sigmoid(xz + hz)\n    n = tanh(xn + r * hn)\n    h' = (1 - z) * n + z * h\n    emit hs = h'\n  }\n  return hs\n}\n",
    ],
    [
      "hardTanh.nn",
      "/// `x` cut off at -1 and 1. Its gradient at the two bounds is 0.\n///\n///     output y = hardTanh([-2, 0.5, 3])\nlayer hardTanh(x) = max(-1, min(1, x))\n",
    ],
    [
      "heNormal.nn",
      "/// Normal with variance `2 / fan-in`, for rectifiers (He et al. 2015).\n///\n///     param W: [2, 3] ~ heNormal\nlayer heNormal(; shape) = normal(; 0, sqrt(2 / fanIn(; shape)), shape)\n",
    ],
    [
      "heUniform.nn",
      "/// Uniform within `±sqrt(6 / fan-in)`, for rectifiers (He et al. 2015).\n///\n///     param W: [2, 3] ~ heUniform\nlayer heUniform(; shape) {\n  const bound = sqrt(6 / fanIn(; shape))\n  return uniform(; -bound, bound, shape)\n}\n",
    ],
    [
      "hinge.nn",
      "/// The margin loss, the mean over all axes: `mean(max(0, 1 - t y))`; `t` is 1 or -1.\n///\n///     output y = hinge([0.3, -2], [1, -1])\nlayer hinge(y, t) = mean(max(0, 1 - t * y))\n",
    ],
    [
      "huber.nn",
      "/// Squared near 0, linear far away (Huber 1964), the mean over all axes: with `d = y - t`, `d² / 2` within\n/// `delta`, `delta (|d| - delta / 2)` outside.\n///\n///     output y = huber([0.5, 3], [0, 0])\nlayer huber(y, t; delta = 1) {\n  d = abs(y - t)\n  return mean(where(d <= delta, d^2 / 2, delta * (d - delta / 2)))\n}\n",
    ],
    [
      "identity.nn",
      "/// What comes in: `y = x`.\n///\n///     input x: [8, 8, 16]\n///     output y = x -> fork { identity; conv(16, 1) } -> concat\nlayer identity(x) = x\n",
    ],
    [
      "identityMatrix.nn",
      '/// 1 on the diagonal, 0 elsewhere.\n///\n///     param W: [2, 2] ~ identityMatrix\nlayer identityMatrix(; shape) {\n  require length(shape) == 2, "an identity matrix has two axes, not {shape}"\n  return (reshape(range(shape[0]); [-1, 1]) == range(shape[1])) / 1\n}\n',
    ],
    [
      "internal/clipFactor.nn",
      "/// What all gradients are multiplied by so that their common length is at most `clip`; from the squared\n/// lengths of each. The 1e-6 is PyTorch's.\nlayer clipFactor(...squares; clip) = min(1, clip / (sqrt(sum(stack(...squares))) + 1e-6))\n",
    ],
    [
      "internal/conv1dPadding.nn",
      '/// `[before, after]` of a sequence: `pad` is a number, `"same"` or `"causal"`. Windows reach over `reach` steps,\n/// and there must be one.\nlayer conv1dPadding(; length, reach, stride, pad) {\n  require type(pad) != "string" or pad == "same" or pad == "causal",\n    "`pad` is a number, \\"same\\" or \\"causal\\", not \\"{pad}\\""\n  const side = if type(pad) == "string" then 0 else whole(; pad, "pad", 0)\n  const padding =\n    if pad == "causal"\n    then [reach - 1, 0]\n    else if pad == "same"\n      then samePadding(; length, reach, stride)\n      else [side, side]\n  require length + sum(padding) >= reach,\n    "a kernel that reaches over {reach} steps does not fit into {length + sum(padding)}, the sequence and its padding"\n  return padding\n}\n',
    ],
    [
      "internal/convPadding.nn",
      '/// `[before, after]` of rows and of columns: `pad` is a number, a pair, or `"same"`. Windows reach over `reach`\n/// rows and columns, and there must be one.\nlayer convPadding(; shape, reach, stride, pad) {\n  require type(pad) != "string" or pad == "same",\n    "`pad` is a number, two of them, or \\"same\\", not \\"{pad}\\""\n  const sides = if pad == "same" then [0, 0] else pair(; pad, "pad", 0)\n  const padding = if pad == "same"\n    then [\n      samePadding(; shape[0], reach[0], stride[0]),\n      samePadding(; shape[1], reach[1], stride[1])\n    ]\n    else [[sides[0], sides[0]], [sides[1], sides[1]]]\n  const whole = [shape[0] + sum(padding[0]), shape[1] + sum(padding[1])]\n  require whole[0] >= reach[0] and whole[1] >= reach[1],\n    "a kernel that reaches over {reach} does not fit into {whole}, the image and its padding"\n  return padding\n}\n',
    ],
    [
      "internal/decayed.nn",
      "/// A gradient with weight decay: `g + weightDecay p`.\nlayer decayed(g, p; weightDecay) = g + weightDecay * p\n",
    ],
    [
      "internal/elements.nn",
      "/// The number of elements of a shape: the product of its dimensions.\nlayer elements(; shape) = if length(shape) == 0 then 1 else shape[0] * elements(; shape[1:])\n",
    ],
    [
      "internal/fanIn.nn",
      "/// How many inputs an output is made from: the axis before the last, times the receptive field, which are\n/// the axes before it. A vector's two fans are its length.\nlayer fanIn(; shape) = elements(; if length(shape) < 2 then shape else shape[:-1])\n",
    ],
    [
      "internal/fanOut.nn",
      "/// How many outputs an input goes into: the last axis, times the receptive field.\nlayer fanOut(; shape) = elements(; shape) / (if length(shape) < 2 then 1 else shape[-2])\n",
    ],
    [
      "internal/frame.nn",
      "/// An image with rows and columns of one value around it: `padding` is `[before, after]` of either, the first\n/// two axes.\nlayer frame(x; padding, value = 0) =\n  x\n    -> pad(padding[0][0], padding[0][1], axis: 0, value: value)\n    -> pad(padding[1][0], padding[1][1], axis: 1, value: value)\n",
    ],
    [
      "internal/meanOverSamples.nn",
      "/// The mean over the samples of a call.\nlayer meanOverSamples(x) = mean(x; axis: batch)\n",
    ],
    [
      "internal/pair.nn",
      '/// One for rows and one for columns: `3` and `[3, 3]` are the same. `name` is the setting\'s.\nlayer pair(; value, name, least = 1) {\n  const isWhole = type(value) == "int" and\n    (rank(value) == 0 or rank(value) == 1 and length(value) == 2)\n  require isWhole and min(value) >= least,\n    "`{name}` is a whole number of at least {least}, or two of them, [rows, columns], not {value}"\n  return if rank(value) == 0 then [value, value] else value\n}\n',
    ],
    [
      "internal/perHead.nn",
      '/// A sequence for each head: `[t, heads * k]` → `[heads, t, k]`.\nlayer perHead(x: [t, d]; heads) {\n  require d % heads == 0, "{heads} heads do not divide the width {d}"\n  return rearrange(x; "t (h k) -> h t k", h: heads)\n}\n',
    ],
    [
      "internal/poolPadding.nn",
      '/// `[before, after]` of one axis. With `ceil` a last window may reach beyond the padding, if it starts\n/// before the image has ended.\nlayer poolPadding(; length, size, stride, pad, ceil) {\n  require pad <= size / 2,\n    "a pad of {pad} is more than half a window of {size}: some windows would see no image"\n  const steps = -floor(-(length + 2 * pad - size) / stride)\n  const last = if steps * stride < length + pad then steps else steps - 1\n  const fits = if ceil then steps >= 0 else length + 2 * pad >= size\n  require fits, "a window of {size} does not fit into {length + 2 * pad}, the image and its padding"\n  return [pad, if ceil then max(pad, last * stride + size - length - pad) else pad]\n}\n',
    ],
    [
      "internal/samePadding.nn",
      "/// `[before, after]`, so that windows at every `stride`-th place are `length / stride`, rounded up. The odd\n/// one comes after.\nlayer samePadding(; length, reach, stride) {\n  const windows = -floor(-length / stride)\n  const total = max(0, (windows - 1) * stride + reach - length)\n  return [floor(total / 2), total - floor(total / 2)]\n}\n",
    ],
    [
      "internal/scaled.nn",
      "/// A gradient times the common factor of clipping.\nlayer scaled(g, factor) = g * factor\n",
    ],
    [
      "internal/sumOfSquares.nn",
      "/// The squared length of a tensor, all axes together.\nlayer sumOfSquares(x) = sum(x^2)\n",
    ],
    [
      "internal/whole.nn",
      '/// A whole number; `name` is the setting\'s.\nlayer whole(; value, name, least = 1) {\n  require type(value) == "int" and rank(value) == 0 and value >= least,\n    "`{name}` is a whole number of at least {least}, not {value}"\n  return value\n}\n',
    ],
    [
      "internal/windowCounts.nn",
      "/// How many elements the `i`th window along an axis sees, of the axis and a margin at both of its ends.\nlayer windowCounts(i; size, stride, before, length, margin) {\n  first = i * stride - before\n  return min(first + size, length + margin) - max(first, -margin)\n}\n",
    ],
    [
      "klDivergence.nn",
      "/// The Kullback-Leibler divergence along the last axis: `Σ p log(p / q)`, `[..., k]` → `[...]`. Where `p`\n/// is 0 the term is 0.\n///\n///     output y = klDivergence([0.5, 0.5], [0.9, 0.1])\nlayer klDivergence(p: [..., k], q: [..., k]) =\n  sum(where(p > 0, p * (log(where(p > 0, p, 1)) - log(q)), 0); axis: -1)\n",
    ],
    [
      "layerNorm.nn",
      "/// Each vector along the last axis brought to mean 0 and variance 1, then scaled and shifted (Ba et al. 2016):\n/// `gain (x - mean) / sqrt(variance + eps) + shift`, `[..., d]` → `[..., d]`.\n///\n///     input x: [12, 64]\n///     output y = x -> layerNorm\nlayer layerNorm(x: [..., d]; eps = 1e-5) {\n  param gain: [d] = 1\n  param shift: [d] = 0\n  centred = x - mean(x; axis: -1, keep: true)\n  return centred / sqrt(mean(centred^2; axis: -1, keep: true) + eps) * gain + shift\n}\n",
    ],
    [
      "leakyRelu.nn",
      "/// A rectifier that leaks: `max(slope x, x)`, element by element. Its gradient at 0 is the slope.\n///\n///     output y = leakyRelu([-2, 0, 3])\nlayer leakyRelu(x; slope = 0.1) = max(slope * x, x)\n",
    ],
    [
      "lecunNormal.nn",
      "/// Normal with variance `1 / fan-in` (LeCun et al. 1998).\n///\n///     param W: [2, 3] ~ lecunNormal\nlayer lecunNormal(; shape) = normal(; 0, sqrt(1 / fanIn(; shape)), shape)\n",
    ],
    [
      "logSoftmax.nn",
      "/// The logarithm of `softmax` along an axis: `x - log Σ e^x`.\n///\n///     output y = logSoftmax([3, 1, -3])\nlayer logSoftmax(x; axis = -1) {\n  shifted = x - stopGradient(max(x; axis: axis, keep: true))\n  return shifted - log(sum(exp(shifted); axis: axis, keep: true))\n}\n",
    ],
    [
      "lrn.nn",
      '/// Local response normalisation (Krizhevsky et al. 2012): each channel is divided by a power of the squares of\n/// `size` channels around it, `y[k] = x[k] / (k + alpha Σ x[j]²)^beta`, `[..., c]` → `[..., c]`.\n///\n/// Channels outside do not count; of an even size the odd channel comes before. `alpha` is not divided by\n/// `size`, as in the paper; PyTorch, Caffe and ONNX divide it.\n///\n///     input x: [27, 27, 96]\n///     output y = x -> lrn\nlayer lrn(x: [...lead, c]; size = 5, alpha = 1e-4, beta = 0.75, k = 2) {\n  require size >= 1, "a size of {size} covers no channel"\n  const before = floor(size / 2)\n  const after = size - 1 - before\n  squares = reshape(pad(x^2; before, after); [-1, c + size - 1, 1])\n  sums = sum(windows(squares; [1, size]); axis: [2, 3, 4])\n  return x / (k + alpha * reshape(sums; [...lead, c]))^beta\n}\n',
    ],
    [
      "lstm.nn",
      "/// Long short-term memory (Hochreiter and Schmidhuber 1997; forget gate: Gers 1999), from zeros: gates i, f, g, o; `[t, in]` → `[t, hidden]`.\n///\n///     input xs: [20, 8]\n///     output y = xs -> lstm(32)\nlayer lstm(xs: [t, in]; hidden) {\n  param Wx: [in, 4 * hidden] ~ glorotUniform\n  param Wh: [hidden, 4 * hidden] ~ orthogonal\n  param b: [4 * hidden] = 0\n\n  scan x over xs {\n    state h: [hidden] = 0\n    state c: [hidden] = 0\n    i, f, g, o = split(x @ Wx + h @ Wh + b; 4)\n    c' = sigmoid(f) * c + sigmoid(i) * tanh(g)\n    h' = sigmoid(o) * tanh(c')\n    emit hs = h'\n  }\n  return hs\n}\n",
    ],
    [
      "mae.nn",
      "/// The mean absolute error over all axes: `mean(|y - t|)`.\n///\n///     output y = mae([1, 2], [1, 5])\nlayer mae(y, t) = mean(abs(y - t))\n",
    ],
    [
      "maxPool.nn",
      '/// The largest element that a window sees, channel by channel: `[h, w, c]` → `[h\', w\', c]`, with\n/// `h\' = (h + 2 pad - size) / stride + 1`, rounded down or, with `ceil`, up. Of equal elements the first\n/// takes the gradient, row by row.\n///\n/// `size`, `stride` and `pad` are a number, or `[rows, columns]`. What is outside the image counts as\n/// -infinity. With `ceil`, a window that would start beyond the image is left out, as in PyTorch.\n///\n///     input x: [112, 112, 64]\n///     output y = x -> maxPool(3, stride: 2, pad: 1)\nlayer maxPool(x: [h, w, c]; size, stride = size, pad = 0, ceil = false) {\n  const window = pair(; size, "size")\n  const step = pair(; stride, "stride")\n  const sides = pair(; pad, "pad", 0)\n  const rows = poolPadding(; h, window[0], step[0], sides[0], ceil)\n  const columns = poolPadding(; w, window[1], step[1], sides[1], ceil)\n  return max(windows(frame(x; [rows, columns], -1 / 0); window, step); axis: [2, 3])\n}\n',
    ],
    [
      "maxout.nn",
      "/// The largest of several linear maps (Goodfellow et al. 2013): `y[j] = max over k of (x W[k] + b[k])[j]`,\n/// `[in]` → `[out]`.\n///\n///     input x: [784]\n///     output y = x -> maxout(100, pieces: 4)\nlayer maxout(x: [in]; out, pieces = 2) {\n  param W: [pieces, in, out] ~ glorotUniform\n  param b: [pieces, out] = 0\n  return max(x @ W + b; axis: 0)\n}\n",
    ],
    [
      "mean.nn",
      "/// The mean over some axes, all of a sample's by default: `Σ x / n`.\n///\n///     output y = mean([[1, 2], [3, 6]]; axis: 0)\nlayer mean(x; axis = none, keep = false) = sum(x; axis: axis, keep: keep) / count(x; axis: axis)\n",
    ],
    [
      "mse.nn",
      "/// The mean squared error over all axes: `mean((y - t)²)`.\n///\n///     output y = mse([1, 2], [1, 5])\nlayer mse(y, t) = mean((y - t)^2)\n",
    ],
    [
      "norm.nn",
      "/// The length of a vector: `sqrt(Σ x²)` over some axes, all by default. Its gradient at 0 is 0.\n///\n///     output y = norm([[3, 4], [0, 0]]; axis: 1)\nlayer norm(x; axis = none, keep = false) {\n  squares = sum(x^2; axis: axis, keep: keep)\n  return where(squares > 0, sqrt(where(squares > 0, squares, 1)), 0)\n}\n",
    ],
    [
      "oneHot.nn",
      '/// 1 at the place that an int names, 0 elsewhere: `int[...]` → `[..., classes]`.\n///\n///     output y = oneHot([2, 0]; 4)\nlayer oneHot(i: int[...lead]; classes) {\n  require classes >= 1, "{classes} classes leave no place for a 1"\n  return (reshape(i; [...lead, 1]) == range(classes)) / 1\n}\n',
    ],
    [
      "ones.nn",
      "/// 1 everywhere.\n///\n///     param gain: [3] ~ ones\nlayer ones(; shape) = broadcast(1; shape)\n",
    ],
    [
      "orthogonal.nn",
      '/// A random orthogonal matrix (Saxe et al. 2013): rows or columns, whichever are fewer, are orthonormal.\n/// Axes before the last count as one.\n///\n///     param W: [2, 3] ~ orthogonal\nlayer orthogonal(; shape) {\n  require length(shape) > 1, "an orthogonal start needs a matrix, not {shape}"\n  const columns = shape[-1]\n  const rows = elements(; shape: shape) / columns\n  m = if rows <= columns\n    then orthonormalize(normal(; shape: [rows, columns]))\n    else transpose(orthonormalize(normal(; shape: [columns, rows])))\n  return reshape(m; shape)\n}\n',
    ],
    [
      "outer.nn",
      "/// The outer product: `y[i, j] = a[i] b[j]`, `[n]` and `[m]` → `[n, m]`.\n///\n///     output y = outer([1, 2], [3, 4, 5])\nlayer outer(a: [n], b: [m]) = reshape(a; [n, 1]) * b\n",
    ],
    [
      "relu.nn",
      "/// The rectifier: `max(0, x)`, element by element. Its gradient at 0 is 0.\n///\n///     output y = relu([-1, 0, 2])\nlayer relu(x) = max(0, x)\n",
    ],
    [
      "residual.nn",
      "/// A shortcut around a block (He et al. 2015): `y = x + body(x)`. The block keeps the shape.\n///\n///     input x: [64]\n///     output y = x -> residual { dense(64) -> relu -> dense(64) }\nlayer residual(x; body) = x + body(x)\n",
    ],
    [
      "rmsNorm.nn",
      "/// Each vector along the last axis divided by its root mean square (Zhang and Sennrich 2019):\n/// `gain x / sqrt(mean(x²) + eps)`, `[..., d]` → `[..., d]`.\n///\n///     input x: [12, 64]\n///     output y = x -> rmsNorm\nlayer rmsNorm(x: [..., d]; eps = 1e-5) {\n  param gain: [d] = 1\n  return x / sqrt(mean(x^2; axis: -1, keep: true) + eps) * gain\n}\n",
    ],
    [
      "rmsProp.nn",
      "/// RMSProp (Tieleman and Hinton 2012): divides by the root of the running square of the gradient; with\n/// momentum the steps are summed up. As in PyTorch.\n///\n///     train { optimizer rmsProp(rate: 1e-4, momentum: 0.9, clip: 10) }\noptimizer rmsProp(p, g; rate = 0.01, decay = 0.9, momentum = 0, eps = 1e-8) {\n  state s = 0\n  s' = decay * s + (1 - decay) * g^2\n  scaledGradient = g / (sqrt(s') + eps)\n  if momentum == 0 {\n    p' = p - rate * scaledGradient\n  } else {\n    state v = 0\n    v' = momentum * v + scaledGradient\n    p' = p - rate * v'\n  }\n}\n",
    ],
    [
      "rnn.nn",
      "/// A recurrent layer (Elman 1990): `h' = tanh(x Wx + h Wh + b)` for each step, from zeros; `[t, in]` → `[t, hidden]`.\n///\n///     input xs: [20, 8]\n///     output y = xs -> rnn(32)\nlayer rnn(xs: [t, in]; hidden) {\n  param Wx: [in, hidden] ~ glorotUniform\n  param Wh: [hidden, hidden] ~ orthogonal\n  param b: [hidden] = 0\n\n  scan x over xs {\n    state h: [hidden] = 0\n    h' = tanh(x @ Wx + h @ Wh + b)\n    emit hs = h'\n  }\n  return hs\n}\n",
    ],
    [
      "selfAttention.nn",
      '/// Attention of a sequence to itself with several heads (Vaswani et al. 2017), `[t, d]` → `[t, d]`. Of each head:\n/// `softmax(q kᵀ / sqrt(d / heads)) v`, where `q`, `k` and `v` are linear maps of `x`, cut into `heads` parts;\n/// what the heads give is joined, and mapped once more.\n///\n/// With `causal`, no place sees what comes after it.\n///\n///     input x: [12, 64]\n///     output y = x -> selfAttention(8, causal: true)\nlayer selfAttention(x: [t, d]; heads, causal = false) {\n  shared query = dense(d)\n  shared key = dense(d)\n  shared value = dense(d)\n  shared out = dense(d)\n\n  q = x -> query -> perHead(heads)\n  k = x -> key -> perHead(heads)\n  v = x -> value -> perHead(heads)\n  scores = einsum(q, k; "h t k, h s k -> h t s") / sqrt(d / heads)\n  isBefore = reshape(range(t); [t, 1]) >= range(t)\n  a = softmax(if causal then where(isBefore, scores, -1 / 0) else scores)\n  return einsum(a, v; "h t s, h s k -> h t k") -> rearrange("h t k -> t (h k)") -> out\n}\n',
    ],
    [
      "selu.nn",
      "/// The self-normalising unit (Klambauer et al. 2017): `scale · elu(x; alpha)`, with the two constants\n/// that keep mean 0 and variance 1.\n///\n///     output y = selu([-1, 0, 2])\nlayer selu(x) = 1.0507009873554804934193349852946 * elu(x; alpha: 1.6732632423543772848170429916717)\n",
    ],
    [
      "sgd.nn",
      "/// Stochastic gradient descent: `p' = p - rate g`; with momentum `v' = momentum v + g` takes the place of\n/// `g`, with `nesterov` `g + momentum v'`. As in PyTorch.\n///\n///     train { optimizer sgd(rate: 0.1, momentum: 0.9, weightDecay: 1e-4) }\noptimizer sgd(p, g; rate = 0.01, momentum = 0, nesterov = false) {\n  if momentum == 0 {\n    p' = p - rate * g\n  } else {\n    state v = 0\n    v' = momentum * v + g\n    p' = p - rate * (if nesterov then g + momentum * v' else v')\n  }\n}\n",
    ],
    [
      "sigmoid.nn",
      "/// The logistic function `1 / (1 + e^-x)`, element by element.\n///\n/// Written with `e^-|x|`, so that nothing overflows at either end.\n///\n///     output y = sigmoid([-1, 0, 1000])\nlayer sigmoid(x) {\n  e = exp(min(-x, x))\n  return where(x >= 0, 1, e) / (1 + e)\n}\n",
    ],
    [
      "silu.nn",
      "/// The sigmoid-weighted linear unit, also called swish: `x · sigmoid(x)`, element by element.\n///\n///     output y = silu([-1, 0, 2])\nlayer silu(x) = x * sigmoid(x)\n",
    ],
    [
      "sinusoidal.nn",
      '/// Adds to every place of a sequence what tells where it is (Vaswani et al. 2017), `[t, d]` → `[t, d]`:\n/// `sin(p / 10000^(2i / d))` to element `2i` of place `p`, the cosine of the same to element `2i + 1`.\n///\n///     input tokens: int[12]\n///     output y = tokens -> embedding(1000, 64) -> sinusoidal\nlayer sinusoidal(x: [t, d]) {\n  const waves = floor((d + 1) / 2)\n  lengths = 10000 ^ (2 * reshape(range(waves); [1, waves]) / d)\n  angles = reshape(range(t); [t, 1]) / lengths\n  code = rearrange(stack(sin(angles), cos(angles)); "pair t w -> t (w pair)")\n  return x + code[:, :d]\n}\n',
    ],
    [
      "softmax.nn",
      "/// Probabilities along an axis: `e^x / Σ e^x`, `[..., k]` → `[..., k]`.\n///\n/// The largest element is subtracted first, so that nothing overflows; it changes nothing else.\n///\n///     output y = softmax([3, 1, -3])\nlayer softmax(x; axis = -1) {\n  e = exp(x - stopGradient(max(x; axis: axis, keep: true)))\n  return e / sum(e; axis: axis, keep: true)\n}\n",
    ],
    [
      "softplus.nn",
      "/// A smooth rectifier: `log(1 + e^x)`, written so that nothing overflows.\n///\n///     output y = softplus([-1, 0, 1000])\nlayer softplus(x) = max(x, 0) + log(1 + exp(min(-x, x)))\n",
    ],
    [
      "transformerDecoder.nn",
      "/// One layer of a transformer's decoder (Vaswani et al. 2017), `[t, d]` and `[s, d]` → `[t, d]`: self-attention\n/// to what came before, attention to `memory`, the encoder's result, then two dense layers with a rectifier\n/// between them; each of the three is added to what came in, and normalised after that.\n///\n///     input x: [12, 64], memory: [20, 64]\n///     output y = (x, memory) -> transformerDecoder(8)\nlayer transformerDecoder(x: [t, d], memory: [s, d]; heads, ffn = 4 * d, drop = 0.1) {\n  h = layerNorm(x + (x -> selfAttention(heads, causal: true) -> dropout(drop)))\n  m = layerNorm(h + ((h, memory) -> crossAttention(heads) -> dropout(drop)))\n  f = m -> dense(ffn) -> relu -> dropout(drop) -> dense(d) -> dropout(drop)\n  return layerNorm(m + f)\n}\n",
    ],
    [
      "transformerEncoder.nn",
      "/// One layer of a transformer's encoder (Vaswani et al. 2017), `[t, d]` → `[t, d]`: self-attention, then two\n/// dense layers with a rectifier between them; each of the two is added to what came in, and normalised after that.\n///\n/// Dropout stands where PyTorch's `TransformerEncoderLayer` has it, but for the weights of the attention.\n///\n///     input x: [12, 64]\n///     output y = x -> transformerEncoder(8)\nlayer transformerEncoder(x: [t, d]; heads, ffn = 4 * d, drop = 0.1) {\n  h = layerNorm(x + (x -> selfAttention(heads) -> dropout(drop)))\n  f = h -> dense(ffn) -> relu -> dropout(drop) -> dense(d) -> dropout(drop)\n  return layerNorm(h + f)\n}\n",
    ],
    [
      "upsample.nn",
      '/// Every pixel repeated: `y[p, q, k] = x[floor(p / scale), floor(q / scale), k]`, `[h, w, c]` →\n/// `[h scale, w scale, c]`. `scale` is a number, or `[rows, columns]`.\n///\n///     input x: [7, 7, 16]\n///     output y = x -> upsample(2)\nlayer upsample(x: [h, w, c]; scale) {\n  const times = pair(; scale, "scale")\n  repeated = broadcast(reshape(x; [h, 1, w, 1, c]); [h, times[0], w, times[1], c])\n  return reshape(repeated; [h * times[0], w * times[1], c])\n}\n',
    ],
    [
      "variance.nn",
      "/// The variance over some axes, all by default: `Σ (x - mean)² / (n - correction)`. With a single value\n/// the correction is dropped.\n///\n///     output y = variance([1, 2, 3, 4])\nlayer variance(x; axis = none, correction = 0, keep = false) {\n  n = count(x; axis: axis)\n  squares = (x - mean(x; axis: axis, keep: true))^2\n  return sum(squares; axis: axis, keep: keep) / where(n > 1, n - correction, n)\n}\n",
    ],
    [
      "zeros.nn",
      "/// 0 everywhere.\n///\n///     param b: [3] ~ zeros\nlayer zeros(; shape) = broadcast(0; shape)\n",
    ],
  ];
}
