"""Answers requests, a line of JSON each, as worker.mjs answers its own: prepare, answer, warm, measure.

Invariant: a call is complete when the clock stops; results lie in plain arrays.
"""

import json
import struct
import sys
import time

import torch

from network import forward_call, train_call

torch.set_num_threads(1)
SAMPLE_SECONDS = 0.5e-3


def read_safetensors(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = bytearray(file.read())
    tensors = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        values = torch.frombuffer(data, dtype=torch.float32, offset=start, count=(end - start) // 4)
        tensors[name] = values.reshape(entry["shape"])
    return tensors


class Worker:
    def prepare(self, weights, network):
        with open(network) as file:
            described = json.load(file)
        tensors = read_safetensors(weights)
        x = tensors.pop("x").numpy()
        make = forward_call if described["task"]["pass"] == "forward" else train_call
        self.run, self.reset = make(described, tensors, x)
        return True

    def answer(self, steps):
        if steps is None:
            return self.run().reshape(-1).tolist()
        return [self.run() for _ in range(steps)]

    def warm(self, milliseconds):
        end = time.perf_counter() + milliseconds / 1e3
        while True:
            self.run()
            if time.perf_counter() >= end:
                return True

    def measure(self, milliseconds):
        """The median nanoseconds of a call, as measure.mjs finds it."""
        self.reset()
        repeats = 1
        samples = [self.time_calls(repeats)]
        while samples[0] < SAMPLE_SECONDS:
            repeats *= 2
            samples = [self.time_calls(repeats)]
        end = time.perf_counter() + milliseconds / 1e3
        while time.perf_counter() < end:
            samples.append(self.time_calls(repeats))
        return torch.tensor(samples, dtype=torch.float64).quantile(0.5).item() / repeats * 1e9

    def time_calls(self, repeats):
        start = time.perf_counter()
        for _ in range(repeats):
            self.run()
        return time.perf_counter() - start


worker = Worker()
for line in sys.stdin:
    request = json.loads(line)
    answer = getattr(worker, request.pop("request"))(**request)
    print(json.dumps(answer), flush=True)
