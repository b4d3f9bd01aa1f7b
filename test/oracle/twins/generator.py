"""The numbers that a network and its twin share: weights and inputs from a hash of names.

README.md says the same in words, ../generator.ts in TypeScript, ../vectors.json in examples.
Every number is exact in float32.
"""

import numpy as np


def hash_name(name):
    """FNV-1a, 32 bits, over the bytes of an ASCII name."""
    value = 0x811C9DC5
    for byte in name.encode("ascii"):
        value = (value ^ byte) * 0x01000193 % 2**32
    return value


def fractions(name, count):
    """The elements of a tensor: 24 bits each, as numbers in [0, 1)."""
    bits = np.uint32(hash_name(name)) + np.arange(count, dtype=np.uint32) * np.uint32(0x9E3779B9)
    bits = (bits ^ (bits >> np.uint32(16))) * np.uint32(0x7FEB352D)
    bits = (bits ^ (bits >> np.uint32(15))) * np.uint32(0x846CA68B)
    bits = bits ^ (bits >> np.uint32(16))
    return (bits >> np.uint32(8)).astype(np.float64) / 2**24


def weights(name, shape):
    """A weight matrix keeps the size of what goes through it: ± 2^-(bits // 2), bits of its fan-in."""
    fan_in = int(np.prod(shape[:-1], dtype=np.int64))
    scale = 2.0 ** -(fan_in.bit_length() // 2)
    count = int(np.prod(shape, dtype=np.int64))
    return ((2 * fractions(name, count) - 1) * scale).reshape(shape)


def in_range(name, shape, spec):
    each = fractions(name, int(np.prod(shape, dtype=np.int64))).reshape(shape)
    if spec["kind"] == "even":
        exact = spec["low"] + (spec["high"] - spec["low"]) * each
        return exact.astype(np.float32).astype(np.float64)
    return spec["low"] + spec["step"] * np.floor(each * spec["count"])


def check(vectors):
    """Compares with the stored examples."""
    for each in vectors["fractions"]:
        assert fractions(each["name"], 4).tolist() == each["numbers"], each
    for each in vectors["weights"]:
        assert weights(each["name"], tuple(each["shape"])).ravel().tolist() == each["numbers"], each
    for each in vectors["ranges"]:
        made = in_range(each["name"], (len(each["numbers"]),), each["range"])
        assert made.tolist() == each["numbers"], each
