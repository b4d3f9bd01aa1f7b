"""nnc's own random draws, ported: a hash of (seed, count of training forwards, place, sample, element).

The twin of a network that draws must see the same draws; src/draws.ts of nnc is the original.
"""

import numpy as np

from generator import hash_name

U32 = np.uint32


def scatter_bits(bits):
    bits = (bits ^ (bits >> U32(16))) * U32(0x7FEB352D)
    bits = (bits ^ (bits >> U32(15))) * U32(0x846CA68B)
    return bits ^ (bits >> U32(16))


def mix_bits(state, value):
    return scatter_bits(scatter_bits(state + U32(0x9E3779B9)) ^ ((value + U32(1)) * U32(0x85EBCA6B)))


def uniform(seed, count, place, shape):
    """[samples, …] in [0, 1) in steps of 2^-24, what `uniform` at `place` draws for each sample."""
    key = np.zeros(1, U32)
    for part in (seed, count, hash_name(place)):
        key = mix_bits(key, np.full(1, part, U32))
    samples, elements = shape[0], int(np.prod(shape[1:], dtype=np.int64))
    by_sample = mix_bits(key, np.arange(samples, dtype=U32))
    bits = mix_bits(by_sample[:, None], np.arange(elements, dtype=U32)[None, :])
    return (bits >> U32(8)).astype(np.float64).reshape(shape) / 2**24
