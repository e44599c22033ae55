"""Weights alone, as Keras 3 and Keras 2 write them, of a model that the test builds with other names."""
import base64
import gzip
import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
import keras
import numpy as np
import tf_keras

out = sys.argv[1]


def build(k):
    """Two branches, so that the order of layers counts; the test has the same model."""
    L = k.layers
    begin = k.Input((6, 5, 3))
    x = L.Conv2D(4, 3, padding="same", use_bias=False)(begin)
    x = L.BatchNormalization()(x)
    left = L.DepthwiseConv2D(3, padding="same")(x)
    right = L.Conv2D(4, 1, activation="relu")(x)
    x = L.GlobalAveragePooling2D()(L.Add()([left, right]))
    return k.Model(begin, L.Dense(3, activation="softmax")(x))


cases = []
numbers = np.random.default_rng(2)
for k, version, suffixes in (
    (keras, "Keras 3", (".weights.h5", ".keras", ".h5")),
    (tf_keras, "Keras 2", (".weights.h5", ".h5")),
):
    model = build(k)
    for variable in model.weights:
        low = 0.2 if "variance" in variable.name else -0.5
        variable.assign(numbers.uniform(low, 1.0, variable.shape).astype("float32"))
    model.compile("adam", "categorical_crossentropy")
    model.fit(numbers.normal(size=(2, 6, 5, 3)), np.eye(3)[:2], epochs=1, verbose=0)
    for suffix in suffixes:
        path = os.path.join(out, f"model{suffix}")
        if suffix == ".keras":
            model.save(path)
        elif suffix == ".h5" and k is keras:
            model.save(path)
        else:
            model.save_weights(path)
        with open(path, "rb") as file:
            packed = base64.b64encode(gzip.compress(file.read(), 9, mtime=0)).decode()
        os.remove(path)
        shape = (6, 5, 3)
        values = (np.arange(90, dtype=np.float64) * 2654435761.0 % 2**32) % 2001 / 1000 - 1
        given = values.astype("float32").reshape((1, *shape))
        output = np.asarray(model(given, training=False), "<f4")
        ends = [{"shape": list(output.shape), "values": base64.b64encode(output.tobytes()).decode()}]
        cases.append({"name": version, "suffix": suffix, "inputs": [shape], "outputs": ends, "packed": packed})
with open(os.path.join(out, "kerasWeights.json"), "w") as fixture:
    json.dump(cases, fixture, indent=0)
