"""Networks in PyTorch, float64, with the weights and inputs of their `.nn` twins, and what they compute.

A network is a function of a `Net` and its inputs and targets, samples first. It returns results by name:
`output:y`, `metric:loss` (the mean over the samples), `metric:accuracy`. Params are leaves in the layout
of the `.nn` file, named as there, so gradients by them need no translation.
"""

import torch

from draws import uniform
from generator import in_range, weights

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

NETWORKS = {}


def even(*shape, low=-1.0, high=1.0):
    """A float input, evenly between."""
    return {"shape": shape, "kind": "even", "low": low, "high": high}


def grid(*shape, low, step, count):
    """A float input of few different numbers: what ties are made of."""
    return {"shape": shape, "kind": "grid", "low": low, "step": step, "count": count}


def ints(*shape, below):
    return {**grid(*shape, low=0, step=1, count=below), "int": True}


def bools(*shape):
    return {**grid(*shape, low=0, step=1, count=2), "bool": True}


def network(
    inputs,
    targets=None,
    samples=3,
    steps=0,
    optimizer=None,
    clip=None,
    schedule=None,
    flat=(),
    only_f64=False,
):
    """Registers a network under the family that its file is named after.

    steps: of the optimiser, each with inputs of its own. optimizer: params → torch optimiser.
    schedule: step, counted from 1 → factor of the rate. flat: params and inputs whose gradient is 0.
    only_f64: bounds for float32 would come near the numbers themselves and say nothing.
    """

    def register(function):
        family = function.__module__
        NETWORKS.setdefault(family, {})[function.__name__] = {
            "function": function,
            "name": function.__name__,
            "inputs": inputs,
            "targets": targets or {},
            "samples": samples,
            "steps": steps,
            "optimizer": optimizer,
            "clip": clip,
            "schedule": schedule or (lambda step: 1.0),
            "flat": flat,
            "only_f64": only_f64,
        }
        return function

    return register


class Net:
    """The params and buffers of one network, made when they are first asked for."""

    def __init__(self, name):
        self.name = name
        self.params = {}
        self.buffers = {}
        self.training = False
        self.forwards = 0

    def param(self, name, *shape):
        if name not in self.params:
            value = torch.tensor(weights(f"{self.name} param:{name}", shape))
            self.params[name] = value.requires_grad_()
        assert tuple(self.params[name].shape) == shape, f"{name} is used with two shapes"
        return self.params[name]

    def buffer(self, name, start):
        return self.buffers.setdefault(name, start.clone())

    def uniform(self, place, *shape):
        """nnc's draw at this place, for seed 1."""
        return torch.tensor(uniform(1, self.forwards, place, shape))


def make_inputs(spec, step):
    made = {}
    for role in ("input", "target"):
        for name, port in spec[role + "s"].items():
            shape = (spec["samples"], *port["shape"])
            value = torch.tensor(in_range(f"{spec['name']} {role}:{name} {step}", shape, port))
            if "int" in port:
                value = value.long()
            if "bool" in port:
                value = value.bool()
            made[name] = value
    return made


def run(spec):
    """Everything that is compared, by name."""
    results = {}
    ports = make_inputs(spec, 0)
    net = Net(spec["name"])
    keep(results, "inference", spec["function"](net, **ports))
    run_training(spec, ports, results)
    if spec["steps"] > 0:
        run_steps(spec, results)
    return results


def run_training(spec, ports, results):
    """One forward of the training graph and the gradients of the loss or, without one, of the outputs."""
    net = Net(spec["name"])
    net.training, net.forwards = True, 1
    wanted = {f"inputGrad:{name}": ports[name] for name in spec["inputs"]}
    wanted = {name: port for name, port in wanted.items() if port.is_floating_point()}
    for port in wanted.values():
        port.requires_grad_()
    computed = spec["function"](net, **ports)
    keep(results, "training", computed)
    keep(results, "training", {f"buffer:{name}": value for name, value in net.buffers.items()})
    wanted = {**{f"grad:{name}": value for name, value in net.params.items()}, **wanted}
    gradients = torch.autograd.grad(objective(spec, computed), wanted.values(), allow_unused=True)
    for (name, value), gradient in zip(wanted.items(), gradients):
        keep(results, "training", {name: torch.zeros_like(value) if gradient is None else gradient})


def objective(spec, computed):
    if "metric:loss" in computed:
        return computed["metric:loss"]
    total = 0
    for name, output in computed.items():
        if not output.is_floating_point():
            continue
        seed = f"{spec['name']} outputGradient:{name.removeprefix('output:')}"
        weighting = in_range(seed, tuple(output.shape), even())
        total = total + (torch.tensor(weighting) * output).sum()
    return total


def run_steps(spec, results):
    net = Net(spec["name"])
    spec["function"](net, **make_inputs(spec, 0))
    net.training = True
    net.buffers.clear()
    optimizer = spec["optimizer"](list(net.params.values()))
    rates = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda done: spec["schedule"](done + 1))
    losses = []
    for step in range(1, spec["steps"] + 1):
        net.forwards = step
        loss = spec["function"](net, **make_inputs(spec, step))["metric:loss"]
        optimizer.zero_grad()
        loss.backward()
        if spec["clip"] is not None:
            torch.nn.utils.clip_grad_norm_(net.params.values(), spec["clip"])
        optimizer.step()
        rates.step()
        losses.append(loss.detach())
    keep(results, "steps", {"metric:loss": torch.stack(losses)})
    keep(results, "steps", {f"param:{name}": value for name, value in net.params.items()})
    keep(results, "steps", {f"buffer:{name}": value for name, value in net.buffers.items()})
    net.training = False
    after = spec["function"](net, **make_inputs(spec, 0))
    keep(results, "after", {name: value for name, value in after.items() if name.startswith("output:")})


def keep(results, stage, computed):
    for name, value in computed.items():
        assert f"{stage}/{name}" not in results, f"{name} is computed twice"
        results[f"{stage}/{name}"] = value.detach().to(torch.float64).clone()
