"""Results as safetensors: `Model|stage/name`, float64, and in the metadata how the inputs were made."""

import json
import struct

import numpy as np


def describe(spec):
    """What a reader needs to make the same inputs."""
    ports = {**spec["inputs"], **spec["targets"]}
    keys = ("kind", "low", "high", "step", "count")
    ranges = {name: {key: port[key] for key in keys if key in port} for name, port in ports.items()}
    facts = {"samples": spec["samples"], "steps": spec["steps"], "ranges": ranges}
    return {**facts, "onlyF64": True} if spec["only_f64"] else facts


def write(path, specs, results):
    """results: by model, then by name."""
    tensors = {
        f"{model}|{name}": value.numpy().astype("<f8")
        for model, named in results.items()
        for name, value in named.items()
    }
    header = {"__metadata__": {spec["name"]: json.dumps(describe(spec)) for spec in specs}}
    place = 0
    for name, array in tensors.items():
        end = place + array.nbytes
        header[name] = {"dtype": "F64", "shape": list(array.shape), "data_offsets": [place, end]}
        place = end
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for array in tensors.values():
            file.write(np.ascontiguousarray(array).tobytes())


def read(path):
    """Arrays by `Model|stage/name`."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header, data = json.loads(file.read(length)), file.read()
    del header["__metadata__"]
    return {
        name: np.frombuffer(data[slice(*entry["data_offsets"])], "<f8").reshape(entry["shape"])
        for name, entry in header.items()
    }
