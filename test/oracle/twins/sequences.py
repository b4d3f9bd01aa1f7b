"""Ids, dropped elements."""

import torch
from torch.nn import functional as F

from layers import cross_entropy, dense, dropout
from network import even, ints, network
from recurrent import rnn


@network(
    {"ids": ints(7, below=5)},
    {"labels": ints(7, below=3)},
    steps=4,
    optimizer=lambda p: torch.optim.Adam(p, 0.05),
)
def Embedding(net, ids, labels):
    h = F.embedding(ids, net.param("embedding1.W", 5, 4))
    z = dense(net, "dense1", h, 3)
    return {"output:y": z.softmax(-1), "metric:loss": cross_entropy(z, labels).mean()}


@network(
    {"ids": ints(5, below=6)},
    {"next": ints(5, below=6)},
    steps=4,
    optimizer=lambda p: torch.optim.SGD(p, 0.2),
)
def TiedEmbedding(net, ids, next):
    words = net.param("words.W", 6, 4)
    z = rnn(net, "rnn1", F.embedding(ids, words), 4) @ words.T
    return {"output:y": z.softmax(-1), "metric:loss": cross_entropy(z, next).mean()}


@network({"x": even(6)}, {"t": even(3)}, samples=4, steps=4, optimizer=lambda p: torch.optim.SGD(p, 0.1))
def Dropout(net, x, t):
    h = dense(net, "dense1", dropout(net, "dropout1", x, 0.25), 8).tanh()
    y = dense(net, "dense2", dropout(net, "dropout2", h, 0.5), 3)
    return {"output:y": y, "metric:loss": F.mse_loss(y, t)}
