"""What PyTorch says of itself, and which BLAS it has loaded where the system tells: a line of JSON."""

import json
import os

import torch

versions = {"PyTorch": torch.__version__}
try:
    with open("/proc/self/maps") as file:
        paths = {line.split()[-1] for line in file if "blas" in line}
    versions.update({"with": os.path.basename(path) for path in paths if "open" in path or "mkl" in path})
except OSError:
    pass
print(json.dumps(versions))
