"""Small models of every layer that linnet has, written by Keras 3 and by Keras 2 (tf_keras), and what they compute."""
import base64
import gzip
import json
import os
import random
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
import keras
import numpy as np
import tensorflow as tf
import tf_keras

out = sys.argv[1]
random.seed(1)
numbers = np.random.default_rng(1)
picture = (6, 4, 3)
NESTED = ("nested", "frozen", "twice", "two ends", "sequential", "built late", "operations", "dense", "batchNorm")


def input_of(shape):
    """The same rule as in the test: no numbers are kept of it."""
    count = int(np.prod(shape))
    values = (np.arange(count, dtype=np.float64) * 2654435761.0 % 2**32) % 2001 / 1000 - 1
    return values.astype("float32").reshape((1, *shape))


def draw_weights(model):
    for variable in model.weights:
        name = variable.path if hasattr(variable, "path") else variable.name
        if "seed" in name or "count" in name:
            continue
        low = 0.2 if "variance" in name else -0.5
        variable.assign(numbers.uniform(low, 1.0, variable.shape).astype(variable.dtype if isinstance(variable.dtype, str) else variable.dtype.name))


def chain(k, *layers, shape=picture):
    begin = k.Input(shape)
    x = begin
    for layer in layers:
        x = layer(x)
    return k.Model(begin, x)


def layer_models(k):
    L = k.layers
    yield "conv2d", chain(
        k,
        L.Conv2D(4, (3, 2), strides=2, padding="same", activation="relu", kernel_regularizer="l2"),
        L.Conv2D(4, 2, dilation_rate=2, groups=2, use_bias=False, kernel_constraint=k.constraints.MaxNorm(2.0)),
        shape=(16, 12, 3),
    )
    yield "depthwise", chain(k, L.DepthwiseConv2D(3, depth_multiplier=2, use_bias=False), L.DepthwiseConv2D(2, padding="same"))
    yield "separable", chain(k, L.SeparableConv2D(5, 3, padding="same", depth_multiplier=2, activation="tanh"))
    yield "transpose", chain(k, L.Conv2DTranspose(2, 3, strides=2, padding="same"), L.Conv2DTranspose(2, 2, strides=2), shape=(3, 2, 2))
    yield "conv1d", chain(k, L.Conv1D(4, 3, strides=2, padding="same"), L.Conv1D(3, 2, padding="causal"), shape=(9, 3))
    yield "dense", chain(k, L.Dense(3, kernel_initializer="he_normal"), L.Flatten(), L.Dense(2, activation="softmax", use_bias=False))
    yield "batchNorm", chain(k, L.BatchNormalization(momentum=0.9, epsilon=1e-4), L.BatchNormalization(scale=False), L.BatchNormalization(center=False))
    yield "layerNorm", chain(k, L.LayerNormalization(), L.LayerNormalization(center=False, epsilon=1e-5))
    yield "relus", chain(k, L.ReLU(6.0, 0.1, 0.2), L.LeakyReLU(0.2), L.ELU(0.7), L.PReLU(shared_axes=[1, 2]), L.PReLU())
    yield "pooling", chain(k, L.MaxPooling2D(2), L.AveragePooling2D((2, 1), strides=1, padding="same"), L.MaxPooling2D(3, 1, "same"))
    yield "globalAverage", chain(k, L.GlobalAveragePooling2D(keepdims=True), L.Softmax())
    yield "globalMax", chain(k, L.GlobalMaxPooling2D())
    yield "upSampling", chain(k, L.UpSampling2D(2), L.UpSampling2D((2, 3), interpolation="bilinear"), shape=(3, 2, 2))
    yield "padding", chain(k, L.ZeroPadding2D(((1, 2), (0, 3))), L.Cropping2D(((0, 1), (2, 1))), L.ZeroPadding2D(1))
    yield "shapes", chain(k, L.Reshape((4, 6, -1)), L.Permute((2, 3, 1)), L.Flatten())
    yield "dropouts", chain(k, L.Dropout(0.5), L.SpatialDropout2D(0.3), L.Conv2D(1, 1))
    yield "rescaling", chain(k, L.Rescaling(1 / 127.5, offset=-1.0))
    yield "normalization", chain(k, L.Normalization(mean=[0.1, 0.2, 0.3], variance=[1.0, 2.0, 0.5]))
    yield "resizing", chain(k, L.Resizing(5, 7), L.Resizing(10, 10, interpolation="nearest"))
    yield "random", chain(k, L.RandomFlip("horizontal"), L.RandomRotation(0.1), L.RandomZoom(0.2), L.Conv2D(1, 1))
    for name in ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate"):
        begin = k.Input(picture)
        yield name, k.Model(begin, getattr(L, name)()([begin, L.Conv2D(3, 1)(begin)]))
    names = ["relu", "elu", "selu", "tanh", "sigmoid", "softplus", "softsign", "gelu", "swish", "exponential", "softmax"]
    newer = ["relu6", "leaky_relu", "silu", "mish", "hard_sigmoid", "hard_silu", "log_softmax"]
    begin = k.Input((5,))
    both = [*names, "hard_sigmoid"] if k is tf_keras else names + newer
    yield "activations", k.Model(begin, [L.Activation(name)(begin) for name in both])


