"""Attention and the transformer's two blocks, without dropout, as PyTorch's own modules."""

import torch
from torch import nn
from torch.nn import functional as F
from torch.nn.utils.stateless import functional_call

from layers import cross_entropy
from network import even, ints, network


def of_dense(net, name, weight, bias, inside, out):
    """A dense layer's params under PyTorch's names."""
    return {weight: net.param(f"{name}.W", inside, out).T, bias: net.param(f"{name}.b", out)}


def of_attention(net, name, prefix, width, memory=None):
    """nn.MultiheadAttention has the three maps below one another, or apart where widths differ."""
    widths = {"query": width, "key": memory or width, "value": memory or width}
    maps = {part: net.param(f"{name}.{part}.W", inside, width).T for part, inside in widths.items()}
    biases = [net.param(f"{name}.{part}.b", width) for part in widths]
    if memory is None:
        weights = {f"{prefix}in_proj_weight": torch.cat(list(maps.values()))}
    else:
        weights = {f"{prefix}{part[0]}_proj_weight": value for part, value in maps.items()}
    out = of_dense(net, f"{name}.out", f"{prefix}out_proj.weight", f"{prefix}out_proj.bias", width, width)
    return {**weights, f"{prefix}in_proj_bias": torch.cat(biases), **out}


def of_norms(net, name, width, count):
    named = {}
    for k in range(1, count + 1):
        named[f"norm{k}.weight"] = net.param(f"{name}.layerNorm{k}.gain", width)
        named[f"norm{k}.bias"] = net.param(f"{name}.layerNorm{k}.shift", width)
    return named


def of_feed_forward(net, name, width, ffn):
    first = of_dense(net, f"{name}.dense1", "linear1.weight", "linear1.bias", width, ffn)
    return {**first, **of_dense(net, f"{name}.dense2", "linear2.weight", "linear2.bias", ffn, width)}


def causal(time):
    return torch.ones(time, time).triu(1).bool()


def attend(net, name, x, memory, heads, mask=None):
    width, other = x.shape[-1], memory.shape[-1]
    given = None if x is memory else other
    module = nn.MultiheadAttention(width, heads, batch_first=True, kdim=other, vdim=other)
    params = of_attention(net, name, "", width, given)
    more = {"attn_mask": mask, "need_weights": False}
    return functional_call(module, params, (x, memory, memory), more)[0]


def encoder(net, name, x, heads, ffn):
    width = x.shape[-1]
    module = nn.TransformerEncoderLayer(width, heads, ffn, dropout=0, batch_first=True)
    params = {
        **of_attention(net, f"{name}.selfAttention1", "self_attn.", width),
        **of_feed_forward(net, name, width, ffn),
        **of_norms(net, name, width, 2),
    }
    return functional_call(module, params, (x,))


def decoder(net, name, x, memory, heads, ffn):
    width = x.shape[-1]
    module = nn.TransformerDecoderLayer(width, heads, ffn, dropout=0, batch_first=True)
    params = {
        **of_attention(net, f"{name}.selfAttention1", "self_attn.", width),
        **of_attention(net, f"{name}.crossAttention1", "multihead_attn.", width),
        **of_feed_forward(net, name, width, ffn),
        **of_norms(net, name, width, 3),
    }
    return functional_call(module, params, (x, memory), {"tgt_mask": causal(x.shape[1])})


def positions(x):
    """sin(p / 10000^(2i / d)) at 2i, its cosine at 2i + 1, element by element."""
    time, width = x.shape[1:]
    code = torch.zeros(time, width)
    for place in range(time):
        for at in range(width):
            angle = torch.tensor(place / 10000 ** (2 * (at // 2) / width))
            code[place, at] = angle.sin() if at % 2 == 0 else angle.cos()
    return x + code


def key_biases(*names):
    """A softmax does not see what is added to all its arguments."""
    return [f"{name}.key.b" for name in names]


@network({"x": even(5, 6)}, flat=key_biases("selfAttention1"))
def SelfAttention(net, x):
    return {"output:y": attend(net, "selfAttention1", x, x, 3)}


@network({"x": even(5, 4)}, flat=key_biases("selfAttention1"))
def CausalAttention(net, x):
    return {"output:y": attend(net, "selfAttention1", x, x, 2, mask=causal(5))}


@network({"x": even(4, 6), "memory": even(3, 5)}, flat=key_biases("crossAttention1"))
def CrossAttention(net, x, memory):
    return {"output:y": attend(net, "crossAttention1", x, memory, 2)}


@network(
    {"x": even(4, 6)},
    {"t": even(4, 6)},
    flat=key_biases("transformerEncoder1.selfAttention1"),
)
def Encoder(net, x, t):
    y = encoder(net, "transformerEncoder1", positions(x), 2, 8)
    return {"output:y": y, "metric:loss": F.mse_loss(y, t)}


@network(
    {"x": even(3, 8), "memory": even(2, 8)},
    {"t": even(3, 8)},
    only_f64=True,
    flat=key_biases("transformerDecoder1.selfAttention1", "transformerDecoder1.crossAttention1"),
)
def Decoder(net, x, memory, t):
    y = decoder(net, "transformerDecoder1", x, memory, 2, 6)
    return {"output:y": y, "metric:loss": F.mse_loss(y, t)}


@network(
    {"source": ints(4, below=7), "given": ints(3, below=7)},
    {"wanted": ints(3, below=7)},
    samples=2,
    steps=2,
    optimizer=lambda p: torch.optim.Adam(p, 0.01),
    only_f64=True,
    flat=key_biases(
        "transformerEncoder1.selfAttention1",
        *(f"transformerDecoder{k}.{part}Attention1" for k in (1, 2) for part in ("self", "cross")),
    ),
)
def Translator(net, source, given, wanted):
    words = net.param("words.W", 7, 4)
    memory, said = positions(words[source]), positions(words[given])
    memory = encoder(net, "transformerEncoder1", memory, 2, 16)
    for k in (1, 2):
        said = decoder(net, f"transformerDecoder{k}", said, memory, 2, 16)
    z = said @ words.T
    return {"output:y": z.softmax(-1), "metric:loss": cross_entropy(z, wanted).mean()}


@network({"x": even(6, 5)})
def Positions(net, x):
    return {"output:y": positions(x)}
