"""Layers that normalise; batch normalisation in both modes and over several steps."""

import torch
from torch.nn import functional as F

from layers import batch_norm, dense, layer_norm
from network import even, network


@network(
    {"x": even(5)},
    {"t": even(3)},
    samples=8,
    steps=4,
    optimizer=lambda p: torch.optim.SGD(p, 0.1, momentum=0.9),
)
def BatchNorm(net, x, t):
    h = batch_norm(net, "batchNorm1", dense(net, "dense1", x, 4, bias=False))
    y = dense(net, "dense2", h.tanh(), 3)
    return {"output:y": y, "metric:loss": F.mse_loss(y, t)}


@network(
    {"x": even(3, 4, 3)}, {"t": even(3)}, samples=4, steps=4, optimizer=lambda p: torch.optim.SGD(p, 0.1)
)
def BatchNormOfImages(net, x, t):
    h = batch_norm(net, "batchNorm1", x, momentum=0.75, eps=1e-3).tanh()
    y = dense(net, "dense1", h.mean((1, 2)), 3)
    return {"output:y": y, "metric:loss": F.mse_loss(y, t)}


@network(
    {"a": even(4), "b": even(4)},
    {"t": even(4)},
    samples=5,
    steps=3,
    optimizer=lambda p: torch.optim.SGD(p, 0.1),
)
def BatchNormShared(net, a, b, t):
    y = batch_norm(net, "norm", a, momentum=0.5).tanh()
    y = y + batch_norm(net, "norm", b, momentum=0.5).tanh() * a
    return {"output:y": y, "metric:loss": F.mse_loss(y, t)}


@network({"x": even(3, 6)})
def LayerNorm(net, x):
    z = layer_norm(net, "layerNorm2", dense(net, "dense1", x, 5), eps=1e-2)
    return {"output:y": layer_norm(net, "layerNorm1", x), "output:z": dense(net, "dense2", z, 2)}


def group_norm(net, name, x, groups, eps=1e-5):
    width = x.shape[-1]
    gain, shift = net.param(f"{name}.gain", width), net.param(f"{name}.shift", width)
    return F.group_norm(x.movedim(-1, 1), groups, gain, shift, eps).movedim(1, -1)


@network({"x": even(3, 2, 6)})
def GroupNorm(net, x):
    return {
        "output:y": group_norm(net, "groupNorm1", x, 3),
        "output:whole": F.relu(group_norm(net, "groupNorm2", x, 1)),
        "output:each": group_norm(net, "groupNorm3", x, 6, eps=1e-2),
    }


def rms_norm(net, name, x, eps=1e-5):
    root = (x.square().mean(-1, keepdim=True) + eps).sqrt()
    return x / root * net.param(f"{name}.gain", x.shape[-1])


@network({"x": even(3, 6)})
def RmsNorm(net, x):
    return {
        "output:y": rms_norm(net, "rmsNorm1", x),
        "output:z": rms_norm(net, "rmsNorm2", dense(net, "dense1", x, 5), eps=1e-2),
    }
