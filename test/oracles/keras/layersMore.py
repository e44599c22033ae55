"""Layers and options of Keras that layers.py does not have: outputs, and gradients by inputs and weights."""

from common import camel_options, np, tensor, write

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


def set_weights(layer, random):
    for weight in layer.weights:
        value = random.standard_normal(weight.shape)
        if weight.name == "moving_variance":
            value = np.abs(value) + 0.3
        weight.assign(value.astype("float32"))


def results(name, options, given, random):
    layer = getattr(keras.layers, name)(**options)
    argument = given if len(given) > 1 else given[0]
    layer(argument)
    set_weights(layer, random)
    trained = layer.trainable_weights
    with tf.GradientTape() as tape:
        for x in given:
            tape.watch(x)
        output = layer(argument)
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


def entry(index, name, options, shapes, scale):
    random = np.random.default_rng(7000 + index)
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


write(
    "layers-more",
    {
        "made by": f"layersMore.py, Keras {keras.__version__}, TensorFlow {tf.__version__}",
        "meaning": "output = layer(inputs); the gradients are those of sum(output * r)",
        "cases": [entry(index, *case) for index, case in enumerate(CASES)],
    },
)
