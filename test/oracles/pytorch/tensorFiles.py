"""Small files as PyTorch and NumPy write them, and the numbers that are in them: FOLDER/pytorch.json and FOLDER/numpy.json."""

import base64
import io
import json
import sys
from collections import OrderedDict
from pathlib import Path

import numpy as np
import torch

FOLDER = Path(sys.argv[1])


def plain(array):
    """Shape and numbers, as float32 has them."""
    array = np.asarray(array)
    numbers = array.astype(np.float32).ravel()
    return {"shape": list(array.shape), "values": [float(x) if np.isfinite(x) else str(x) for x in numbers]}


def of_torch(tensor):
    return plain(tensor.detach().to(torch.float64).numpy())


def write(name, cases):
    (FOLDER / f"{name}.json").write_text(json.dumps(cases, indent=1) + "\n")


def torch_file(value, **options):
    buffer = io.BytesIO()
    torch.save(value, buffer, **options)
    return base64.b64encode(buffer.getvalue()).decode()


ramp = torch.arange(24, dtype=torch.float32) / 8 - 1
TYPES = ["float64", "float32", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool"]
NEW_TYPES = ["uint16", "uint32", "uint64"]

network = torch.nn.Sequential(torch.nn.Conv2d(2, 3, 2), torch.nn.BatchNorm2d(3), torch.nn.Linear(3, 2))
optimizer = torch.optim.SGD(network.parameters(), lr=0.1, momentum=0.9)
for weight in network.parameters():
    weight.grad = torch.ones_like(weight)
optimizer.step()
with torch.no_grad():
    for index, weight in enumerate(network.parameters()):
        weight.copy_(torch.arange(weight.numel(), dtype=torch.float32).reshape(weight.shape) / 4 + index)
state = network.state_dict()

shared = ramp.reshape(4, 6)
attributed = torch.nn.Parameter(ramp[:3].clone())
attributed.note = "a text"

values = {
    "types": OrderedDict((name, (ramp[:5] * 3).to(getattr(torch, name))) for name in TYPES),
    "strided": {
        "transposed": shared.t(),
        "column": shared[:, 2],
        "every second": shared[::2, 1::2],
        "permuted": ramp.reshape(2, 3, 4).permute(2, 0, 1),
        "channels last": ramp.reshape(1, 2, 3, 4).contiguous(memory_format=torch.channels_last),
        "expanded": ramp[:3].expand(2, 3),
        "scalar": ramp[5],
        "empty": torch.zeros(0, 3),
        "part": ramp[6:12].reshape(2, 3),
    },
    "state_dict": state,
    "parameter": {"weight": attributed, "plain": torch.nn.Parameter(ramp[:2].clone())},
    "checkpoint": {
        "epoch": 3,
        "best": 0.5,
        "arch": "tiny",
        "state_dict": OrderedDict((f"module.{name}", tensor) for name, tensor in state.items()),
        "optimizer": optimizer.state_dict(),
    },
    "nested": {"encoder": {"weight": ramp[:2]}, "list": [ramp[:1], ramp[1:3]], "note": "a text", "number": 2**40},
    "tensor": ramp[:4],
}


def flat(value, path=()):
    if isinstance(value, torch.Tensor):
        return {".".join(path) or "tensor": of_torch(value)}
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    else:
        return {}
    return {name: tensor for key, entry in items for name, tensor in flat(entry, (*path, str(key))).items()}


expected = {name: flat(value) for name, value in values.items()}
expected["checkpoint"] = flat(state)
new_types = {name: torch.tensor([0, 1, 200, 40000]).to(getattr(torch, name)) for name in NEW_TYPES}

cases = []
for name, value in values.items():
    cases.append({"name": name, "file": torch_file(value), "tensors": expected[name]})
    legacy = torch_file(value, _use_new_zipfile_serialization=False)
    cases.append({"name": f"{name}, before 1.6", "file": legacy, "tensors": expected[name]})
cases.append({"name": "new types", "file": torch_file(new_types), "tensors": flat(new_types)})
for protocol in (3, 4, 5):
    file = torch_file(values["types"], pickle_protocol=protocol)
    cases.append({"name": f"protocol {protocol}", "file": file, "tensors": expected["types"]})
    legacy = torch_file(state, pickle_protocol=protocol, _use_new_zipfile_serialization=False)
    cases.append({"name": f"protocol {protocol}, before 1.6", "file": legacy, "tensors": expected["state_dict"]})


class Own:
    """A class of a program's own."""


own = Own()
own.number = 1
script = io.BytesIO()
torch.jit.save(torch.jit.script(torch.nn.Linear(2, 1)), script)
refused = [
    {"name": "a whole model", "file": torch_file(network), "says": "a whole model (torch.nn.modules.container.Sequential)"},
    {"name": "a whole model before 1.6", "file": torch_file(network, _use_new_zipfile_serialization=False), "says": "a whole model"},
    {"name": "a model in a checkpoint", "file": torch_file({"epoch": 1, "model": network}), "says": "a whole model"},
    {"name": "TorchScript", "file": base64.b64encode(script.getvalue()).decode(), "says": "TorchScript"},
    {"name": "an object", "file": torch_file({"weight": ramp, "options": own}), "says": "__main__.Own"},
    {"name": "a NumPy number", "file": torch_file({"weight": ramp, "best": np.float64(1)}), "says": "multiarray.scalar"},
    {"name": "complex numbers", "file": torch_file({"weight": torch.ones(2, dtype=torch.complex64)}), "says": "torch.ComplexFloatStorage"},
    {"name": "a sparse tensor", "file": torch_file({"weight": torch.eye(3).to_sparse()}), "says": "_rebuild_sparse_tensor"},
    {"name": "a quantized tensor", "file": torch_file({"weight": torch.quantize_per_tensor(ramp, 0.1, 0, torch.qint8)}), "says": "_rebuild_qtensor"},
    {"name": "no tensor", "file": torch_file({"epoch": 1}), "says": "there are none"},
]
write("pytorch", {"version": torch.__version__, "cases": cases, "refused": refused})


def npy(array, version=None):
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, np.asanyarray(array), version=version)
    return base64.b64encode(buffer.getvalue()).decode()


