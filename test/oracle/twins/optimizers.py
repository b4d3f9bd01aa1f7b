"""Every optimiser over ten steps, each with inputs of its own, on the same small network."""

from torch.nn import functional as F
from torch.optim import SGD, Adagrad, Adam, AdamW, RMSprop

from layers import dense
from network import even, network


def trained(name, optimizer, **more):
    """Registers the network under this name."""

    def small(net, x, t):
        y = dense(net, "small1.dense2", dense(net, "small1.dense1", x, 4).tanh(), 2)
        return {"output:y": y, "metric:loss": F.mse_loss(y, t)}

    small.__name__ = name
    network({"x": even(3)}, {"t": even(2)}, samples=4, steps=10, optimizer=optimizer, **more)(small)


trained("Sgd", lambda p: SGD(p, 0.2), schedule=lambda step: min(1, step / 5))
trained("AdamOfOtherBetas", lambda p: Adam(p, 0.05, betas=(0.8, 0.9), eps=1e-3), schedule=lambda step: step**-0.5)
trained("Momentum", lambda p: SGD(p, 0.1, momentum=0.9))
trained("Nesterov", lambda p: SGD(p, 0.1, momentum=0.8, nesterov=True))
trained("Adam", lambda p: Adam(p, 0.05))
trained("AdamW", lambda p: AdamW(p, 0.05, weight_decay=0.1))
trained("RmsProp", lambda p: RMSprop(p, 0.02, alpha=0.9))
trained("RmsPropWithMomentum", lambda p: RMSprop(p, 0.02, alpha=0.8, momentum=0.5))
trained("Adagrad", lambda p: Adagrad(p, 0.1))
trained("AdamWithWeightDecay", lambda p: Adam(p, 0.05, weight_decay=0.1))
trained("ClippedWithDecay", lambda p: SGD(p, 0.3, momentum=0.5, weight_decay=0.1), clip=0.3)