def mobile_block(k, name, shape=picture):
    L = k.layers
    begin = k.Input(shape, name="pictures")
    x = L.Conv2D(4, 3, padding="same", use_bias=False, name="expand")(begin)
    x = L.BatchNormalization(name="expand_BN")(x)
    x = L.ReLU(6.0, name="expand_relu")(x)
    x = L.DepthwiseConv2D(3, padding="same", use_bias=False, name="depthwise")(x)
    x = L.BatchNormalization(name="depthwise_BN")(x)
    x = L.Add(name="add")([x, L.Conv2D(4, 1, name="shortcut")(begin)])
    return k.Model(begin, x, name=name)


def nested_models(k):
    L = k.layers
    base = mobile_block(k, "base")
    base.layers[2].trainable = False
    yield "nested", k.Sequential([base, k.Sequential([L.GlobalAveragePooling2D(), L.Dense(3, activation="softmax")])])
    frozen = mobile_block(k, "frozen")
    frozen.trainable = False
    begin = k.Input(picture)
    x = L.GlobalMaxPooling2D()(frozen(begin, training=False))
    yield "frozen", k.Model(begin, L.Dense(2)(x))
    twice = mobile_block(k, "twice")
    begin, second = k.Input(picture, name="first"), k.Input(picture, name="second")
    shared = L.Dense(3, activation="relu", name="shared")
    ends = [shared(L.GlobalAveragePooling2D()(twice(one))) for one in (begin, second)]
    other = mobile_block(k, "other", (6, 4, 4))
    yield "twice", k.Model([begin, second], [L.Add()(ends), other(twice(begin))])
    begin = k.Input((4,))
    inner = k.Model(begin, [L.Dense(2, name="left")(begin), L.Dense(3, name="right")(begin)], name="two_ends")
    begin = k.Input((4,))
    left, right = inner(begin)
    yield "two ends", k.Model(begin, [right, left])
    yield "sequential", k.Sequential([L.Dense(4, input_shape=(3,), activation="relu"), L.Dropout(0.5), L.Dense(2)])
    late = k.Sequential([L.Dense(4), L.Dense(1, activation="sigmoid")])
    late.build((None, 5))
    yield "built late", late


def operation_models(k):
    L = k.layers
    begin = k.Input(picture)
    x = L.ReLU(6.0)(begin / 127.5 - 1.0 + 3.0) * (1.0 / 6.0)
    x = 2.0 - x
    if k is keras:
        x = k.ops.relu6(x)
        x = k.ops.concatenate([x, x + begin], axis=-1)
        x = k.ops.softmax(k.ops.silu(k.ops.mean(x, axis=[1, 2])))
    else:
        x = tf.nn.relu6(x)
        x = tf.concat([x, x + begin], axis=-1)
        x = tf.nn.softmax(tf.nn.silu(tf.reduce_mean(x, axis=[1, 2])))
    yield "operations", k.Model(begin, x * 2.0 - x)
    activation = L.LeakyReLU(0.1) if k is keras else L.ELU()
    yield "layer as activation", chain(k, L.Conv2D(2, 1, activation=activation))
    k.mixed_precision.set_global_policy("mixed_float16")
    yield "mixed precision", chain(k, L.Conv2D(2, 1), L.Activation("linear", dtype="float32"))
    k.mixed_precision.set_global_policy("float32")


def float32(values):
    return base64.b64encode(np.asarray(values, "<f4").tobytes()).decode()


def case(name, model, suffix):
    path = os.path.join(out, f"model{suffix}")
    if suffix.endswith(".weights.h5"):
        model.save_weights(path)
    else:
        model.save(path)
    with open(path, "rb") as file:
        packed = base64.b64encode(gzip.compress(file.read(), 9, mtime=0)).decode()
    os.remove(path)
    shapes = [tuple(one.shape[1:]) for one in model.inputs]
    given = [input_of(shape) for shape in shapes]
    outputs = model(given if len(given) > 1 else given[0], training=False)
    outputs = outputs if isinstance(outputs, (list, tuple)) else [outputs]
    ends = [{"shape": list(one.shape), "values": float32(one)} for one in outputs]
    return {"name": name, "suffix": suffix, "inputs": shapes, "outputs": ends, "packed": packed}


cases = []
for k, version, suffixes in ((keras, "Keras 3", (".h5", ".keras")), (tf_keras, "Keras 2", (".h5", ".keras"))):
    k.utils.set_random_seed(1)
    for index, (name, model) in enumerate([*layer_models(k), *nested_models(k), *operation_models(k)]):
        draw_weights(model)
        isNested = name in NESTED
        for place, suffix in enumerate(suffixes):
            # One kind of file for each layer alone; both for models with structure.
            if isNested or place == index % 2:
                cases.append(case(f"{version}: {name}", model, suffix))
with open(os.path.join(out, "kerasModels.json"), "w") as fixture:
    json.dump(cases, fixture, indent=0)
