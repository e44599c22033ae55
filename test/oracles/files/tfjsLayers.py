"""Layers models as TensorFlow's own converter writes them, in several files and quantized, and what Keras computes of the weights
that the converter reads back.

The converter asks for packages that do not go with this TensorFlow, and needs none of them here: it is installed beside.
"""
import base64
import gzip
import json
import os
import subprocess
import sys
import tempfile
import types
import zipfile

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
import h5py
import keras
import numpy as np
import tf_keras

out = sys.argv[1]
folder = tempfile.mkdtemp()
command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", folder]
subprocess.run([*command, "tensorflowjs==4.22.0"], check=True)
for name in ("tensorflowjs", "tensorflowjs.converters"):
    package = types.ModuleType(name)
    package.__path__ = [os.path.join(folder, *name.split("."))]
    sys.modules[name] = package
from tensorflowjs import read_weights
from tensorflowjs.converters import keras_h5_conversion as conversion

numbers = np.random.default_rng(3)
shape = (6, 4, 3)
given = (np.arange(72, dtype=np.float64) * 2654435761.0 % 2**32) % 2001 / 1000 - 1
given = given.astype("float32").reshape((1, *shape))


def build(k):
    L = k.layers
    begin = k.Input(shape)
    x = L.Conv2D(4, 3, padding="same", use_bias=False)(begin)
    x = L.BatchNormalization()(x)
    base = k.Model(begin, L.ReLU(6.0)(L.DepthwiseConv2D(3)(x)), name="base")
    head = k.Sequential([L.InputLayer((4, 2, 4)), L.GlobalAveragePooling2D(), L.Dense(3, activation="softmax")])
    begin = k.Input(shape)
    model = k.Model(begin, head(base(begin)))
    for variable in model.weights:
        low = 0.2 if "variance" in variable.name else -0.5
        variable.assign(numbers.uniform(low, 1.0, variable.shape).astype("float32"))
    return model


def converted(k, model, path):
    """Topology and groups of weights, as the converter's command has them."""
    model.save(path)
    if path.endswith(".h5"):
        return conversion.h5_merged_saved_model_to_tfjs_format(h5py.File(path))
    with zipfile.ZipFile(path) as archive:
        archive.extract("model.weights.h5", folder)
        config, metadata = (json.loads(archive.read(name)) for name in ("config.json", "metadata.json"))
    return conversion.h5_v3_merged_saved_model_to_tfjs_format(h5py.File(os.path.join(folder, "model.weights.h5")), metadata, config)


def packed(content):
    return base64.b64encode(gzip.compress(content, 9, mtime=0)).decode()


def case(name, k, suffix, quantization, shard):
    model = build(k)
    topology, groups = converted(k, model, os.path.join(folder, f"model{suffix}"))
    made = tempfile.mkdtemp()
    conversion.write_artifacts(topology, groups, made, quantization, weight_shard_size_bytes=shard)
    with open(os.path.join(made, "model.json")) as file:
        manifest = json.load(file)["weightsManifest"]
    for entry in read_weights.read_weights(manifest, made, flatten=True):
        for variable in model.weights:
            # Quantized weights are near to what they were, and no two are near to each other.
            if tuple(variable.shape) == entry["data"].shape and np.abs(variable.numpy() - entry["data"]).max() < 0.02:
                variable.assign(entry["data"])
    output = np.asarray(model(given, training=False), "<f4")
    files = {file: packed(open(os.path.join(made, file), "rb").read()) for file in sorted(os.listdir(made))}
    ends = [{"shape": list(output.shape), "values": base64.b64encode(output.tobytes()).decode()}]
    return {
        "name": name,
        "suffix": ".json",
        "inputs": [shape],
        "outputs": ends,
        "packed": files.pop("model.json"),
        "beside": files,
    }


cases = [
    case("Keras 2, in several files", tf_keras, ".h5", None, 100),
    case("Keras 2, uint8", tf_keras, ".h5", {"uint8": "*"}, 2**22),
    case("Keras 2, uint16", tf_keras, ".h5", {"uint16": "*"}, 64),
    case("Keras 2, float16", tf_keras, ".h5", {"float16": "*"}, 2**22),
    case("Keras 3 as .h5", keras, ".h5", None, 2**22),
    case("Keras 3 as .keras, uint8", keras, ".keras", {"uint8": "*"}, 2**22),
]
with open(os.path.join(out, "tfjsLayers.json"), "w") as fixture:
    json.dump(cases, fixture, indent=0)
