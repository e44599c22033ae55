"""What torchvision, timm and Keras compute with weights that linnet has written with their names.

FOLDER/given.json says which file is for which model of which program; those programs that are there are asked, strictly.
"""
import importlib.util
import json
import os
import sys
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy as np  # noqa: E402

folder = Path(sys.argv[1])
given = json.loads((folder / "given.json").read_text())
shape = given["shape"]
x = np.array(given["x"], "float32").reshape(shape)


def tensors_in(path):
    """The format by its description, for a Python without its package."""
    data = path.read_bytes()
    start = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:start])
    header.pop("__metadata__", None)
    places = {name: [start + offset for offset in entry["data_offsets"]] for name, entry in header.items()}
    return {
        name: np.frombuffer(data[slice(*places[name])], "<f4").reshape(entry["shape"]) for name, entry in header.items()
    }


def in_torch(path, program, model):
    import torch
    from safetensors.torch import load_file

    if program == "timm":
        import timm

        network = timm.create_model(model, num_classes=given["classes"])
    else:
        from torchvision import models

        network = getattr(models, model)(num_classes=given["classes"])
    network.load_state_dict(load_file(path), strict=True)
    with torch.no_grad():
        return network.eval()(torch.tensor(x.transpose(0, 3, 1, 2).copy())).numpy()


def in_keras(path, _, model):
    import keras

    keras.utils.clear_session()
    network = getattr(keras.applications, model)(
        weights=None, input_shape=shape[1:], classes=given["classes"], classifier_activation=None
    )
    tensors = tensors_in(path)
    paths = [variable.path for variable in network.weights]
    assert sorted(paths) == sorted(tensors), set(paths) ^ set(tensors)
    for variable in network.weights:
        # A count that Keras keeps without axes.
        tensor = tensors[variable.path]
        variable.assign(tensor.reshape(()) if variable.shape == () else tensor)
    for layer in network.layers:
        if isinstance(layer, keras.layers.Normalization):
            layer.finalize_state()
    return np.asarray(network(x, training=False))


outputs = {}
for name, (program, model) in given["files"].items():
    if importlib.util.find_spec(program) is not None:
        compute = in_keras if program == "keras" else in_torch
        outputs[name] = compute(folder / f"{name}.safetensors", program, model).ravel().tolist()
(folder / "outputs.json").write_text(json.dumps(outputs))
