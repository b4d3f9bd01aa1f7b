"""Dense layers with every activation of the prelude."""

import torch
from torch.nn import functional as F

from layers import cross_entropy, dense
from network import even, grid, ints, network


@network({"x": even(6)}, {"label": ints(below=4)}, steps=3, optimizer=lambda p: torch.optim.SGD(p, 0.5))
def Classifier(net, x, label):
    h = torch.relu(dense(net, "dense1", x, 8))
    h = torch.tanh(dense(net, "dense2", h, 5))
    z = dense(net, "dense3", h, 4)
    return {
        "output:y": z.softmax(-1),
        "metric:loss": cross_entropy(z, label).mean(),
        "metric:accuracy": (z.argmax(-1) == label).double().mean(),
    }


@network({"x": even(5)})
def Activations(net, x):
    w, b = net.param("maxout1.W", 3, 5, 3), net.param("maxout1.b", 3, 3)
    pieces = torch.stack([F.linear(x, w[k].T, b[k]) for k in range(3)])
    return {
        "output:linear": dense(net, "dense1", x, 3, bias=False),
        "output:rectified": F.relu(dense(net, "dense2", x, 4)),
        "output:leaky": F.leaky_relu(dense(net, "dense3", x, 4), 0.1),
        "output:leakier": F.leaky_relu(dense(net, "dense4", x, 4), 0.3),
        "output:exponential": F.elu(dense(net, "dense5", x, 4)),
        "output:halved": F.elu(dense(net, "dense6", x, 4), 0.5),
        "output:selfNormalised": F.selu(dense(net, "dense7", x, 4)),
        "output:soft": F.softplus(dense(net, "dense8", x, 4)),
        "output:gaussian": F.gelu(dense(net, "dense9", x, 4)),
        "output:swish": F.silu(dense(net, "dense10", x, 4)),
        "output:logistic": torch.sigmoid(dense(net, "dense11", x, 4)),
        "output:hyperbolic": torch.tanh(dense(net, "dense12", x, 4)),
        "output:hard": F.hardtanh(dense(net, "dense13", x, 4)),
        "output:clipped": dense(net, "dense14", x, 4).clamp(-0.25, 0.5),
        "output:probabilities": dense(net, "dense15", x, 4).softmax(-1),
        "output:logarithms": dense(net, "dense16", x, 4).log_softmax(-1),
        "output:largest": pieces.max(0).values,
    }


@network({"x": grid(32, low=-2.5, step=0.25, count=21)})
def Kinks(net, x):
    other = x.flip(-1)
    return {
        "output:rectified": F.relu(x),
        "output:leaky": F.leaky_relu(x, 0.1),
        "output:exponential": F.elu(x),
        "output:selfNormalised": F.selu(x),
        "output:hard": F.hardtanh(x),
        "output:clipped": x.clamp(-0.5, 0.75),
        "output:magnitude": x.abs(),
        "output:rounded": x.round(),
        "output:below": x.floor(),
        "output:direction": x.sign(),
        # torch.maximum shares the gradient of a tie; nnc gives it to the first.
        "output:first": torch.where(x >= other, x, other),
        "output:least": torch.where(x <= other, x, other),
        "output:length": torch.linalg.norm(x[:, :2], dim=-1),
    }


@network({"x": even(9)})
def Functions(net, x):
    return {
        "output:exponential": x.exp(),
        "output:logarithm": (x**2 + 0.5).log(),
        "output:root": (x**2 + 0.5).sqrt(),
        "output:sine": (3 * x).sin(),
        "output:cosine": (3 * x).cos(),
        "output:arc": (2 * x).atan(),
        "output:error": x.erf(),
        "output:power": (x**2 + 0.5) ** (x - 0.25),
        "output:cube": x**3,
        "output:quotient": x / (2 + x**2),
        "output:remainder": (3 * x).remainder(0.75),
        "output:spread": x.var(-1, unbiased=False),
        "output:unbiased": x.var(-1),
        "output:size": torch.linalg.norm(x, dim=-1),
        "output:products": torch.einsum("ni,nj->nij", x[:, :3], x[:, 3:]),
        "output:inner": (x[:, :4] * x[:, 4:8]).sum(-1),
    }
