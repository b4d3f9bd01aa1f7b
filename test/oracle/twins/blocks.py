"""The blocks of the lecture's large networks, small."""

import torch
from torch.nn import functional as F

from layers import batch_norm, conv, dense, dropout, layer_norm
from network import bools, even, grid, ints, network
from pools import interpolate, max_pool


def norm_of_conv(net, name, number, x, filters, kernel, **more):
    """The k-th convolution of a block, without bias, and its batch normalisation."""
    y = conv(net, f"{name}.conv{number}", x, filters, kernel, bias=False, **more)
    return batch_norm(net, f"{name}.batchNorm{number}", y)


def basic(net, name, x, width, stride=1):
    first, shortcut = 1, x
    if stride != 1 or x.shape[-1] != width:
        first, shortcut = 2, norm_of_conv(net, name, 1, x, width, 1, stride=stride)
    h = F.relu(norm_of_conv(net, name, first, x, width, 3, stride=stride, padding=1))
    return F.relu(norm_of_conv(net, name, first + 1, h, width, 3, padding=1) + shortcut)


def bottleneck(net, name, x, width, stride=1):
    first, shortcut = 1, x
    if stride != 1 or x.shape[-1] != 4 * width:
        first, shortcut = 2, norm_of_conv(net, name, 1, x, 4 * width, 1, stride=stride)
    h = F.relu(norm_of_conv(net, name, first, x, width, 1))
    h = F.relu(norm_of_conv(net, name, first + 1, h, width, 3, stride=stride, padding=1))
    return F.relu(norm_of_conv(net, name, first + 2, h, 4 * width, 1) + shortcut)


@network({"image": even(4, 4, 2)}, samples=4)
def Basic(net, image):
    return {"output:y": basic(net, "basic1", image, 3, stride=2)}


@network({"image": even(4, 4, 4)}, samples=4)
def Bottleneck(net, image):
    return {"output:y": bottleneck(net, "bottleneck1", image, 1)}


def classified(net, h, label):
    z = dense(net, "dense1", h.mean((1, 2)), 3)
    return {"output:y": z.softmax(-1), "metric:loss": F.cross_entropy(z, label)}


@network(
    {"image": even(4, 4, 2)},
    {"label": ints(below=3)},
    samples=4,
    steps=2,
    optimizer=lambda p: torch.optim.SGD(p, 0.1, momentum=0.9),
    only_f64=True,
)
def BasicBlocks(net, image, label):
    h = basic(net, "basic1", image, 3)
    return classified(net, basic(net, "basic2", h, 4, stride=2), label)


@network(
    {"image": even(4, 4, 3)},
    {"label": ints(below=3)},
    samples=4,
    steps=2,
    optimizer=lambda p: torch.optim.SGD(p, 0.1),
    only_f64=True,
)
def Bottlenecks(net, image, label):
    h = bottleneck(net, "stage1.bottleneck1", image, 2, stride=2)
    return classified(net, bottleneck(net, "stage1.bottleneck2", h, 2), label)


@network({"image": even(5, 4, 4)}, samples=2)
def Inception(net, image):
    def branch(number, x, filters, kernel, **more):
        return F.relu(conv(net, f"inception1.conv{number}", x, filters, kernel, **more))

    views = [
        branch(1, image, 2, 1),
        branch(3, branch(2, image, 2, 1), 3, 3, padding=1),
        branch(5, branch(4, image, 1, 1), 2, 5, padding=2),
        branch(6, max_pool(image, 3, stride=1, padding=1), 2, 1),
    ]
    return {"output:y": torch.cat(views, -1)}


def attention(net, name, x, mask, heads):
    batch, time, width = x.shape
    query, key, value = (
        dense(net, f"{name}.dense{k}", x, width).reshape(batch, time, heads, -1).transpose(1, 2)
        for k in (1, 2, 3)
    )
    scores = query @ key.transpose(-1, -2) / (width // heads) ** 0.5
    scores = scores.masked_fill(~mask[:, None, None, :], -1e9)
    seen = (scores.softmax(-1) @ value).transpose(1, 2).reshape(batch, time, width)
    return dense(net, f"{name}.dense4", seen, width)


def bert(net, layers, width, tokens, segments, mask, vocabulary):
    embedded = net.param("word", vocabulary, width)[tokens]
    embedded = embedded + net.param("position", 512, width)[: tokens.shape[1]]
    h = layer_norm(net, "layerNorm1", embedded + net.param("segment", 2, width)[segments])
    h = dropout(net, "dropout1", h, 0.1)
    for k in range(1, layers + 1):
        name = f"encoder{k}"
        seen = dropout(net, f"{name}.dropout1", attention(net, f"{name}.attention1", h, mask, 2), 0.1)
        h = layer_norm(net, f"{name}.layerNorm1", h + seen)
        f = F.gelu(dense(net, f"{name}.dense1", h, 4 * width))
        f = dropout(net, f"{name}.dropout2", dense(net, f"{name}.dense2", f, width), 0.1)
        h = layer_norm(net, f"{name}.layerNorm2", h + f)
    return {"output:hidden": h, "output:pooled": dense(net, "dense1", h[:, 0], width).tanh()}


@network(
    {"tokens": ints(3, below=5), "segments": ints(3, below=2), "mask": bools(3)},
    flat=["encoder1.attention1.dense2.b"],
)
def OneLayerBert(net, tokens, segments, mask):
    return bert(net, 1, 8, tokens, segments, mask, vocabulary=5)


@network(
    {"tokens": ints(5, below=9), "segments": ints(5, below=2), "mask": bools(5)},
    samples=2,
    flat=[f"encoder{k}.attention1.dense2.b" for k in (1, 2)],
    only_f64=True,
)
def SmallBert(net, tokens, segments, mask):
    return bert(net, 2, 6, tokens, segments, mask, vocabulary=9)


def double(net, name, x, width):
    h = F.relu(conv(net, f"{name}.conv1", x, width, 3, padding=1))
    return F.relu(conv(net, f"{name}.conv2", h, width, 3, padding=1))


def levels(net, name, x, width, depth):
    here = double(net, f"{name}.double1", x, width)
    if depth == 0:
        return here
    below = interpolate(levels(net, f"{name}.levels1", max_pool(here, 2), 2 * width, depth - 1), scale_factor=2)
    return double(net, f"{name}.double2", torch.cat([here, below], -1), width)


@network({"image": even(4, 4, 1)}, {"mask": grid(4, 4, 1, low=0, step=1, count=2)}, samples=2)
def UNet(net, image, mask):
    z = conv(net, "conv1", levels(net, "levels1", image, 2, 2), 1, 1)
    return {"output:y": z.sigmoid(), "metric:loss": F.binary_cross_entropy_with_logits(z, mask)}
