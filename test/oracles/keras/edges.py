"""Infinities, NaN and signed zeros in Keras's ops, and all its activations, with gradients of `sum(output * upstream)`."""

from common import np, tensor, write

import keras
import tensorflow as tf
from keras import ops

inf, nan = float("inf"), float("nan")
# No denormals: TensorFlow's CPU kernels take them for zero.
POINTS = [-inf, -2, -0.0, 0.0, 1, 6, 7, inf, nan]
# No -0: which of two zeros is the larger depends on the order of the two.
PAIRED = [-inf, -1, 0.0, 1, inf, nan]
FIRST = [a for a in PAIRED for _ in PAIRED]
SECOND = [b for _ in PAIRED for b in PAIRED]
ROWS = [
    *[[nan, 1, 2], [1, nan, 2], [1, 2, nan], [nan, nan, nan], [-inf, -inf, -inf], [inf, 1, inf], [1, 1, 0]],
    *[[-inf, nan, inf], [-0.0, 0.0, -1], [nan, -inf, 3], [3e38, 3e38, -3e38], [-3e38, -3e38, -3e38], [1e4, -1e4, 0]],
]
WINDOWS = [
    *[[1, 1, 1, 1], [-inf] * 4, [inf, inf, 1, 2], [nan, 1, 2, 3], [1, 2, nan, 3], [1, nan, 2, nan], [nan] * 4],
    *[[-0.0, 0.0, -1, 0.0], [inf, nan, 1, 2], [-inf, nan, -inf, -inf], [2, 1, 2, 0]],
]
PICTURES = np.array(WINDOWS, "float32").reshape(-1, 2, 2, 1)
STRIP = np.array([[1, nan, 3, 2, inf, nan, -inf, -inf]], "float32").reshape(1, 1, 8, 1)
LOGITS = {
    "equal and huge": [[3e38, 3e38, 3e38], [1e30, 1e30, -1e30], [-3e38, -3e38, -3e38]],
    "infinite": [[inf, 1, 2], [-inf, 1, 2], [1, -inf, 2], [-inf, -inf, -inf], [inf, inf, 1], [nan, 1, 2]],
    "far apart": [[0, 1e4, 0], [-1e4, 0, 1e4], [80, -104, 0]],
}
BINARY_LOGITS = [3e38, -3e38, 1e4, -1e4, 80, -104, 0.0, inf, -inf, nan]
ACTIVATIONS = [
    *["elu", "selu", "gelu", "silu", "softplus", "softsign", "hard_sigmoid", "hard_swish", "exponential", "mish"],
    *["log_softmax", "relu", "relu6", "leaky_relu", "sigmoid", "tanh", "softmax", "linear", "celu", "glu", "hard_tanh"],
    *["hard_shrink", "log_sigmoid", "soft_shrink", "sparse_plus", "sparsemax", "sparse_sigmoid", "squareplus"],
    *["tanh_shrink", "threshold"],
]


def case(op, function, inputs, options=None, upstream=1.0, differentiable=True):
    given = [tf.constant(np.array(values, "float32")) for values in inputs]
    with tf.GradientTape() as tape:
        for x in given:
            tape.watch(x)
        output = tf.cast(function(*given), tf.float32)
    arriving = tf.constant(np.broadcast_to(np.array(upstream, "float32"), output.shape))
    gradients = tape.gradient(output, given, output_gradients=arriving) if differentiable else []
    return {
        "op": op,
        "options": options or {},
        "inputs": [tensor(x.numpy()) for x in given],
        "upstream": tensor(arriving.numpy()),
        "output": tensor(output.numpy()),
        "gradients": [tensor(gradient.numpy()) for gradient in gradients],
    }


def elementwise_cases():
    for upstream in (1.0, inf, nan):
        yield case("relu", ops.relu, [POINTS], upstream=upstream)
        yield case("relu6", ops.relu6, [POINTS], upstream=upstream)
        yield case("leakyRelu", lambda x: ops.leaky_relu(x, 0.2), [POINTS], {"alpha": 0.2}, upstream)
    yield case("clip", lambda x: ops.clip(x, -1.5, 2.5), [POINTS], {"low": -1.5, "high": 2.5})
    yield case("clip", lambda x: ops.clip(x, -2.0, 6.0), [POINTS], {"low": -2, "high": 6})
    yield case("maximum", ops.maximum, [FIRST, SECOND])
    yield case("minimum", ops.minimum, [FIRST, SECOND])
    yield case("maximum", ops.maximum, [POINTS, POINTS])
    for condition in (0.0, -0.0, nan):
        choose = lambda a, b: ops.where(tf.constant(condition, "float32") != 0, a, b)  # noqa: E731
        yield case("where", choose, [FIRST, SECOND], {"condition": tensor(condition)})
    yield case("sign", ops.sign, [POINTS])
    yield case("abs", ops.abs, [POINTS])
    yield case("sqrt", ops.sqrt, [[0.0, -0.0, inf, nan, -1, 4]])
    yield case("sigmoid", ops.sigmoid, [[-inf, -150, -0.0, 100, inf, nan]])
    yield case("tanh", ops.tanh, [[-inf, -100, -0.0, 100, inf, nan]])
    yield case("exp", ops.exp, [[-inf, -200, -0.0, 89, inf, nan]])
    yield case("log", ops.log, [[0.0, -0.0, -1, 1, inf, nan]])


def row_cases():
    yield case("argMax", lambda x: ops.argmax(x, -1), [ROWS], differentiable=False)
    yield case("max", lambda x: ops.max(x, -1), [ROWS])
    yield case("min", lambda x: ops.min(x, -1), [ROWS])
    yield case("softmax", lambda x: ops.softmax(x, -1), [ROWS])
    yield case("logSoftmax", lambda x: ops.log_softmax(x, -1), [ROWS])
    yield case("maxPool2d", lambda x: ops.max_pool(x, 2), [PICTURES])
    yield case("maxPool2d, overlapping", lambda x: ops.max_pool(x, (1, 3), 1, "same"), [STRIP])


def loss_cases():
    for note, logits in LOGITS.items():
        for label in range(2):
            target = np.eye(3, dtype="float32")[[label] * len(logits)]
            loss = lambda x: keras.losses.categorical_crossentropy(target, x, from_logits=True)  # noqa: E731
            yield case("softmaxCrossEntropy", loss, [logits], {"note": note, "target": tensor(target)})
    for part in (0.0, 1.0, 0.3):
        target = np.full(len(BINARY_LOGITS), part, "float32")
        loss = lambda x: ops.binary_crossentropy(target, x, from_logits=True)  # noqa: E731
        yield case("sigmoidBinaryCrossEntropy", loss, [BINARY_LOGITS], {"target": tensor(target)})


def activation_case(name):
    if name == "threshold":
        function = lambda x: keras.activations.threshold(x, 0.5, -1.0)  # noqa: E731
    else:
        function = keras.activations.get(name)
    random = np.random.default_rng(len(name))
    ordinary = np.concatenate([random.standard_normal((3, 6)) * 3, [[-3.5, -20, 0.25, 20, 5, -0.75]]])
    upstream = random.standard_normal((4, 3 if name == "glu" else 6))
    return case("activation", function, [ordinary], {"activation": name}, upstream)


def write_cases(name, cases):
    write(
        name,
        {
            "made by": f"edges.py, Keras {keras.__version__}, TensorFlow {tf.__version__}",
            "meaning": "gradients of sum(output * upstream)",
            "cases": cases,
        },
    )


write_cases("edges", [*elementwise_cases(), *row_cases(), *loss_cases()])
write_cases("activations", [activation_case(name) for name in ACTIVATIONS])
