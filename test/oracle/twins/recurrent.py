"""Recurrent layers, alone and stacked, with back-propagation through time."""

import torch
from torch import _VF
from torch.nn import functional as F

from layers import cross_entropy, dense
from network import even, ints, network


def recurrent(function, net, name, x, hidden, parts, biases, states=1):
    """One layer of PyTorch's own. nnc's single bias stands in the place of PyTorch's two."""
    width = parts * hidden
    w_x = net.param(f"{name}.Wx", x.shape[-1], width).T
    w_h = net.param(f"{name}.Wh", hidden, width).T
    first, *second = [net.param(f"{name}.{bias}", width) for bias in biases]
    b_h = second[0] if second else torch.zeros(width)
    start = [torch.zeros(1, len(x), hidden)] * states
    given = start if states > 1 else start[0]
    return function(x, given, [w_x, w_h, first, b_h], True, 1, 0.0, False, False, True)[0]


def rnn(net, name, x, hidden):
    return recurrent(_VF.rnn_tanh, net, name, x, hidden, 1, ["b"])


def lstm(net, name, x, hidden):
    return recurrent(_VF.lstm, net, name, x, hidden, 4, ["b"], states=2)


def gru(net, name, x, hidden):
    return recurrent(_VF.gru, net, name, x, hidden, 3, ["bx", "bh"])


@network({"xs": even(6, 3)})
def Rnn(net, xs):
    return {"output:hs": rnn(net, "rnn1", xs, 4)}


@network(
    {"xs": even(6, 3)}, {"labels": ints(6, below=3)}, steps=4, optimizer=lambda p: torch.optim.SGD(p, 0.5)
)
def Lstm(net, xs, labels):
    z = dense(net, "dense1", lstm(net, "lstm1", xs, 5), 3)
    return {"output:y": z.softmax(-1), "metric:loss": cross_entropy(z, labels).mean()}


@network({"xs": even(6, 3)})
def Gru(net, xs):
    return {"output:hs": gru(net, "gru1", xs, 4)}


@network({"xs": even(4, 3)})
def Bidirectional(net, xs):
    params = []
    for name in ("gru1", "gru2"):
        params += [net.param(f"{name}.Wx", 3, 9).T, net.param(f"{name}.Wh", 3, 9).T]
        params += [net.param(f"{name}.bx", 9), net.param(f"{name}.bh", 9)]
    start = torch.zeros(2, len(xs), 3)
    return {"output:hs": _VF.gru(xs, start, params, True, 1, 0.0, False, True, True)[0]}


@network({"xs": even(5, 3)}, {"t": even(2)}, steps=3, optimizer=lambda p: torch.optim.SGD(p, 0.1))
def Stacked(net, xs, t):
    hs = rnn(net, "rnn1", gru(net, "gru1", lstm(net, "lstm1", xs, 4), 3), 4)
    y = dense(net, "dense1", hs[:, -1], 2)
    return {"output:y": y, "metric:loss": F.mse_loss(y, t)}


@network({"xs": even(7, 4), "gates": even(7)})
def Leaky(net, xs, gates):
    leak = torch.sigmoid(net.param("leak", 4))
    level = net.param("start", 4).expand(len(xs), 4)
    total = torch.zeros(len(xs), 4)
    levels = []
    for t in range(7):
        before = level
        level = leak * level + torch.sigmoid(gates[:, t, None]) * xs[:, t]
        total = total + level * before
        levels.append(level.tanh())
    return {"output:levels": torch.stack(levels, 1), "output:last": level, "output:sum": total}
