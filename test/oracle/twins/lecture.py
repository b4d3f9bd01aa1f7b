"""The lecture's own networks, at reduced size."""

import torch
from torch.nn import functional as F

from layers import dense
from network import even, grid, network


def address(net, name, memory, before, h):
    """Where a head looks: by content, then gated with where it looked before, shifted and sharpened."""
    width = memory.shape[-1]
    key = dense(net, f"{name}.dense1", h, width).tanh()
    strength, gate, sharpen = dense(net, f"{name}.dense2", h, 3).unbind(-1)
    shift = dense(net, f"{name}.dense3", h, 3).softmax(-1)
    lengths = memory.square().sum(-1).sqrt() * key.square().sum(-1, keepdim=True).sqrt()
    cosine = torch.einsum("bnm,bm->bn", memory, key) / (lengths + 1e-8)
    content = (F.softplus(strength)[:, None] * cosine).softmax(-1)
    g = gate.sigmoid()[:, None]
    gated = g * content + (1 - g) * before
    back, stay, on = shift.split(1, dim=-1)
    shifted = back * gated.roll(-1, -1) + stay * gated + on * gated.roll(1, -1)
    sharp = (shifted + 1e-12) ** (1 + F.softplus(sharpen))[:, None]
    return sharp / sharp.sum(-1, keepdim=True)


def ntm(net, name, xs, out, rows, width, controller):
    batch = len(xs)
    memory = net.param(f"{name}.M0", rows, width).expand(batch, rows, width)
    reading = net.param(f"{name}.r0", width).expand(batch, width)
    read = write = F.one_hot(torch.zeros(batch, dtype=torch.long), rows).double()
    said = []
    for t in range(xs.shape[1]):
        h = dense(net, f"{name}.dense1", torch.cat([xs[:, t], reading], -1), controller).tanh()
        write = address(net, f"{name}.address1", memory, write, h)
        erase = dense(net, f"{name}.dense2", h, width).sigmoid()
        add = dense(net, f"{name}.dense3", h, width).tanh()
        memory = memory * (1 - torch.einsum("bn,bm->bnm", write, erase))
        memory = memory + torch.einsum("bn,bm->bnm", write, add)
        read = address(net, f"{name}.address2", memory, read, h)
        reading = torch.einsum("bn,bnm->bm", read, memory)
        said.append(dense(net, f"{name}.dense4", torch.cat([h, reading], -1), out))
    return torch.stack(said, 1)


def spoken(z, ys):
    loss = F.binary_cross_entropy_with_logits(z, ys, reduction="none").sum((1, 2)).mean()
    return {"output:y": z.sigmoid(), "metric:loss": loss}


@network(
    {"xs": even(5, 4)},
    {"ys": grid(2, 3, low=0, step=1, count=2)},
    steps=2,
    optimizer=lambda p: torch.optim.RMSprop(p, 1e-3, alpha=0.9, momentum=0.9),
    clip=10,
    only_f64=True,
)
def TuringMachine(net, xs, ys):
    return spoken(ntm(net, "ntm1", xs, 3, rows=5, width=4, controller=6)[:, 3:], ys)


@network(
    {"xs": even(1, 4)},
    {"ys": grid(1, 3, low=0, step=1, count=2)},
    steps=1,
    optimizer=lambda p: torch.optim.SGD(p, 0.1, momentum=0.9),
    clip=1,
)
def TuringStep(net, xs, ys):
    return spoken(ntm(net, "ntm1", xs, 3, rows=6, width=5, controller=8), ys)


@network(
    {"v": grid(6, low=0, step=1, count=2)},
    samples=4,
    steps=5,
    optimizer=lambda p: torch.optim.SGD(p, 0.1, momentum=0.5),
)
def Boltzmann(net, v):
    """Its gradient is, up to the sign, Hinton's update: <v h> of the data less <v h> of the dream."""
    w, a, b = net.param("W", 6, 5), net.param("a", 6), net.param("b", 5)
    h = (v @ w + b).sigmoid()
    with torch.no_grad():
        drawn = (net.uniform("bernoulli1", *h.shape) < h).double()
        dream = (drawn @ w.T + a).sigmoid()

    def free_energy(seen):
        return -(seen @ a) - F.softplus(seen @ w + b).sum(-1)

    loss = (free_energy(v) - free_energy(dream)).mean()
    update = (v.T @ h - dream.T @ (dream @ w + b).sigmoid()) / len(v)
    gradient = torch.autograd.grad(loss, w, retain_graph=True)[0]
    assert torch.allclose(gradient, -update, rtol=0, atol=1e-12)
    return {"output:h": h, "metric:loss": loss, "metric:error": (v - dream).square().mean()}
