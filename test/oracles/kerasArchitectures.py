"""What Keras's MobileNets and EfficientNet make of weights and pictures that a formula gives: FOLDER/mobilenetv2.json and others.

The same formula stands in test/support/hashedNumbers.ts, so that no weights have to be kept.
"""

import json
import math
import os
import sys
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

import keras  # noqa: E402
import numpy as np  # noqa: E402
from keras.src.applications.efficientnet import EfficientNet  # noqa: E402

CLASSES = 10
PICTURES = 2
POOLED = 32
FOLDER = Path(sys.argv[1])


def efficientnet(alpha, include_top=True, **options):
    """EfficientNet-B0 where alpha is 1."""
    return EfficientNet(alpha, 1.0, 224, name="efficientnetb0", include_top=include_top, **options)


ARCHITECTURES = {
    "mobilenetv1": (keras.applications.MobileNet, [0.25, 0.5, 0.6, 0.75, 1.0, 1.3]),
    "mobilenetv2": (keras.applications.MobileNetV2, [0.35, 0.5, 0.6, 0.75, 1.0, 1.4]),
    "mobilenetv3-small": (keras.applications.MobileNetV3Small, [0.35, 0.5, 0.75, 1.0, 1.3]),
    "mobilenetv3-large": (keras.applications.MobileNetV3Large, [0.35, 0.5, 0.75, 1.0, 1.3]),
    "efficientnet-b0": (efficientnet, [0.5, 1.0, 1.1]),
}
# Those that rescale pixels themselves.
RESCALING = {"mobilenetv3-small", "mobilenetv3-large", "efficientnet-b0"}

# Width multiplier, height and width: sides whose halves are odd somewhere are padded differently.
CASES = [(0.5, 64, 64), (1.0, 72, 100)]
# Of every width, for one picture.
SIZES = [(32, 32), (72, 100), (96, 96), (224, 224)]


def hashed(shape, key):
    """Numbers from 0 to 1 that depend on the key and on the place: FNV-1a, then murmur3's last steps."""
    start = 0x811C9DC5
    for character in key.encode():
        start = (start ^ character) * 0x01000193 & 0xFFFFFFFF
    h = np.arange(math.prod(shape), dtype=np.uint64) + start & 0xFFFFFFFF
    h ^= h >> 16
    h = h * 0x85EBCA6B & 0xFFFFFFFF
    h ^= h >> 13
    h = h * 0xC2B2AE35 & 0xFFFFFFFF
    h ^= h >> 16
    return (h.astype(np.float64) / 2**32).reshape(shape)


def weight(name, shape):
    u = hashed(shape, name)
    kind = name.split("/")[1]
    if kind in ("gamma", "moving_variance"):
        return 0.75 + 0.5 * u
    if kind in ("beta", "moving_mean", "bias"):
        return 0.4 * u - 0.2
    if kind in ("mean", "variance", "count"):
        return {"mean": 0.4 + 0.2 * u, "variance": 0.04 + 0.02 * u, "count": 0 * u}[kind]
    inputs = math.prod(shape[:2]) if kind == "depthwise_kernel" else math.prod(shape[:-1])
    return (2 * u - 1) * math.sqrt(6 / inputs)


def names_of(model):
    """linnet's name of each weight: Keras 2's, in which a depthwise kernel is told from another one."""
    names = []
    for layer in model.layers:
        for variable in layer.weights:
            depthwise = isinstance(layer, keras.layers.DepthwiseConv2D) and variable.name == "kernel"
            names.append((f"{layer.name}/{'depthwise_kernel' if depthwise else variable.name}", variable))
    return names


def load(model):
    for name, variable in names_of(model):
        variable.assign(weight(name, tuple(variable.shape)).astype(np.float32))
    for layer in model.layers:
        if isinstance(layer, keras.layers.Normalization):
            layer.finalize_state()


def rounded(values):
    return [float(f"{value:.8g}") for value in values]


def create_whole(create, alpha, shape):
    keras.utils.clear_session()
    model = create(alpha=alpha, input_shape=shape, classes=CLASSES, weights=None, classifier_activation=None)
    load(model)
    return model


def pictures_for(name, count, shape):
    pictures = 255 * hashed((count, *shape), "pictures")
    return (pictures if name in RESCALING else pictures / 127.5 - 1).astype(np.float32)


def case(name, create, alpha, height, width):
    shape = (height, width, 3)
    whole = create_whole(create, alpha, shape)
    names = {weight_name: list(variable.shape) for weight_name, variable in names_of(whole)}
    pictures = pictures_for(name, PICTURES, shape)
    logits = rounded(whole.predict(pictures, verbose=0).ravel())
    keras.utils.clear_session()
    base = create(alpha=alpha, input_shape=shape, weights=None, include_top=False, pooling="avg")
    load(base)
    return {
        "alpha": alpha,
        "inputShape": shape,
        "weights": names,
        "logits": logits,
        "pooled": rounded(base.predict(pictures, verbose=0)[0, :POOLED]),
    }


def sweep(name, create, alpha, height, width):
    shape = (height, width, 3)
    model = create_whole(create, alpha, shape)
    return {
        "alpha": alpha,
        "inputShape": shape,
        # Called and not predicted with, which would compile each network.
        "logits": rounded(np.asarray(model(pictures_for(name, 1, shape), training=False)).ravel()),
    }


def counts(create, alpha):
    shape = (224, 224, 3)
    return {
        "alpha": alpha,
        "withTop": create(alpha=alpha, input_shape=shape, weights=None).count_params(),
        "withoutTop": create(alpha=alpha, input_shape=shape, weights=None, include_top=False).count_params(),
    }


for name in sys.argv[2:] or ARCHITECTURES:
    create, alphas = ARCHITECTURES[name]
    golden = {
        "keras": keras.__version__,
        "classes": CLASSES,
        "pictures": PICTURES,
        "parameters": [counts(create, alpha) for alpha in alphas],
        "cases": [case(name, create, *of) for of in CASES],
        "sweep": [sweep(name, create, alpha, *size) for alpha in alphas for size in SIZES],
    }
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{name}.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
