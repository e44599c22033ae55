"""Layers and options of Keras that layers.py does not have: outputs, and gradients by inputs and weights."""

from common import camel_options, np, tensor, write, write_parts

import keras
import tensorflow as tf

# Class, options, shapes of inputs, scale of their normal numbers.
CASES = [
    ("Conv2D", {"filters": 6, "kernel_size": 3, "groups": 2, "padding": "same"}, [(2, 4, 5, 4)], 1.0),
    ("Conv2D", {"filters": 4, "kernel_size": 2, "groups": 4, "strides": 2, "activation": "relu"}, [(1, 5, 6, 4)], 1.0),
    ("Conv2D", {"filters": 4, "kernel_size": 2, "groups": 3}, [(1, 5, 6, 4)], 1.0),
    ("Add", {}, [(2, 3, 2), (2, 2)], 1.0),
    ("Add", {}, [(2, 4, 3, 2), (2, 1, 2), (2, 2)], 1.0),
    ("Multiply", {}, [(2, 3, 2), (2, 2)], 1.0),
    ("Multiply", {}, [(2, 3, 2), (2, 2, 2)], 1.0),
    ("Softmax", {"axis": 1}, [(2, 3, 4, 2)], 3),
    ("Softmax", {"axis": -2}, [(2, 3, 4)], 3),
    ("GlobalMaxPooling2D", {}, [(2, 3, 4, 5)], 1.0),
    ("GlobalMaxPooling2D", {"keepdims": True}, [(1, 3, 2, 2)], 1.0),
    ("LeakyReLU", {}, [(2, 6)], 3),
    ("LeakyReLU", {"negative_slope": 0.1}, [(2, 6)], 3),
    ("PReLU", {}, [(2, 3, 4)], 3),
    ("PReLU", {"shared_axes": [1, 2], "alpha_initializer": "ones"}, [(2, 3, 4, 2)], 3),
    ("ELU", {}, [(2, 6)], 3),
    ("ELU", {"alpha": 0.5}, [(2, 6)], 3),
    ("ReLU", {"threshold": 1.0, "negative_slope": 0.25}, [(2, 8)], 3),
    ("ReLU", {"max_value": 6, "threshold": 0.5}, [(2, 8)], 4),
    ("BatchNormalization", {"axis": 1}, [(4, 3)], 1.0),
    ("BatchNormalization", {"axis": 3}, [(2, 2, 3, 2)], 1.0),
    ("Dense", {"units": 2, "activation": "gelu", "kernel_initializer": "he_uniform"}, [(2, 3, 4)], 1.0),
]

SAME = {"padding": "same"}
UP = [(1, 3, 4, 2)]

