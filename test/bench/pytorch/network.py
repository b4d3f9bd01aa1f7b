"""A workload's network in PyTorch: a function for each kind of layer, and the calls that are timed."""

import math

import torch
import torch.nn.functional as F


def lstm(layer, weights, x):
    """Gates in the order i, f, g, o as in the workload; the weights a row per output, the second bias zero."""
    own = weights["lstm"]
    return torch.lstm(x, own["start"](x), own["weights"], True, 1, 0.0, False, False, True)[1][0]


def attention(layer, weights, q, k, v):
    n, length, width = q.shape
    heads = layer["heads"]
    per_head = lambda x: x.view(n, length, heads, width // heads).transpose(1, 2)
    scores = per_head(q) @ per_head(k).transpose(2, 3) / math.sqrt(width // heads)
    mixed = torch.softmax(scores, -1) @ per_head(v)
    return mixed.transpose(1, 2).reshape(n, length, width)


def conv(layer, weights, x):
    bias = weights[layer["bias"]] if layer["bias"] else None
    return F.conv2d(x, weights[layer["weight"]], bias, layer["stride"], layer["pad"])


def max_pool(layer, weights, x):
    return F.max_pool2d(x, layer["size"], layer["stride"], layer["pad"], ceil_mode=layer["ceil"])


def batch_norm(layer, weights, x):
    mean, variance, gain, shift = (weights[layer[name]] for name in ("mean", "variance", "gain", "shift"))
    return F.batch_norm(x, mean, variance, gain, shift, eps=layer["epsilon"])


def layer_norm(layer, weights, x):
    gain, shift = weights[layer["gain"]], weights[layer["shift"]]
    return F.layer_norm(x, gain.shape, gain, shift, layer["epsilon"])


def local_response_norm(layer, weights, x):
    """PyTorch divides alpha by the size."""
    alpha = layer["alpha"] * layer["size"]
    return F.local_response_norm(x, layer["size"], alpha, layer["beta"], layer["offset"])


KINDS = {
    "dense": lambda layer, weights, x: F.linear(x, weights[layer["weight"]], weights[layer["bias"]]),
    "relu": lambda layer, weights, x: F.relu(x),
    "sigmoid": lambda layer, weights, x: torch.sigmoid(x),
    "softmax": lambda layer, weights, x: F.softmax(x, -1),
    "gelu": lambda layer, weights, x: F.gelu(x),
    "flatten": lambda layer, weights, x: x.flatten(1),
    "add": lambda layer, weights, x, y: x + y,
    "concat": lambda layer, weights, *parts: torch.cat(parts, 1),
    "globalAvgPool": lambda layer, weights, x: x.mean((2, 3)),
    "conv": conv,
    "maxPool": max_pool,
    "batchNorm": batch_norm,
    "layerNorm": layer_norm,
    "lrn": local_response_norm,
    "lstm": lstm,
    "attention": attention,
}


def walk(layers, weights, x):
    values = {"x": x}
    for layer in layers:
        inputs = [values[name] for name in layer["from"]]
        values[layer["name"]] = KINDS[layer["kind"]](layer, weights, *inputs)
    return values[layers[-1]["name"]]


def prepare_weights(layers, tensors):
    """The weights as PyTorch's layers keep them: a row per output."""
    weights = {name: tensor.clone() for name, tensor in tensors.items()}
    for layer in layers:
        if layer["kind"] == "dense":
            weights[layer["weight"]] = weights[layer["weight"]].t().contiguous()
        if layer["kind"] == "lstm":
            turned = [weights.pop(layer[name]).t().contiguous() for name in ("inputWeight", "hiddenWeight")]
            bias = weights.pop(layer["bias"])
            hidden = layer["hidden"]
            zeros = lambda x, h=hidden: [torch.zeros(1, x.shape[0], h) for _ in range(2)]
            weights["lstm"] = {"weights": [*turned, bias, torch.zeros_like(bias)], "start": zeros}
    return weights


def trained(weights):
    """All that moves; the second bias of a recurrent layer is not in the workload and stays zero."""
    plain = [tensor for tensor in weights.values() if torch.is_tensor(tensor)]
    return plain + (weights["lstm"]["weights"][:3] if "lstm" in weights else [])


def forward_call(described, tensors, x):
    layers = described["layers"]
    weights = prepare_weights(layers, tensors)

    def run():
        with torch.inference_mode():
            return walk(layers, weights, torch.from_numpy(x)).numpy()

    return run, lambda: None


def train_call(described, tensors, x):
    layers, task = described["layers"], described["task"]
    weights = prepare_weights(layers, tensors)
    params = trained(weights)
    start = [tensor.clone() for tensor in params]
    for tensor in params:
        tensor.requires_grad_()
    labels = torch.tensor(described["labels"])
    loss_of = F.cross_entropy
    if layers[-1]["kind"] == "sigmoid":
        labels = labels.float().reshape(-1, 1)
        loss_of = F.binary_cross_entropy_with_logits
    state = {"optimizer": make_optimizer(task["optimizer"], params)}

    def run():
        state["optimizer"].zero_grad(set_to_none=True)
        loss = loss_of(walk(layers[:-1], weights, torch.from_numpy(x)), labels)
        loss.backward()
        state["optimizer"].step()
        return loss.item()

    def reset():
        with torch.no_grad():
            for tensor, values in zip(params, start):
                tensor.copy_(values)
        state["optimizer"] = make_optimizer(task["optimizer"], params)

    return run, reset


def make_optimizer(optimizer, params):
    if optimizer["kind"] == "adam":
        betas = (optimizer["beta1"], optimizer["beta2"])
        return torch.optim.Adam(params, optimizer["rate"], betas, optimizer["epsilon"])
    return torch.optim.SGD(params, optimizer["rate"])
