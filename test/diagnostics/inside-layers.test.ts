/**
 * Mistakes in the use of the prelude: one message each, the user's line first, with just the setting marked
 * that is wrong where it is one; then the way into the layers, from the outside in.
 *
 * A row: the inputs, the expression, the code, what is marked, the message, the prelude's files that are shown.
 */
import { describe, expect, it } from "vitest";
import { elaborateSource } from "../../src/compile.ts";
import { createSource, type Span } from "../../src/diagnostics/source.ts";

const rows = `
x: [256] ¦ x -> conv(8, 3) ¦ NN4002 ¦ conv(8, 3) ¦ \`conv\` wants \`x: [h, w, c]\`, 3 dimensions, but gets [256] ¦ conv
x: [28, 28] ¦ x -> conv(8, 3) ¦ NN4002 ¦ conv(8, 3) ¦ \`conv\` wants \`x: [h, w, c]\`, 3 dimensions, but gets [28, 28] ¦ conv
x: [28, 28, 3] ¦ x -> conv(8) ¦ NN2105 ¦ conv(8) ¦ \`conv\` needs the setting \`kernel\`
x: [28, 28, 3] ¦ x -> conv(8, 3, paddng: 1) ¦ NN2106 ¦ paddng: 1 ¦ \`conv\` has no setting \`paddng\`; it has \`filters\`, \`kernel\`, \`stride\`, \`pad\`, \`dilation\`, \`groups\`, \`bias\` and \`init\`
x: [28, 28, 3] ¦ x -> conv(8, 3, stride: -1) ¦ NN2117 ¦ stride: -1 ¦ \`stride\` is a whole number of at least 1, or two of them, [rows, columns], not -1 ¦ conv internal/pair
x: [28, 28, 3] ¦ x -> conv(8, 3, stride: 0) ¦ NN2117 ¦ stride: 0 ¦ \`stride\` is a whole number of at least 1, or two of them, [rows, columns], not 0 ¦ conv internal/pair
x: [28, 28, 3] ¦ x -> conv(8, 0) ¦ NN2117 ¦ 0 ¦ \`kernel\` is a whole number of at least 1, or two of them, [rows, columns], not 0 ¦ conv internal/pair
x: [28, 28, 3] ¦ x -> conv(8, 30) ¦ NN2117 ¦ conv(8, 30) ¦ a kernel that reaches over [30, 30] does not fit into [28, 28], the image and its padding ¦ conv internal/convPadding
x: [28, 28, 3] ¦ x -> conv(8, 3, pad: "valid") ¦ NN2117 ¦ pad: "valid" ¦ \`pad\` is a number, two of them, or "same", not "valid" ¦ conv internal/convPadding
x: [28, 28, 3] ¦ x -> conv(8, 3, pad: "sme") ¦ NN2117 ¦ pad: "sme" ¦ \`pad\` is a number, two of them, or "same", not "sme" ¦ conv internal/convPadding
x: [28, 28, 3] ¦ x -> conv(8, [3, 3, 3]) ¦ NN2117 ¦ [3, 3, 3] ¦ \`kernel\` is a whole number of at least 1, or two of them, [rows, columns], not [3, 3, 3] ¦ conv internal/pair
x: [28, 28, 3] ¦ x -> conv(8, 3, groups: 2) ¦ NN2117 ¦ groups: 2 ¦ 2 groups do not divide the 3 channels ¦ conv
x: [28, 28, 4] ¦ x -> conv(9, 3, groups: 2) ¦ NN2117 ¦ conv(9, 3, groups: 2) ¦ 2 groups do not divide the 9 filters ¦ conv
x: [28, 28, 3] ¦ x -> conv(0, 3) ¦ NN3004 ¦ 0 ¦ the dimension \`filters\` must be at least 1, not 0 ¦ conv
x: [28, 28, 3] ¦ x -> conv(2.5, 3) ¦ NN3003 ¦ 2.5 ¦ the dimension \`filters\` must be a whole number, not 2.5 ¦ conv
x: [28, 28, 3] ¦ x -> conv(8, 3, dilation: 0) ¦ NN2117 ¦ dilation: 0 ¦ \`dilation\` is a whole number of at least 1, or two of them, [rows, columns], not 0 ¦ conv internal/pair
x: [28, 28, 3] ¦ x -> conv(8, 3, stride: "2") ¦ NN2117 ¦ stride: "2" ¦ \`stride\` is a whole number of at least 1, or two of them, [rows, columns], not "2" ¦ conv internal/pair
x: [28, 28, 3] ¦ x -> conv("8", 3) ¦ NN3003 ¦ "8" ¦ the dimension \`filters\` must be a whole number, not the text "8" ¦ conv
x: [28, 28, 3] ¦ (x, x) -> conv(8, 3) ¦ NN2104 ¦ conv(8, 3) ¦ \`conv\` takes one wire (\`x\`), but 2 wires are given
x: [28, 28, 3] ¦ x -> conv(8, 3, pad: -1) ¦ NN2117 ¦ pad: -1 ¦ \`pad\` is a whole number of at least 0, or two of them, [rows, columns], not -1 ¦ conv internal/convPadding internal/pair
x: [28, 28, 3] ¦ x -> conv(8, 3, init: 0) ¦ NN2102 ¦ init: 0 ¦ \`init\` is the number 0, not a layer ¦ conv conv
x: [28, 28, 3] ¦ x -> conv(8, 3, init: nothing) ¦ NN2001 ¦ nothing ¦ nothing is called \`nothing\` here
x: [28, 28, 3] ¦ x -> conv(8, 3, bias: 0) ¦ NN3002 ¦ bias: 0 ¦ the condition of \`if\` is the number 0, not true or false ¦ conv
x: [10] ¦ x -> conv1d(8, 3) ¦ NN4002 ¦ conv1d(8, 3) ¦ \`conv1d\` wants \`x: [t, c]\`, 2 dimensions, but gets [10] ¦ conv1d
x: [10, 3] ¦ x -> conv1d(8, 30) ¦ NN2117 ¦ conv1d(8, 30) ¦ a kernel that reaches over 30 steps does not fit into 10, the sequence and its padding ¦ conv1d internal/conv1dPadding
x: [10, 3] ¦ x -> conv1d(8, 3, pad: "casual") ¦ NN2117 ¦ pad: "casual" ¦ \`pad\` is a number, "same" or "causal", not "casual" ¦ conv1d internal/conv1dPadding
x: [10, 3] ¦ x -> convTranspose(8, 3) ¦ NN4002 ¦ convTranspose(8, 3) ¦ \`convTranspose\` wants \`x: [h, w, c]\`, 3 dimensions, but gets [10, 3] ¦ convTranspose
x: [10, 10, 3] ¦ x -> convTranspose(8, 3, stride: 2, outputPad: 2) ¦ NN2117 ¦ convTranspose(8, 3, stride: 2, outputPad: 2) ¦ an outputPad of 2 is no less than the stride of 2 ¦ convTranspose
x: [10, 10, 3] ¦ x -> convTranspose(8, 3, groups: 2) ¦ NN2117 ¦ groups: 2 ¦ 2 groups do not divide the 3 channels ¦ convTranspose
x: [10, 10, 3] ¦ x -> maxPool ¦ NN2105 ¦ maxPool ¦ \`maxPool\` needs the setting \`size\`
x: [10, 10, 3] ¦ x -> maxPool(11) ¦ NN2117 ¦ maxPool(11) ¦ a window of 11 does not fit into 10, the image and its padding ¦ maxPool internal/poolPadding
x: [10] ¦ x -> maxPool(2) ¦ NN4002 ¦ maxPool(2) ¦ \`maxPool\` wants \`x: [h, w, c]\`, 3 dimensions, but gets [10] ¦ maxPool
x: [10, 10, 3] ¦ x -> maxPool(2, 0) ¦ NN2117 ¦ 0 ¦ \`stride\` is a whole number of at least 1, or two of them, [rows, columns], not 0 ¦ maxPool internal/pair
x: [10, 10, 3] ¦ x -> avgPool(2, pad: 5) ¦ NN2117 ¦ avgPool(2, pad: 5) ¦ a pad of 5 is more than half a window of 2: some windows would see no image ¦ avgPool internal/poolPadding
x: [10, 10, 3] ¦ x -> upsample(0) ¦ NN2117 ¦ 0 ¦ \`scale\` is a whole number of at least 1, or two of them, [rows, columns], not 0 ¦ upsample internal/pair
x: [10] ¦ x -> upsample(2) ¦ NN4002 ¦ upsample(2) ¦ \`upsample\` wants \`x: [h, w, c]\`, 3 dimensions, but gets [10] ¦ upsample
x: [10] ¦ x -> globalAvgPool ¦ NN4002 ¦ globalAvgPool ¦ \`globalAvgPool\` wants \`x: [h, w, c]\`, 3 dimensions, but gets [10] ¦ globalAvgPool
x: [10, 8] ¦ x -> selfAttention(3) ¦ NN2117 ¦ 3 ¦ 3 heads do not divide the width 8 ¦ selfAttention internal/perHead
x: [8] ¦ x -> selfAttention(2) ¦ NN4002 ¦ selfAttention(2) ¦ \`selfAttention\` wants \`x: [t, d]\`, 2 dimensions, but gets [8] ¦ selfAttention
x: [10, 8] ¦ x -> selfAttention ¦ NN2105 ¦ selfAttention ¦ \`selfAttention\` needs the setting \`heads\`
x: [10, 8] ¦ x -> crossAttention(2) ¦ NN2104 ¦ crossAttention(2) ¦ \`crossAttention\` takes 2 wires (\`x\`, \`memory\`), but one wire is given
x: [10, 8], m: [5] ¦ (x, m) -> crossAttention(2) ¦ NN4002 ¦ crossAttention(2) ¦ \`crossAttention\` wants \`memory: [s, e]\`, 2 dimensions, but gets [5] ¦ crossAttention
x: [10, 8] ¦ x -> transformerEncoder(3) ¦ NN2117 ¦ 3 ¦ 3 heads do not divide the width 8 ¦ transformerEncoder selfAttention internal/perHead
x: [10, 8] ¦ x -> transformerEncoder(0) ¦ NN2117 ¦ 0 ¦ 0 heads do not divide the width 8 ¦ transformerEncoder selfAttention internal/perHead
x: [10, 8], m: [5, 4] ¦ (x, m) -> transformerDecoder(2) ¦ NN4002 ¦ transformerDecoder(2) ¦ \`transformerDecoder\` wants \`memory: [s, d]\`, where \`d\` is 8 by \`x\`, but gets [5, 4]: 4 is not 8 ¦ transformerDecoder
x: [10, 8] ¦ x -> groupNorm(3) ¦ NN2117 ¦ 3 ¦ 3 groups do not divide the 8 channels ¦ groupNorm
x: [10, 8] ¦ x -> groupNorm(0) ¦ NN2117 ¦ 0 ¦ 0 groups do not divide the 8 channels ¦ groupNorm
x ¦ x -> batchNorm ¦ NN4002 ¦ batchNorm ¦ \`batchNorm\` wants \`x: [...lead, c]\`, at least one dimension, but gets a scalar ¦ batchNorm
x ¦ x -> layerNorm ¦ NN4002 ¦ layerNorm ¦ \`layerNorm\` wants \`x: [..., d]\`, at least one dimension, but gets a scalar ¦ layerNorm
x: [3] ¦ x -> lstm(4) ¦ NN4002 ¦ lstm(4) ¦ \`lstm\` wants \`xs: [t, in]\`, 2 dimensions, but gets [3] ¦ lstm
x: [7, 3] ¦ x -> lstm ¦ NN2105 ¦ lstm ¦ \`lstm\` needs the setting \`hidden\`
x: [7, 3] ¦ x -> lstm(4, 5) ¦ NN2108 ¦ 5 ¦ 2 settings are given, but \`lstm\` has \`hidden\`
x: [7, 3] ¦ x -> gru(hidden: "4") ¦ NN3005 ¦ hidden: "4" ¦ \`*\` cannot work on the text "4" ¦ gru
x: [7] ¦ x -> rnn(2) ¦ NN4002 ¦ rnn(2) ¦ \`rnn\` wants \`xs: [t, in]\`, 2 dimensions, but gets [7] ¦ rnn
x: [5] ¦ x -> embedding(10, 4) ¦ NN3007 ¦ x ¦ \`embedding\` wants \`ids: int[...]\`, but \`x\` is a float tensor
x: [5] ¦ x -> embedding(10) ¦ NN2105 ¦ embedding(10) ¦ \`embedding\` needs the setting \`width\`
x: [5] ¦ x -> dropout(1) ¦ NN2117 ¦ 1 ¦ a rate of 1 leaves nothing: it is at least 0 and below 1 ¦ dropout
x: [5] ¦ x -> dropout(-0.5) ¦ NN2117 ¦ -0.5 ¦ a rate of -0.5 leaves nothing: it is at least 0 and below 1 ¦ dropout
x: [5] ¦ x -> dropout("half") ¦ NN3005 ¦ "half" ¦ \`>=\` cannot work on the text "half" ¦ dropout
x: [5] ¦ x -> dense(3, true, zeros, 4) ¦ NN2108 ¦ 4 ¦ 4 settings are given, but \`dense\` has \`out\`, \`bias\` and \`init\`
x: [5] ¦ x -> dense(relu) ¦ NN3003 ¦ relu ¦ the dimension \`out\` must be a whole number, not the layer \`relu\` ¦ dense
x: [5] ¦ x -> dense(-3) ¦ NN3004 ¦ -3 ¦ the dimension \`out\` must be at least 1, not -3 ¦ dense
x ¦ x -> dense(3) ¦ NN4002 ¦ dense(3) ¦ \`dense\` wants \`x: [..., in]\`, at least one dimension, but gets a scalar ¦ dense
x: [5] ¦ x -> maxout(3, pieces: 0) ¦ NN3004 ¦ pieces: 0 ¦ the dimension \`pieces\` must be at least 1, not 0 ¦ maxout
x: [2, 5] ¦ x -> maxout(3) ¦ NN4002 ¦ maxout(3) ¦ \`maxout\` wants \`x: [in]\`, one dimension, but gets [2, 5] ¦ maxout
x: [5] ¦ x -> softmax(axis: 1) ¦ NN4005 ¦ softmax(axis: 1) ¦ \`softmax\`: there is no axis 1: the only one is 0 ¦ softmax
x: [5] ¦ x -> softmax(axis: "last") ¦ NN3005 ¦ axis: "last" ¦ \`softmax\`: \`axis\` cannot be the text "last" ¦ softmax
x: [5] ¦ x -> residual { dense(4) } ¦ NN4001 ¦ residual { dense(4) } ¦ \`x\` ([5]) and \`body(x)\` ([4]) do not fit: their last dimensions are 5 and 4 ¦ residual
x: [5] ¦ x -> residual ¦ NN2105 ¦ residual ¦ \`residual\` needs the setting \`body\`
x: [5] ¦ x -> residual(relu, relu) ¦ NN2108 ¦ relu ¦ 2 settings are given, but \`residual\` has \`body\`
x: [5] ¦ x -> repeat(2.5) { relu } ¦ NN3003 ¦ 2.5 ¦ the number of rounds must be a whole number, not 2.5
x: [5] ¦ x -> repeat(-1) { relu } ¦ NN3004 ¦ -1 ¦ the number of rounds must be at least 0, not -1
x: [5] ¦ x -> repeat { relu } ¦ NN2105 ¦ repeat { relu } ¦ \`repeat\` needs the setting \`n\`
x: [5] ¦ x -> repeat(3) ¦ NN2105 ¦ repeat(3) ¦ \`repeat\` needs the setting \`body\`
x: [5] ¦ x -> fork ¦ NN2105 ¦ fork ¦ \`fork\` needs a block with its branches: \`fork { a; b }\`
x: [5] ¦ x -> fork { relu; tanh } ¦ NN2111 ¦ x -> fork { relu; tanh } ¦ these are 2 values, where one is wanted
x: [5] ¦ x -> flatten(2) ¦ NN2108 ¦ 2 ¦ one setting is given, but \`flatten\` has none
x: [5] ¦ x -> reshape([2, 3]) ¦ NN4005 ¦ reshape([2, 3]) ¦ \`reshape\`: [5] has 5 elements, [2, 3] would have 6
x: [5] ¦ x -> reshape([-1, -1]) ¦ NN4005 ¦ reshape([-1, -1]) ¦ \`reshape\`: only one dimension can be -1
x: [5] ¦ x -> transpose([0, 0]) ¦ NN4005 ¦ transpose([0, 0]) ¦ \`transpose\`: [0, 0] does not name each axis once
x: [5] ¦ x -> split(2) ¦ NN4005 ¦ split(2) ¦ \`split\`: 5 elements cannot be split into 2
x: [5] ¦ concat(x, 3) ¦ NN4005 ¦ concat(x, 3) ¦ \`concat\`: [5] and a scalar differ in their number of dimensions
x: [5] ¦ x -> leakyRelu(slope: x) ¦ NN2110 ¦ slope: x ¦ \`slope: x\` is a tensor ([5]), but the setting \`slope\` of \`leakyRelu\` must be known to the compiler
x: [5] ¦ sum(x, 0) ¦ NN2109 ¦ 0 ¦ \`sum\` takes one wire (\`x\`): \`0\` must be a setting, and settings come after \`;\`
x: [5] ¦ sum(x; 1) ¦ NN4005 ¦ sum(x; 1) ¦ \`sum\`: there is no axis 1: the only one is 0
x: [5] ¦ sum(x; axis: [0, 0]) ¦ NN4005 ¦ sum(x; axis: [0, 0]) ¦ \`sum\`: an axis is named twice
x: [5] ¦ x -> sinusoidal ¦ NN4002 ¦ sinusoidal ¦ \`sinusoidal\` wants \`x: [t, d]\`, 2 dimensions, but gets [5] ¦ sinusoidal
x: [5] ¦ x -> lrn(0) ¦ NN2117 ¦ 0 ¦ a size of 0 covers no channel ¦ lrn
x: [5] ¦ x -> oneHot(3) ¦ NN3007 ¦ x ¦ \`oneHot\` wants \`i: int[...lead]\`, but \`x\` is a float tensor
x: [5] ¦ x -> clip(0) ¦ NN2105 ¦ clip(0) ¦ \`clip\` needs the setting \`hi\`
x: [5] ¦ argmax(x)[x] ¦ NN4006 ¦ argmax(x)[x] ¦ a tensor (an int scalar) has no axes to index
x: [5, 5] ¦ x -> identityMatrix ¦ NN2104 ¦ identityMatrix ¦ \`identityMatrix\` takes no wires, but one wire is given
x: [5] ¦ roll(x; 1.5) ¦ NN4005 ¦ roll(x; 1.5) ¦ \`roll\`: elements cannot move by 1.5 places
x: [5] ¦ pad(x; 1) ¦ NN2105 ¦ pad(x; 1) ¦ \`pad\` needs the setting \`after\`
x: [5] ¦ pad(x; before: -1, after: 0) ¦ NN4005 ¦ pad(x; before: -1, after: 0) ¦ \`pad\`: -1 and 0 are no numbers of elements to add
x: [5] ¦ range(0) ¦ NN3006 ¦ range(0) ¦ the list [] is no tensor: its rows differ in length, or it is empty
x: [5] ¦ normal(; shape: x) ¦ NN2110 ¦ shape: x ¦ \`shape: x\` is a tensor ([5]), but the setting \`shape\` of \`normal\` must be known to the compiler
x: [5] ¦ x -> bernoulli(0.5) ¦ NN2108 ¦ 0.5 ¦ one setting is given, but \`bernoulli\` has none
x: [5] ¦ x @ x @ x ¦ NN4005 ¦ x @ x @ x ¦ \`@\` wants vectors or matrices, not a scalar: write \`*\`
x: [5] ¦ windows(x; 3) ¦ NN4005 ¦ windows(x; 3) ¦ \`windows\`: windows slide over [t, c] or [h, w, c], not over [5]
x: [5] ¦ einsum(x, x; "i, j -> k") ¦ NN4012 ¦ k ¦ \`k\` stands after \`->\` only: no wire has this axis
x: [5] ¦ rearrange(x; "a b -> b a") ¦ NN4012 ¦ a b ¦ \`rearrange\`: the pattern names 2 axes, but [5] has 1
x: [5] ¦ gather(x, x) ¦ NN4005 ¦ gather(x, x) ¦ \`gather\`: an index must be an int, not a float
x: [28, 28, 3] ¦ x -> conv(8, 3, stride: [1, 0]) ¦ NN2117 ¦ stride: [1, 0] ¦ \`stride\` is a whole number of at least 1, or two of them, [rows, columns], not [1, 0] ¦ conv internal/pair
x: [28, 28, 3] ¦ x -> conv(8, 2.5) ¦ NN2117 ¦ 2.5 ¦ \`kernel\` is a whole number of at least 1, or two of them, [rows, columns], not 2.5 ¦ conv internal/pair
x: [28, 28, 3] ¦ x -> maxPool([2, 2, 2]) ¦ NN2117 ¦ [2, 2, 2] ¦ \`size\` is a whole number of at least 1, or two of them, [rows, columns], not [2, 2, 2] ¦ maxPool internal/pair
x: [28, 28, 3] ¦ x -> maxPool(2, pad: 2) ¦ NN2117 ¦ maxPool(2, pad: 2) ¦ a pad of 2 is more than half a window of 2: some windows would see no image ¦ maxPool internal/poolPadding
x: [28, 28, 3] ¦ x -> avgPool("2") ¦ NN2117 ¦ "2" ¦ \`size\` is a whole number of at least 1, or two of them, [rows, columns], not "2" ¦ avgPool internal/pair
x: [28, 28, 3] ¦ x -> convTranspose(8, 3, pad: "same") ¦ NN2117 ¦ pad: "same" ¦ \`pad\` is a whole number of at least 0, or two of them, [rows, columns], not same ¦ convTranspose internal/pair
x: [28, 3] ¦ x -> conv1d(8, 3, stride: 0) ¦ NN2117 ¦ stride: 0 ¦ \`stride\` is a whole number of at least 1, not 0 ¦ conv1d internal/whole
x: [28, 3] ¦ x -> conv1d(8, 0) ¦ NN2117 ¦ 0 ¦ \`kernel\` is a whole number of at least 1, not 0 ¦ conv1d internal/whole
x: [10, 8], m: [5, 4] ¦ (x, m) -> crossAttention(3) ¦ NN2117 ¦ 3 ¦ 3 heads do not divide the width 8 ¦ crossAttention internal/perHead
x: [10, 8], m: [5, 8] ¦ (x, m) -> transformerDecoder(5) ¦ NN2117 ¦ 5 ¦ 5 heads do not divide the width 8 ¦ transformerDecoder selfAttention internal/perHead
x: [10, 8] ¦ x -> transformerEncoder(2, drop: 1) ¦ NN2117 ¦ drop: 1 ¦ a rate of 1 leaves nothing: it is at least 0 and below 1 ¦ transformerEncoder dropout
x: [10, 8] ¦ x -> transformerEncoder(2, ffn: 0) ¦ NN3004 ¦ ffn: 0 ¦ the dimension \`out\` must be at least 1, not 0 ¦ transformerEncoder dense
x: [10, 8] ¦ x -> gru(-1) ¦ NN3004 ¦ -1 ¦ the dimension \`3 * hidden\` must be at least 1, not -3 ¦ gru
x: [10, 8] ¦ x -> rnn(1.5) ¦ NN3003 ¦ 1.5 ¦ the dimension \`hidden\` must be a whole number, not 1.5 ¦ rnn
x: [10, 8] ¦ x -> lstm(true) ¦ NN3003 ¦ true ¦ the dimension \`hidden\` must be a whole number, not \`true\` ¦ lstm
x: [10, 8] ¦ x -> layerNorm(eps: "small") ¦ NN3005 ¦ eps: "small" ¦ \`+\` cannot work on the text "small" ¦ layerNorm
x: [10, 8] ¦ x -> batchNorm(momentum: relu) ¦ NN3005 ¦ momentum: relu ¦ \`*\` cannot work on the layer \`relu\` ¦ batchNorm
x: [10, 8] ¦ x -> elu(alpha: [1, 2, 3]) ¦ NN4001 ¦ elu(alpha: [1, 2, 3]) ¦ \`alpha\` ([3]) and \`exp(min(x, 0)) - 1\` ([10, 8]) do not fit: their last dimensions are 3 and 8 ¦ elu
i: int[4] ¦ i -> embedding(0, 4) ¦ NN3004 ¦ 0 ¦ the dimension \`vocab\` must be at least 1, not 0 ¦ embedding
i: int[4] ¦ i -> embedding(10, "4") ¦ NN3003 ¦ "4" ¦ the dimension \`width\` must be a whole number, not the text "4" ¦ embedding
i: int[4] ¦ i -> oneHot(0) ¦ NN2117 ¦ 0 ¦ 0 classes leave no place for a 1 ¦ oneHot
x: [4] ¦ x -> dense(3, init: dense(2)) ¦ NN2105 ¦ dense(2) ¦ \`dense\` needs the setting \`out\`
x: [4] ¦ x -> dense(3, init: 0.1) ¦ NN2102 ¦ init: 0.1 ¦ \`init\` is the number 0.1, not a layer ¦ dense dense
x: [4] ¦ x -> dense(3, bias: "no") ¦ NN3002 ¦ bias: "no" ¦ the condition of \`if\` is the text "no", not true or false ¦ dense
x: [4] ¦ mse(x) ¦ NN2104 ¦ mse(x) ¦ \`mse\` takes 2 wires (\`y\`, \`t\`), but one wire is given
x: [4] ¦ mse(x, x, x) ¦ NN2104 ¦ mse(x, x, x) ¦ \`mse\` takes 2 wires (\`y\`, \`t\`), but 3 wires are given
x: [4], t: [5] ¦ mse(x, t) ¦ NN4001 ¦ mse(x, t) ¦ \`x\` ([4]) and \`t\` ([5]) do not fit: their last dimensions are 4 and 5 ¦ mse
x: [4], t: [5] ¦ mae(x, t) ¦ NN4001 ¦ mae(x, t) ¦ \`x\` ([4]) and \`t\` ([5]) do not fit: their last dimensions are 4 and 5 ¦ mae
x: [4], t: [5] ¦ huber(x, t) ¦ NN4001 ¦ huber(x, t) ¦ \`x\` ([4]) and \`t\` ([5]) do not fit: their last dimensions are 4 and 5 ¦ huber
x: [4], t: [5] ¦ hinge(x, t) ¦ NN4001 ¦ hinge(x, t) ¦ \`t\` ([5]) and \`x\` ([4]) do not fit: their last dimensions are 5 and 4 ¦ hinge
x: [4], t: [5] ¦ binaryCrossEntropy(x, t) ¦ NN4001 ¦ binaryCrossEntropy(x, t) ¦ \`t\` ([5]) and \`log(x)\` ([4]) do not fit: their last dimensions are 5 and 4 ¦ binaryCrossEntropy
x: [4], t: [5] ¦ klDivergence(x, t) ¦ NN4002 ¦ klDivergence(x, t) ¦ \`klDivergence\` wants \`q: [..., k]\`, where \`k\` is 4 by \`p\`, but gets [5]: 5 is not 4 ¦ klDivergence
x: [4], t: [5] ¦ crossEntropy(x, t) ¦ NN2117 ¦ crossEntropy(x, t) ¦ labels of shape [5] for probabilities of shape [4]: each vector of 4 wants one int, or 4 numbers ¦ crossEntropy
x: [4], t: int[2] ¦ crossEntropy(x, t) ¦ NN2117 ¦ crossEntropy(x, t) ¦ labels of shape [2] for probabilities of shape [4]: each vector of 4 wants one int, or 4 numbers ¦ crossEntropy
x: [3, 4], t: int ¦ crossEntropy(x, t) ¦ NN2117 ¦ crossEntropy(x, t) ¦ labels of shape [] for probabilities of shape [3, 4]: each vector of 4 wants one int, or 4 numbers ¦ crossEntropy
x: [4], t: [5] ¦ dot(x, t) ¦ NN4002 ¦ dot(x, t) ¦ \`dot\` wants \`b: [n]\`, where \`n\` is 4 by \`a\`, but gets [5]: 5 is not 4 ¦ dot
x: [4], t: [5] ¦ variance(x; axis: 3) ¦ NN4005 ¦ variance(x; axis: 3) ¦ \`variance\`: there is no axis 3: the only one is 0 ¦ variance
x: [4], t: [5] ¦ logSoftmax(x; axis: [0, 1]) ¦ NN4005 ¦ logSoftmax(x; axis: [0, 1]) ¦ \`logSoftmax\`: there is no axis 1: the only one is 0 ¦ logSoftmax
x: [4], t: [5] ¦ norm(x; axis: 0.5) ¦ NN3005 ¦ axis: 0.5 ¦ \`norm\`: \`axis\` cannot be the number 0.5 ¦ norm
`
  .trim()
  .split("\n")
  .map((row) => row.split(" ¦ ").map((cell) => cell.trim()));

function textOf({ source, start, end }: Span): string {
  return source.text.slice(start, end);
}

/** `nnc:prelude/internal/pair.nn` → `internal/pair`; nothing of the user's own file. */
function fileOf({ source }: Span): readonly string[] {
  return source.path === "net.nn" ? [] : [source.path.replace(/^nnc:prelude\/(.*)\.nn$/, "$1")];
}

describe("in the use of the prelude", () => {
  it.each(rows)("%s: %s", (inputs, expression, code, marked, message, inside = "") => {
    const text = `model M {\n  input ${inputs}\n  output y = ${expression}\n}\n`;
    const { diagnostics } = elaborateSource(createSource("net.nn", text));
    const told = diagnostics.map(({ code: each, span, message: said, related }) => ({
      code: each,
      file: span!.source.path,
      marked: textOf(span!),
      message: said,
      inside: related.flatMap((place) => fileOf(place.span)).join(" "),
    }));
    expect(told).toEqual([{ code, file: "net.nn", marked, message, inside }]);
  });
});