# Layers that networks of other programs have.
FURTHER = [
    ("Subtract", {}, [(2, 3), (2, 3)], 1.0),
    ("Subtract", {}, [(2, 3, 2), (2, 2)], 1.0),
    ("Average", {}, [(2, 3), (2, 3), (2, 1)], 1.0),
    ("Maximum", {}, [(2, 5), (2, 5), (2, 5)], 1.0),
    ("Minimum", {}, [(2, 5), (2, 1)], 1.0),
    ("Concatenate", {}, [(2, 3, 2), (2, 3, 1)], 1.0),
    ("Concatenate", {"axis": 1}, [(2, 3, 2), (2, 1, 2), (2, 2, 2)], 1.0),
    ("Concatenate", {"axis": -2}, [(2, 3, 2), (2, 1, 2)], 1.0),
    ("Permute", {"dims": (2, 1)}, [(2, 3, 4)], 1.0),
    ("Permute", {"dims": (3, 1, 2)}, [(2, 3, 4, 2)], 1.0),
    ("Cropping2D", {"cropping": ((1, 0), (2, 1))}, [(1, 4, 5, 2)], 1.0),
    ("Cropping2D", {"cropping": 1}, [(1, 4, 5, 1)], 1.0),
    ("Cropping1D", {"cropping": (1, 2)}, [(2, 5, 2)], 1.0),
    ("Cropping1D", {"cropping": 1}, [(1, 2, 2)], 1.0),
    ("ZeroPadding1D", {"padding": (2, 1)}, [(2, 3, 2)], 1.0),
    ("ZeroPadding1D", {}, [(1, 3, 2)], 1.0),
    ("UpSampling2D", {}, UP, 1.0),
    ("UpSampling2D", {"size": (3, 2)}, UP, 1.0),
    ("UpSampling2D", {"size": (2, 3), "interpolation": "bilinear"}, UP, 1.0),
    ("UpSampling2D", {"size": 2, "interpolation": "bicubic"}, UP, 1.0),
    ("UpSampling2D", {"size": 2, "interpolation": "lanczos3"}, UP, 1.0),
    ("UpSampling2D", {"size": 2, "interpolation": "lanczos5"}, UP, 1.0),
    ("Conv2DTranspose", {"filters": 3, "kernel_size": 3}, [(1, 3, 4, 2)], 1.0),
    ("Conv2DTranspose", {"filters": 3, "kernel_size": 3, "strides": 2, **SAME}, [(2, 3, 4, 2)], 1.0),
    ("Conv2DTranspose", {"filters": 2, "kernel_size": (2, 4), "strides": (3, 2), **SAME, "activation": "relu"}, UP, 1.0),
    ("Conv2DTranspose", {"filters": 2, "kernel_size": 2, "strides": 3, "use_bias": False}, UP, 1.0),
    ("Conv2DTranspose", {"filters": 2, "kernel_size": 3, "strides": 2, **SAME, "output_padding": 1}, UP, 1.0),
    ("Conv2DTranspose", {"filters": 2, "kernel_size": 4, "strides": (2, 3), **SAME, "output_padding": (0, 1)}, UP, 1.0),
    ("Conv2DTranspose", {"filters": 2, "kernel_size": 3, "strides": 2, "output_padding": (1, 0)}, UP, 1.0),
    ("Conv2DTranspose", {"filters": 2, "kernel_size": 2, "dilation_rate": 2}, UP, 1.0),
    ("Conv2DTranspose", {"filters": 2, "kernel_size": 3, "dilation_rate": (2, 1), **SAME}, UP, 1.0),
    ("Conv1D", {"filters": 3, "kernel_size": 3}, [(2, 6, 2)], 1.0),
    ("Conv1D", {"filters": 4, "kernel_size": 2, "strides": 2, **SAME, "activation": "relu"}, [(2, 5, 2)], 1.0),
    ("Conv1D", {"filters": 3, "kernel_size": 3, "dilation_rate": 2, "padding": "causal"}, [(1, 6, 2)], 1.0),
    ("Conv1D", {"filters": 4, "kernel_size": 3, "groups": 2, **SAME, "use_bias": False}, [(1, 5, 4)], 1.0),
    ("DepthwiseConv1D", {"kernel_size": 3, **SAME}, [(2, 5, 3)], 1.0),
    ("DepthwiseConv1D", {"kernel_size": 2, "depth_multiplier": 2, "strides": 2}, [(1, 6, 2)], 1.0),
    ("MaxPooling1D", {}, [(2, 5, 3)], 1.0),
    ("MaxPooling1D", {"pool_size": 3, "strides": 1, **SAME}, [(2, 5, 2)], 1.0),
    ("AveragePooling1D", {"pool_size": 2}, [(2, 5, 3)], 1.0),
    ("AveragePooling1D", {"pool_size": 3, "strides": 2, **SAME}, [(2, 6, 2)], 1.0),
    ("GlobalAveragePooling1D", {}, [(2, 5, 3)], 1.0),
    ("GlobalMaxPooling1D", {"keepdims": True}, [(2, 5, 3)], 1.0),
    ("LayerNormalization", {}, [(2, 3, 4)], 1.0),
    ("LayerNormalization", {"axis": (1, 2), "epsilon": 1e-5}, [(2, 3, 4)], 1.0),
    ("LayerNormalization", {"axis": 1, "center": False}, [(2, 3, 4)], 1.0),
    ("LayerNormalization", {"axis": -1, "scale": False}, [(2, 2, 3, 4)], 1.0),
    ("GroupNormalization", {"groups": 2}, [(2, 3, 2, 4)], 1.0),
    ("GroupNormalization", {"groups": -1, "epsilon": 1e-5, "scale": False}, [(2, 5, 3)], 1.0),
    ("GroupNormalization", {"groups": 1, "center": False}, [(2, 3, 6)], 1.0),
    ("Normalization", {"mean": [1.0, -2.0, 0.5], "variance": [4.0, 0.25, 1.0]}, [(2, 2, 3)], 1.0),
    ("Normalization", {"axis": None, "mean": 1.5, "variance": 2.0}, [(2, 3)], 1.0),
    ("Normalization", {"axis": (1, 2), "mean": [[1.0, 2.0]], "variance": [[4.0, 9.0]]}, [(2, 1, 2)], 1.0),
    ("Normalization", {"axis": -1, "mean": [1.0, 2.0], "variance": [4.0, 9.0], "invert": True}, [(3, 2)], 1.0),
    ("Resizing", {"height": 5, "width": 3}, [(2, 3, 4, 1)], 1.0),
    ("Resizing", {"height": 2, "width": 3, "interpolation": "nearest"}, [(1, 5, 7, 2)], 1.0),
    ("Resizing", {"height": 2, "width": 6, "interpolation": "bicubic"}, [(1, 5, 4, 1)], 1.0),
    ("Resizing", {"height": 3, "width": 2, "antialias": True}, [(1, 7, 5, 1)], 1.0),
    ("Resizing", {"height": 3, "width": 2, "antialias": True, "interpolation": "bicubic"}, [(1, 7, 5, 1)], 1.0),
    ("Resizing", {"height": 4, "width": 4, "crop_to_aspect_ratio": True}, [(1, 5, 8, 1)], 1.0),
    ("Resizing", {"height": 3, "width": 5, "crop_to_aspect_ratio": True}, [(1, 6, 5, 1)], 1.0),
    ("Resizing", {"height": 4, "width": 4, "pad_to_aspect_ratio": True, "fill_value": 0.5}, [(1, 5, 8, 1)], 1.0),
    ("CenterCrop", {"height": 2, "width": 3}, [(1, 5, 6, 1)], 1.0),
    ("CenterCrop", {"height": 6, "width": 3}, [(1, 5, 6, 1)], 1.0),
    ("RepeatVector", {"n": 3}, [(2, 4)], 1.0),
    ("Identity", {}, [(2, 4)], 1.0),
    ("RandomFlip", {}, [(1, 2, 3, 1)], 1.0),
    ("RandomRotation", {"factor": 0.2}, [(1, 2, 3, 1)], 1.0),
    ("RandomZoom", {"height_factor": (-0.2, 0.3)}, [(1, 2, 3, 1)], 1.0),
    ("RandomTranslation", {"height_factor": 0.1, "width_factor": 0.2}, [(1, 2, 3, 1)], 1.0),
    ("RandomContrast", {"factor": 0.2}, [(1, 2, 3, 1)], 1.0),
    ("RandomBrightness", {"factor": 0.2}, [(1, 2, 3, 1)], 1.0),
    ("SpatialDropout2D", {"rate": 0.5}, [(1, 2, 3, 1)], 1.0),
    ("GaussianNoise", {"stddev": 0.5}, [(2, 3)], 1.0),
    ("GaussianDropout", {"rate": 0.5}, [(2, 3)], 1.0),
    ("PReLU", {"shared_axes": [1]}, [(2, 3, 4)], 3),
    ("PReLU", {"shared_axes": [1, 2, 3]}, [(2, 2, 2, 2)], 3),
]


