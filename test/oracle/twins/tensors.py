"""Moving, taking and summing: indices, slices, patterns, ties."""

import torch
from torch.nn import functional as F

from network import even, grid, ints, network


@network(
    {
        "x": even(4, 5),
        "rows": ints(6, below=4),
        "column": ints(below=5),
        "places": ints(4, 3, below=5),
    }
)
def Indexing(net, x, rows, column, places):
    samples = torch.arange(len(x))
    return {
        "output:taken": x[samples[:, None], rows],
        "output:element": x[samples, 1, column],
        "output:gathered": x.gather(2, places),
        "output:row": x[:, -1],
        "output:middle": x[:, 1:3],
        "output:apart": x[:, ::2, 1::2],
        "output:clipped": x[:, 2:9, :-3],
        "output:ellipsis": x[..., 2],
    }


@network({"x": even(3, 4), "y": even(3, 2)})
def Moving(net, x, y):
    left, right = x.split([1, 3], -1)
    return {
        "output:turned": x.transpose(1, 2),
        "output:rolled": x.roll(1, 2) * x.roll(-3, 1),
        "output:reversed": x.flip(1) + x.flip(2),
        "output:padded": F.pad(x, (1, 2)) * F.pad(x, (2, 1), value=3.0),
        "output:joined": torch.cat([x, y, x], -1),
        "output:stacked": torch.stack([x, 2 * x, x**2], 2),
        "output:left": left,
        "output:right": right,
        "output:squared": x.reshape(-1, 3, 2, 2).transpose(2, 3).reshape(-1, 6, 2),
        "output:cube": x.reshape(-1, 2, 3, 2).permute(0, 3, 1, 2),
    }


@network({"x": even(3, 4)}, samples=4)
def Sums(net, x):
    return {
        "output:sums": x.cumsum(2) * x.cumsum(1),
        "output:total": x.sum((1, 2))[:, None] * x.sum(1),
        "output:means": x.mean(2, keepdim=True) * x,
        "output:overSamples": x - x.mean((0, 1)),
        "output:spread": x / x.var((0, 2), keepdim=True),
        "output:share": x.softmax(1),
        "output:lengths": torch.linalg.norm(x, dim=-1),
    }


@network({"a": even(3, 4), "b": even(4, 2), "c": even(2, 3, 4), "v": even(4)})
def Products(net, a, b, c, v):
    return {
        "output:matrix": a @ b,
        "output:several": c @ b[:, None],
        "output:vector": (a @ v[..., None])[..., 0],
        "output:row": (v[:, None] @ b)[:, 0],
        "output:number": (v * v).sum(-1),
        "output:pattern": torch.stack([a @ c[:, k].transpose(1, 2) for k in range(2)], 1),
        "output:diagonal": (c * c).sum((1, 2)),
        "output:chain": ((a * v[:, None]) @ b).transpose(1, 2),
        "output:ellipsis": (c @ b[:, None]).permute(0, 3, 1, 2),
        "output:power": a.square() @ -b,
    }


@network({"x": grid(5, 6, low=-1, step=0.5, count=4)})
def Ties(net, x):
    def first_largest(values, dim):
        return values.max(dim).values

    def first_least(values, dim):
        return values.min(dim).values

    flat = x.flatten(1)
    a, b, c, d = x[:, 0], x[:, 1], x[:, 2], x[:, 3]
    # torch.maximum shares the gradient of a tie; nnc gives it to the first.
    pairs = torch.where(a >= b, a, b) * torch.where(c <= d, c, d)
    counted = (a == b).double() + (a <= b) * 2 + ((a != c) & ~(b > 0)) * 4
    return {
        "output:largest": first_largest(flat, 1)[:, None] + first_largest(x, 1),
        "output:least": first_least(x, 2) * first_least(flat, 1)[:, None],
        "output:where1": x.argmax(2),
        "output:where2": x.argmin(1),
        "output:pairs": pairs,
        "output:chosen": torch.where(a > b, a * c, -d),
        "output:counted": counted.long(),
    }
