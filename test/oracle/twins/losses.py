"""Every loss of the prelude, behind a dense layer; with logits, where PyTorch has a loss of logits."""

import torch
from torch.nn import functional as F

from layers import cross_entropy, dense
from network import even, grid, ints, network

TRUTH = {"low": 0, "step": 1, "count": 2}


@network({"x": even(4, 5)}, {"labels": ints(4, below=6)})
def CrossEntropyOfLabels(net, x, labels):
    z = dense(net, "dense1", x, 6)
    return {"output:y": z.softmax(-1), "metric:loss": cross_entropy(z, labels).mean()}


@network({"x": even(5)}, {"t": even(6)})
def CrossEntropyOfDistributions(net, x, t):
    z = dense(net, "dense1", x, 6)
    return {"output:y": z.softmax(-1), "metric:loss": F.cross_entropy(z, t.softmax(-1))}


@network({"x": even(5)}, {"label": ints(below=3)})
def CrossEntropyOfGiven(net, x, label):
    y = dense(net, "dense1", x, 3).sigmoid()
    return {"output:y": y, "metric:loss": F.nll_loss(y.log(), label)}


@network({"x": even(4)}, {"label": ints(below=4), "truth": grid(4, **TRUTH)}, samples=5)
def Confident(net, x, label, truth):
    several = F.cross_entropy(60 * x, label)
    each = F.binary_cross_entropy_with_logits(80 * x, truth)
    return {
        "output:y": (60 * x).softmax(-1),
        "output:sure": (80 * x).sigmoid(),
        "metric:several": several,
        "metric:each": each,
        "metric:loss": several + each,
    }


@network({"x": even(5)}, {"truth": grid(3, **TRUTH), "share": even(3, low=0.0, high=1.0)})
def BinaryCrossEntropy(net, x, truth, share):
    z = dense(net, "dense1", x, 3)
    hard = F.binary_cross_entropy_with_logits(z, truth, reduction="none").sum(-1).mean()
    soft = F.binary_cross_entropy_with_logits(z, share)
    return {
        "output:y": z.sigmoid(),
        "metric:hard": hard,
        "metric:soft": soft,
        "metric:loss": hard + soft,
    }


@network({"x": even(5)}, {"t": even(4)})
def KlDivergence(net, x, t):
    z = dense(net, "dense1", x, 4)
    # PyTorch's order is the other way round: kl_div(log q, p) is Σ p log(p / q).
    forward = F.kl_div(z.log_softmax(-1), t.softmax(-1), reduction="batchmean")
    backward = F.kl_div((2 * t).log_softmax(-1), z.softmax(-1), reduction="batchmean")
    return {
        "output:q": z.softmax(-1),
        "metric:forward": forward,
        "metric:backward": backward,
        "metric:loss": forward + backward,
    }


@network({"x": even(5)}, {"t": even(2, 3)})
def MeanSquared(net, x, t):
    y = dense(net, "dense1", x, 6).reshape(-1, 2, 3)
    return {"output:y": y, "metric:loss": F.mse_loss(y, t)}


@network({"x": even(5)}, {"t": even(3)})
def MeanAbsolute(net, x, t):
    y = dense(net, "dense1", x, 3)
    return {"output:y": y, "metric:loss": F.l1_loss(y, t)}


@network({"x": grid(8, low=-1, step=0.25, count=9)}, {"t": grid(8, low=-1, step=0.25, count=9)})
def Huber(net, x, t):
    y = dense(net, "dense1", x, 8)
    wide, narrow = F.huber_loss(y, t), F.huber_loss(y, t, delta=0.25)
    joint = F.huber_loss(x, torch.zeros_like(x), delta=0.5)
    return {
        "output:y": y,
        "metric:wide": wide,
        "metric:narrow": narrow,
        "metric:atTheJoint": joint,
        "metric:loss": wide + narrow + joint,
    }


@network({"x": even(5)}, {"t": grid(4, low=-1, step=2, count=2)})
def Hinge(net, x, t):
    y = dense(net, "dense1", x, 4)
    return {"output:y": y, "metric:loss": F.relu(1 - t * 2 * y).mean()}


@network(
    {"x": even(5)},
    {"label": ints(below=3), "t": even(2)},
    samples=4,
    steps=3,
    optimizer=lambda p: torch.optim.SGD(p, 0.3),
)
def TwoLosses(net, x, label, t):
    h = dense(net, "dense1", x, 4).tanh()
    z, place = dense(net, "dense2", h, 3), dense(net, "dense3", h, 2)
    first, second = F.cross_entropy(z, label), 0.5 * F.mse_loss(place, t)
    return {
        "output:class": z.softmax(-1),
        "output:place": place,
        "metric:first": first,
        "metric:second": second,
        "metric:accuracy": (z.argmax(-1) == label).double().mean(),
        "metric:loss": first + second,
    }