def set_weights(layer, random):
    for weight in layer.weights:
        value = random.standard_normal(weight.shape)
        if weight.name == "moving_variance":
            value = np.abs(value) + 0.3
        weight.assign(value.astype("float32"))


def results(name, options, given, random):
    layer = getattr(keras.layers, name)(**options)
    argument = given if len(given) > 1 else given[0]
    mode = {"training": False} if name.startswith("Random") else {}
    layer(argument, **mode)
    set_weights(layer, random)
    trained = layer.trainable_weights
    with tf.GradientTape() as tape:
        for x in given:
            tape.watch(x)
        output = layer(argument, **mode)
        r = random.standard_normal(output.shape).astype("float32")
        total = tf.reduce_sum(output * r)
    gradients = tape.gradient(total, given + [weight.value for weight in trained])
    of_weights = zip(trained, gradients[len(given) :])
    return {
        "weights": {weight.name: tensor(weight.numpy()) for weight in layer.weights},
        "r": tensor(r),
        "output": tensor(output.numpy()),
        "inputGradients": [tensor(gradient) for gradient in gradients[: len(given)]],
        "weightGradients": {weight.name: tensor(gradient) for weight, gradient in of_weights},
    }


def entry(seed, name, options, shapes, scale):
    random = np.random.default_rng(seed)
    given = [tf.constant((random.standard_normal(shape) * scale).astype("float32")) for shape in shapes]
    keras_options = camel_options(options)
    ours = {"keepDims" if option == "keepdims" else option: value for option, value in keras_options.items()}
    described = {
        "className": name,
        "options": ours,
        "keras": keras_options,
        "training": False,
        "note": "",
        "inputs": [tensor(x.numpy()) for x in given],
    }
    try:
        return {**described, **results(name, options, given, random)}
    except Exception as error:
        first = str(error).strip().split("\n")[0][:200]
        return {**described, "error": f"{type(error).__name__}: {first}"}


def cases(first_seed, described):
    return {
        "made by": f"layersMore.py, Keras {keras.__version__}, TensorFlow {tf.__version__}",
        "meaning": "output = layer(inputs); the gradients are those of sum(output * r)",
        "cases": [entry(first_seed + index, *case) for index, case in enumerate(described)],
    }


write("layers-more", cases(7000, CASES))
write_parts("layers-further", cases(8000, FURTHER), "cases")
