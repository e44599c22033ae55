"""Keras's losses beyond those of losses.py, with their options and reductions."""

from common import camel_options, np, tensor, write_parts

import keras
import tensorflow as tf

random = np.random.default_rng(7)
COUNT, CLASSES = 5, 3
FROM_LOGITS = {"from_logits": True}


def floats(values):
    return np.asarray(values, "float32")


def case(name, options, target, output, weight=None, activation=None, note=""):
    """A loss, or the losses of each example, and the gradient of their sum by outputs or logits."""
    loss = getattr(keras.losses, name)(**options)
    given = tf.constant(floats(output))
    with tf.GradientTape() as tape:
        tape.watch(given)
        activated = keras.activations.get(activation)(given) if activation else given
        value = loss(floats(target), activated, sample_weight=None if weight is None else floats(weight))
        total = tf.reduce_sum(value)
    return {
        "loss": name,
        "options": camel_options(options),
        "target": tensor(floats(target)),
        ("logits" if activation else "output"): tensor(given),
        "note": note,
        **({"activation": activation} if activation else {}),
        **({} if weight is None else {"sampleWeight": tensor(floats(weight))}),
        "value": tensor(value),
        "gradient": tensor(tape.gradient(total, given)),
    }


def one_hot(labels):
    return np.eye(CLASSES, dtype="float32")[labels]


labels = random.integers(0, CLASSES, COUNT)
target = one_hot(labels)
logits = random.standard_normal((COUNT, CLASSES)) * 2
shares = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
drawn = random.random(COUNT) * 2
bits = (random.random((COUNT, CLASSES)) > 0.5) * 1.0
parts = 1 / (1 + np.exp(-logits))
outputs = random.standard_normal((COUNT, CLASSES)) * 2
targets = random.standard_normal((COUNT, CLASSES))
positive = random.random((COUNT, CLASSES)) * 3


def reduction_cases():
    for reduction in ["sum_over_batch_size", "sum", "mean", "mean_with_sample_weight", "none"]:
        by = {"reduction": reduction}
        for weight in [None, drawn]:
            yield case("MeanSquaredError", by, bits, outputs, weight)
            yield case("CategoricalCrossentropy", {**by, **FROM_LOGITS}, target, logits, weight)
            yield case("BinaryCrossentropy", {**by, **FROM_LOGITS, "label_smoothing": 0.2}, bits, logits, weight)
            yield case("SparseCategoricalCrossentropy", {**by, "ignore_class": 1}, labels, shares, weight)


def weighted_cases(weight):
    sparse, focal = "SparseCategoricalCrossentropy", "CategoricalFocalCrossentropy"
    for activation, output in [(None, shares), ("softmax", logits)]:
        yield case(sparse, {}, labels, output, weight, activation)
        yield case(focal, {}, target, output, weight, activation)
    yield case(sparse, FROM_LOGITS, labels[:, None], logits, weight, note="a column")
    ignored = np.where(labels == 2, -1, labels)
    yield case(sparse, {**FROM_LOGITS, "ignore_class": -1}, ignored, logits, weight)
    uneven = random.random((COUNT, CLASSES))
    yield case(sparse, {}, labels, uneven, weight, note="outputs that do not sum to 1")
    options = {"alpha": [0.2, 0.5, 0.3], "gamma": 1.5, "label_smoothing": 0.1}
    yield case(focal, options, target, shares, weight)
    yield case(focal, {**FROM_LOGITS, "gamma": 0.0}, target, logits, weight)
    binary = "BinaryFocalCrossentropy"
    yield case(binary, {}, bits, parts, weight)
    yield case(binary, {"apply_class_balancing": True, "alpha": 0.3, "gamma": 3.0}, bits, parts, weight)
    yield case(binary, {**FROM_LOGITS, "label_smoothing": 0.1}, bits, logits, weight)
    for name in ["MeanAbsoluteError", "MeanAbsolutePercentageError", "MeanSquaredLogarithmicError", "LogCosh"]:
        yield case(name, {}, targets, outputs, weight)
    for name in ["CosineSimilarity", "Huber"]:
        yield case(name, {}, targets, outputs, weight)
    yield case("Huber", {"delta": 0.5}, targets, outputs, weight)
    yield case("Poisson", {}, np.floor(positive), positive + 0.1, weight)
    yield case("KLDivergence", {}, shares, random.dirichlet(np.ones(CLASSES), COUNT), weight)
    for name in ["Hinge", "SquaredHinge", "CategoricalHinge"]:
        yield case(name, {}, target, outputs, weight)
    yield case("Hinge", {}, bits * 2 - 1, outputs, weight)
    yield case("SquaredHinge", {}, targets, outputs, weight, note="targets that are no signs")


