"""Keras's ImageDataGenerator: splines of every order and fill mode, and what its fit learns (featurewise, ZCA)."""

from common import np, numbers, tensor, write_parts

import keras
from keras.src.legacy.preprocessing.image import ImageDataGenerator

random = np.random.default_rng(11)
MODES = ["nearest", "constant", "reflect", "wrap"]
ALL = {"theta": 25, "tx": 0.8, "ty": -1.3, "shear": 12, "zx": 0.9, "zy": 1.25, "flip_horizontal": True}
FAR = {"tx": -9.4, "ty": 11.3}
SHIFT = {"ty": 0.3, "tx": 1.6}
FITTED = [
    {"featurewise_center": True},
    {"featurewise_std_normalization": True},
    {"zca_whitening": True},
    {"zca_whitening": True, "zca_epsilon": 1e-2, "rescale": 1 / 255},
    {
        "featurewise_center": True,
        "featurewise_std_normalization": True,
        "samplewise_center": True,
        "samplewise_std_normalization": True,
        "rescale": 1 / 255,
    },
]

picture = random.integers(0, 256, (6, 7, 3))
narrow = random.integers(0, 256, (1, 4, 3))
samples = {"few": random.integers(0, 256, (5, 3, 4, 3)), "many": random.integers(0, 256, (40, 2, 2, 3))}


def transformed(pixels, parameters, **options):
    output = ImageDataGenerator(**options).apply_transform(pixels.astype("float32"), parameters)
    return tensor(np.round(output.astype("float64"), 4))


def spline(pixels, parameters, mode, order):
    output = transformed(pixels, parameters, fill_mode=mode, cval=11.0, interpolation_order=order)
    return {"fillMode": mode, "order": order, "parameters": parameters, "output": output}


def stretched(cval, parameters):
    output = transformed(picture, parameters, fill_mode="constant", cval=cval)
    return {"parameters": parameters, "cval": cval, "output": output}


def fit(name, options):
    generator = ImageDataGenerator(**options)
    generator.fit(samples[name].astype("float32"))
    return {
        "sample": name,
        "options": options,
        "mean": None if generator.mean is None else numbers(generator.mean),
        "std": None if generator.std is None else numbers(generator.std),
        "output": tensor(generator.standardize(samples[name][1].astype("float32"))),
    }


write_parts(
    "generator-fit",
    {
        "made by": f"generatorFit.py, Keras {keras.__version__}",
        "picture": tensor(picture),
        "splines": [
            {"name": name, **spline(picture, parameters, mode, order)}
            for order in (0, 2, 3, 4, 5)
            for mode in MODES
            for name, parameters in (("all", ALL), ("shift far", FAR))
        ],
        "narrow": tensor(narrow),
        "narrow splines": [spline(narrow, SHIFT, mode, order) for order in (0, 1, 2, 3) for mode in MODES],
        "stretched": [
            stretched(-50.0, {"theta": 20, "brightness": 1.3}),
            stretched(400.0, {"theta": 20, "brightness": 0.6}),
        ],
        "samples": {name: tensor(values) for name, values in samples.items()},
        "fits": [fit(name, options) for name in samples for options in FITTED],
    },
    "splines",
)
