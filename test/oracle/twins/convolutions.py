"""Convolutions of every kind. Images are [h, w, c] in nnc and [c, h, w] in PyTorch."""

import torch
from torch.nn import functional as F

from layers import conv, conv1d, conv_transpose, dense
from network import even, ints, network


@network(
    {"image": even(6, 5, 2)}, {"label": ints(below=3)}, steps=2, optimizer=lambda p: torch.optim.SGD(p, 0.2)
)
def Conv(net, image, label):
    h = conv(net, "conv1", image, 4, 3, padding=1).tanh()
    h = conv(net, "conv2", h, 3, 3, stride=2, padding=1, bias=False).tanh()
    z = dense(net, "dense1", h.flatten(1), 3)
    return {"output:y": z.softmax(-1), "metric:loss": F.cross_entropy(z, label)}


@network({"image": even(7, 6, 2)}, samples=2)
def ConvOfAnyShape(net, image):
    return {
        "output:pointwise": conv(net, "conv1", image, 3, 1),
        "output:oblong": conv(net, "conv2", image, 2, (2, 3), bias=False),
        "output:strided": conv(net, "conv3", image, 2, 3, stride=(3, 2), padding=(2, 1)),
        "output:dilated": conv(net, "conv4", image, 2, (3, 2), dilation=(2, 3), padding=1),
        "output:farApart": conv(net, "conv5", image, 2, 2, stride=4),
        "output:whole": conv(net, "conv6", image, 3, (7, 6)),
    }


@network({"image": even(6, 7, 2)}, samples=2)
def ConvOfSameSize(net, image):
    # PyTorch's own "same" has no stride; what is put around the image is written out there.
    strided = F.pad(image, (0, 0, 1, 1, 0, 1))
    return {
        "output:odd": conv(net, "conv1", image, 2, 3, padding="same"),
        "output:even": conv(net, "conv2", image, 2, (2, 4), padding="same"),
        "output:strided": conv(net, "conv3", strided, 2, 3, stride=2),
        "output:sparse": conv(net, "conv4", image, 2, 1, stride=3),
        "output:dilated": conv(net, "conv5", image, 2, (2, 3), dilation=2, padding="same"),
    }


@network({"image": even(5, 5, 6)}, samples=2)
def ConvOfGroups(net, image):
    return {
        "output:halves": conv(net, "conv1", image, 4, 3, groups=2, padding=1),
        "output:thirds": conv(net, "conv2", image, 3, 2, groups=3, stride=2, bias=False),
        "output:depthwise": conv(net, "conv3", image, 6, 3, groups=6),
        "output:multiplied": conv(net, "conv4", image, 12, (3, 1), groups=6, dilation=2),
    }


@network({"xs": even(9, 4)}, samples=2)
def ConvInTime(net, xs):
    dilated, halved = F.pad(xs, (0, 0, 4, 0)), F.pad(xs, (0, 0, 1, 0))
    return {
        "output:plain": conv1d(net, "conv1d1", xs, 3, 3),
        "output:strided": conv1d(net, "conv1d2", xs, 3, 3, stride=2, padding=2, dilation=2),
        "output:same": conv1d(net, "conv1d3", xs, 2, 4, padding="same", bias=False),
        "output:causal": conv1d(net, "conv1d4", dilated, 3, 3, dilation=2),
        "output:grouped": conv1d(net, "conv1d5", halved, 6, 2, groups=2, stride=2),
    }


@network({"xs": even(12, 2)}, samples=2)
def Causal(net, xs):
    for i in range(3):
        past = F.pad(xs, (0, 0, 2**i, 0))
        xs = conv1d(net, f"conv1d{i + 1}", past, 3, 2, dilation=2**i).tanh()
    return {"output:y": conv1d(net, "conv1d4", xs, 1, 1)}


@network({"image": even(3, 4, 4)}, samples=2)
def ConvTranspose(net, image):
    cut = {"stride": 2, "padding": (2, 1), "output_padding": (0, 1)}
    return {
        "output:plain": conv_transpose(net, "convTranspose1", image, 3, 3),
        "output:strided": conv_transpose(
            net, "convTranspose2", image, 2, (2, 3), stride=(3, 2), bias=False
        ),
        "output:padded": conv_transpose(
            net, "convTranspose3", image, 2, 3, stride=2, padding=1, output_padding=1
        ),
        "output:cut": conv_transpose(net, "convTranspose4", image, 2, (4, 3), **cut),
        "output:grouped": conv_transpose(net, "convTranspose5", image, 4, 3, stride=2, groups=2),
    }


@network(
    {"image": even(6, 6, 1, low=0.0, high=1.0)},
    steps=3,
    optimizer=lambda p: torch.optim.Adam(p, 0.02, eps=1e-3),
)
def Autoencoder(net, image):
    h = conv(net, "conv1", image, 2, 3, stride=2, padding=1).tanh()
    code = dense(net, "dense1", h.flatten(1), 5).tanh()
    h = dense(net, "dense2", code, 18).tanh().reshape(-1, 3, 3, 2)
    more = {"stride": 2, "padding": 1, "output_padding": 1}
    y = conv_transpose(net, "convTranspose1", h, 1, 3, **more).sigmoid()
    return {"output:y": y, "metric:loss": F.mse_loss(y, image)}