numbers = np.arange(24, dtype=np.float64) / 8 - 1
arrays = {}
for kind in ["f2", "f4", "f8", "i1", "i2", "i4", "i8"]:
    for order in "<>":
        arrays[f"{order}{kind}"] = (numbers[:6] * 40).astype(f"{order}{kind}").reshape(2, 3)
for kind in ["u1", "u2", "u4", "u8", "?"]:
    arrays[kind] = np.arange(6).astype(kind)
arrays["Fortran's order"] = np.asfortranarray(numbers.reshape(2, 3, 4).astype("<f4"))
arrays["Fortran's order, big-endian"] = np.asfortranarray(numbers.reshape(4, 6).astype(">i2"))
arrays["a number"] = np.float32(2.5)
arrays["nothing"] = np.zeros((0, 4), "f4")
cases = [{"name": name, "file": npy(array), "array": plain(array)} for name, array in arrays.items()]
for version in [(1, 0), (2, 0), (3, 0)]:
    cases.append({"name": f"version {version[0]}", "file": npy(arrays["<f4"], version), "array": plain(arrays["<f4"])})

zips = []
named = {"dense/kernel": arrays["<f4"], "größe": arrays["<f8"], "fortran": arrays["Fortran's order"], "empty": arrays["nothing"]}
for name, save in [("stored", np.savez), ("deflated", np.savez_compressed)]:
    buffer = io.BytesIO()
    save(buffer, **named)
    file = base64.b64encode(buffer.getvalue()).decode()
    zips.append({"name": name, "file": file, "arrays": {key: plain(array) for key, array in named.items()}})
refused = [
    {"name": "complex numbers", "file": npy(np.ones(2, "c8")), "says": "<c8"},
    {"name": "objects", "file": base64.b64encode(b"").decode(), "says": ""},
    {"name": "texts", "file": npy(np.array(["a", "bc"])), "says": "<U2"},
    {"name": "records", "file": npy(np.zeros(2, [("a", "f4"), ("b", "i4")])), "says": "records"},
    {"name": "dates", "file": npy(np.array(["2026-11-27"], "M8[D]")), "says": "<M8[D]"},
]
objects = io.BytesIO()
np.save(objects, np.array([{}], dtype=object), allow_pickle=True)
refused[1] = {"name": "objects", "file": base64.b64encode(objects.getvalue()).decode(), "says": "Python objects"}
write("numpy", {"version": np.__version__, "arrays": cases, "zips": zips, "refused": refused})
