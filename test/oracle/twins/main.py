"""Runs the twins and stores what they compute, or with --compare says whether what is stored is that.

    main.py [--compare] [family …]      every family without arguments
"""

import importlib
import json
import pathlib
import sys

import numpy as np

import generator
from network import NETWORKS, run
from storage import read, write

HERE = pathlib.Path(__file__).parent
RESULTS = HERE.parent / "results"
MACHINERY = {"main", "network", "storage", "generator", "draws", "layers"}

# Between two machines only the order of sums may differ.
ROUNDING = 1e-12


def families():
    return sorted(path.stem for path in HERE.glob("*.py") if path.stem not in MACHINERY)


def compute(family):
    """Results by model. Refuses what would prove nothing: numbers that are not, gradients of nothing."""
    importlib.import_module(family)
    specs = list(NETWORKS[family].values())
    results = {spec["name"]: run(spec) for spec in specs}
    for model, named in results.items():
        for name, value in named.items():
            assert np.isfinite(value.numpy()).all(), f"{model} {name} is not finite"
    for spec in specs:
        assert_gradients_move(spec, results[spec["name"]])
    return specs, results


def assert_gradients_move(spec, named):
    """What no gradient reaches is not judged; where that is as it should be, the twin says so."""
    for name, value in named.items():
        if name.startswith(("training/grad:", "training/inputGrad:")):
            moves = bool(value.abs().max() > 1e-9)
            assert moves != (name.split(":")[1] in spec["flat"]), f"{spec['name']} {name}: {value.abs().max()}"


def differences(family, results):
    """Names whose stored numbers are not those just computed."""
    stored = read(RESULTS / f"{family}.safetensors")
    fresh = {
        f"{model}|{name}": value.numpy()
        for model, named in results.items()
        for name, value in named.items()
    }
    for name in sorted(stored.keys() | fresh.keys()):
        if name not in stored or name not in fresh or stored[name].shape != fresh[name].shape:
            yield f"{name}: only stored, only fresh, or of another shape"
            continue
        size = np.abs(stored[name]).max(initial=0)
        worst = np.abs(stored[name] - fresh[name]).max(initial=0)
        if not worst <= ROUNDING * max(size, 1):
            yield f"{name}: {worst} off"


def main(arguments):
    generator.check(json.loads((HERE.parent / "vectors.json").read_text()))
    compares = "--compare" in arguments
    asked = [each for each in arguments if not each.startswith("-")] or families()
    wrong = []
    for family in asked:
        specs, results = compute(family)
        if compares:
            wrong += differences(family, results)
        else:
            write(RESULTS / f"{family}.safetensors", specs, results)
        print(f"{family}: {', '.join(results)}")
    print("\n".join(wrong), end="", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