def deep_cases():
    deep_target = one_hot(random.integers(0, CLASSES, (2, 4)))
    deep_logits = random.standard_normal((2, 4, CLASSES))
    for weight in [None, [[0.5], [2]]]:
        given = {"output": deep_logits, "weight": weight, "note": "rank 3"}
        yield case("CategoricalCrossentropy", FROM_LOGITS, deep_target, **given)
        yield case("SparseCategoricalCrossentropy", FROM_LOGITS, deep_target.argmax(-1), **given)
        yield case("BinaryCrossentropy", FROM_LOGITS, deep_target, **given)
        yield case("MeanAbsoluteError", {}, deep_target, **given)
        yield case("MeanSquaredError", {"reduction": "mean_with_sample_weight"}, deep_target, **given)


def edge_cases():
    certain = "probabilities of 0 and 1"
    yield case("MeanAbsoluteError", {}, [[0, 1], [2, 3]], [[0, 1], [2, 4]], note="no error")
    yield case("Huber", {}, [[0, 0, 0]], [[1, -1, 0]], note="at delta")
    yield case("LogCosh", {}, [[0, 0]], [[50, -50]], note="large")
    yield case("Hinge", {}, [[1, -1]], [[1, -1]], note="at the margin")
    yield case("KLDivergence", {}, [[1, 0], [0, 1]], [[1, 0], [0, 1]], note="ones and zeros")
    yield case("MeanAbsolutePercentageError", {}, [[0, 2]], [[1, 1]], note="a target of 0")
    yield case("MeanSquaredLogarithmicError", {}, [[0, 2]], [[-1, 1]], note="below 0")
    yield case("Poisson", {}, [[0, 2]], [[0, 1]], note="0")
    yield case("CosineSimilarity", {}, [[1, 0], [3, 4]], [[1e-9, 0], [3, 4]], note="short")
    yield case("BinaryFocalCrossentropy", {}, [[1, 0]], [[1, 0]], note=certain)
    yield case("CategoricalFocalCrossentropy", {}, [[1, 0]], [[1, 0]], note=certain)
    for big in [1e4, 1e9, 1e30]:
        three, two = [[big, big, big], [-big, big, big]], [[big, big], [-big, -big]]
        equal = {"note": "huge equal logits"}
        yield case("CategoricalCrossentropy", FROM_LOGITS, [[1, 0, 0], [0, 1, 0]], three, **equal)
        yield case("SparseCategoricalCrossentropy", FROM_LOGITS, [0, 1], two, **equal)
        yield case("BinaryCrossentropy", FROM_LOGITS, [[1, 0, 0.5]], [[big, -big, big]], note="huge logits")


if __name__ == "__main__":
    write_parts(
        "losses-more",
        {
            "made by": f"lossesMore.py, Keras {keras.__version__}",
            "meaning": "as losses.json; value may be a tensor (reduction none), and the gradient is that of its sum",
            "cases": [
                *reduction_cases(),
                *weighted_cases(None),
                *weighted_cases(drawn),
                *deep_cases(),
                *edge_cases(),
            ],
        },
        "cases",
    )
