"""Layers over params in the layout of `.nn` files: vectors last, images [h, w, c], kernels [kh, kw, in, out]."""

import torch
from torch.nn import functional as F


def dense(net, name, x, out, bias=True):
    weight = net.param(f"{name}.W", x.shape[-1], out)
    return F.linear(x, weight.T, net.param(f"{name}.b", out) if bias else None)


def batch_norm(net, name, x, momentum=0.9, eps=1e-5):
    """Over every axis but the last. PyTorch's momentum is the weight of the new value."""
    width = x.shape[-1]
    channels_second = x.movedim(-1, 1)
    normed = F.batch_norm(
        channels_second,
        net.buffer(f"{name}.mean", torch.zeros(width)),
        net.buffer(f"{name}.variance", torch.ones(width)),
        net.param(f"{name}.gain", width),
        net.param(f"{name}.shift", width),
        training=net.training,
        momentum=1 - momentum,
        eps=eps,
    )
    return normed.movedim(1, -1)


def layer_norm(net, name, x, eps=1e-5):
    width = x.shape[-1]
    gain, shift = net.param(f"{name}.gain", width), net.param(f"{name}.shift", width)
    return F.layer_norm(x, (width,), gain, shift, eps)


def cross_entropy(logits, labels):
    """One number per sample: the mean over other axes is the caller's."""
    return F.cross_entropy(logits.movedim(-1, 1), labels, reduction="none")


def pair(size):
    return size if isinstance(size, tuple) else (size, size)


def conv(net, name, image, filters, kernel, groups=1, bias=True, **more):
    weight = net.param(f"{name}.W", *pair(kernel), image.shape[-1] // groups, filters)
    shift = net.param(f"{name}.b", filters) if bias else None
    y = F.conv2d(image.movedim(-1, 1), weight.permute(3, 2, 0, 1), shift, groups=groups, **more)
    return y.movedim(1, -1)


def conv_transpose(net, name, image, filters, kernel, groups=1, bias=True, **more):
    weight = net.param(f"{name}.W", *pair(kernel), image.shape[-1], filters // groups)
    shift = net.param(f"{name}.b", filters) if bias else None
    weight, x = weight.permute(2, 3, 0, 1), image.movedim(-1, 1)
    return F.conv_transpose2d(x, weight, shift, groups=groups, **more).movedim(1, -1)


def conv1d(net, name, xs, filters, kernel, groups=1, bias=True, **more):
    weight = net.param(f"{name}.W", kernel, xs.shape[-1] // groups, filters)
    shift = net.param(f"{name}.b", filters) if bias else None
    y = F.conv1d(xs.movedim(-1, 1), weight.permute(2, 1, 0), shift, groups=groups, **more)
    return y.movedim(1, -1)


def dropout(net, name, x, rate):
    """With nnc's own draws."""
    return x * (net.uniform(name, *x.shape) >= rate) / (1 - rate) if net.training else x
