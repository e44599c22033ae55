"""Keras's metrics beyond those of losses.py, with options and weights, in two updates."""

from common import camel_options, np, numbers, tensor, write_parts

import keras

random = np.random.default_rng(11)
COUNT, CLASSES = 9, 4


def floats(values):
    return np.asarray(values, "float32")


def case(name, options, target, output, weight=None, note=""):
    """The result after the first half of the examples and the second."""
    target, output = floats(target), floats(output)
    metric = getattr(keras.metrics, name)(**options)
    half = max(1, len(target) // 2)
    for part in [slice(0, half), slice(half, None)]:
        if len(target[part]):
            weights = None if weight is None else floats(weight)[part]
            metric.update_state(target[part], output[part], sample_weight=weights)
    result = np.asarray(metric.result())
    return {
        "metric": name,
        "name": metric.name,
        "options": camel_options(options),
        "target": tensor(target),
        "output": tensor(output),
        "note": note,
        **({} if weight is None else {"sampleWeight": tensor(floats(weight))}),
        "value": numbers(result)[0] if result.ndim == 0 else numbers(result),
    }


def one_hot(labels, count=CLASSES):
    return np.eye(count, dtype="float32")[labels]


labels = random.integers(0, CLASSES, COUNT)
target = one_hot(labels)
logits = random.standard_normal((COUNT, CLASSES)) * 2
shares = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
drawn = random.random(COUNT) * 2
bits = (random.random((COUNT, CLASSES)) > 0.5) * 1.0
parts = random.random((COUNT, CLASSES))
one_bit = (random.random((COUNT, 1)) > 0.5) * 1.0
one_part = random.random((COUNT, 1))
outputs = random.standard_normal((COUNT, CLASSES))
targets = random.standard_normal((COUNT, CLASSES))

BINARY = [
    *["BinaryAccuracy", "Precision", "Recall", "TruePositives", "FalsePositives", "TrueNegatives", "FalseNegatives"],
    *["AUC", "BinaryCrossentropy"],
]
ERRORS = [
    *["MeanSquaredError", "RootMeanSquaredError", "MeanAbsoluteError", "MeanAbsolutePercentageError"],
    *["MeanSquaredLogarithmicError", "CosineSimilarity", "LogCoshError"],
]
LABEL_WEIGHTS = {"label_weights": [1.0, 2.0, 0.0, 1.0]}


def binary_cases(weight):
    for name in BINARY:
        yield case(name, {}, bits, parts, weight)
        yield case(name, {}, one_bit, one_part, weight)
    for thresholds in [0.3, [0.2, 0.7, 0.9]]:
        for name in ["Precision", "Recall", "TruePositives"]:
            yield case(name, {"thresholds": thresholds}, bits, parts, weight)
    yield case("BinaryAccuracy", {"threshold": 0.3}, bits, parts, weight)
    for options in [{"top_k": 2}, {"class_id": 1}, {"top_k": 1, "class_id": 0}, {"top_k": 2, "thresholds": 0.3}]:
        yield case("Precision", options, target, shares, weight)
        yield case("Recall", options, target, shares, weight)


def accuracy_cases(weight):
    yield case("Accuracy", {}, target, one_hot(random.integers(0, CLASSES, COUNT)), weight)
    yield case("CategoricalAccuracy", {}, target, shares, weight)
    yield case("SparseCategoricalAccuracy", {}, labels, shares, weight)
    yield case("SparseCategoricalAccuracy", {}, labels[:, None], shares, weight)
    for k in [1, 2, 5]:
        yield case("TopKCategoricalAccuracy", {"k": k}, target, shares, weight)
        yield case("SparseTopKCategoricalAccuracy", {"k": k}, labels, shares, weight)
    for average in [None, "micro", "macro", "weighted"]:
        yield case("F1Score", {"average": average}, target, shares, weight)
        yield case("F1Score", {"average": average, "threshold": 0.4}, bits, parts, weight)
        yield case("FBetaScore", {"average": average, "beta": 2.0}, target, shares, weight)


def area_cases(weight):
    for curve in ["ROC", "PR"]:
        for method in ["interpolation", "minoring", "majoring"]:
            options = {"curve": curve, "summation_method": method, "num_thresholds": 20}
            yield case("AUC", options, one_bit, one_part, weight)
    yield case("AUC", {"multi_label": True}, bits, parts, weight)
    yield case("AUC", {"multi_label": True, "curve": "PR", **LABEL_WEIGHTS}, bits, parts, weight)
    yield case("AUC", LABEL_WEIGHTS, bits, parts, weight)
    yield case("AUC", {"from_logits": True}, one_bit, logits[:, :1], weight)
    yield case("AUC", {"thresholds": [0.1, 0.5, 0.7]}, one_bit, one_part, weight)


def mean_cases(weight):
    for name in ERRORS:
        yield case(name, {}, targets, outputs, weight)
    yield case("CategoricalCrossentropy", {"label_smoothing": 0.1}, target, shares, weight)
    yield case("CategoricalCrossentropy", {"from_logits": True}, target, logits, weight)
    yield case("SparseCategoricalCrossentropy", {}, labels, shares, weight)
    yield case("BinaryCrossentropy", {"from_logits": True}, bits, logits, weight)
    yield case("KLDivergence", {}, shares, random.dirichlet(np.ones(CLASSES), COUNT), weight)
    yield case("Poisson", {}, np.floor(parts * 3), parts + 0.1, weight)
    for name in ["Hinge", "SquaredHinge", "CategoricalHinge"]:
        yield case(name, {}, target, outputs, weight)


def edge_cases():
    even = [[0.25] * 4] * 4
    broken = [[0.5, np.nan, 0.2], [np.inf, 0.5, 0.1]]
    yield case("AUC", {}, [[0], [0], [1], [1]], [[0], [0.5], [0.3], [0.9]], note="0 and 1")
    yield case("AUC", {}, [[1], [1]], [[0.5], [0.6]], note="no negatives")
    yield case("Precision", {}, [[0], [1]], [[0], [0]], note="none said yes")
    yield case("TopKCategoricalAccuracy", {"k": 2}, one_hot([0, 1, 2, 3]), even, note="ties")
    yield case("Precision", {"top_k": 2}, one_hot([0, 1, 2, 3]), even, note="ties")
    yield case("TopKCategoricalAccuracy", {"k": 2}, one_hot([0, 1], 3), broken, note="not finite")
    zeros = [[0, 0, 0], [0.2, 0.2, 0.1]]
    yield case("F1Score", {"average": "macro"}, one_hot([0, 1], 3), zeros, note="zeros and ties")


def deep_cases():
    deep = random.random((4, 3, 2))
    deep_target = one_hot(random.integers(0, 2, (4, 3)), 2)
    yield case("CategoricalAccuracy", {}, deep_target, deep, note="rank 3")
    yield case("SparseCategoricalAccuracy", {}, deep_target.argmax(-1), deep, note="rank 3")
    yield case("TopKCategoricalAccuracy", {"k": 1}, deep_target, deep, note="rank 3")
    for name in ["Precision", "MeanSquaredError", "AUC"]:
        yield case(name, {}, deep_target, deep, note="rank 3")


if __name__ == "__main__":
    cases = [
        one
        for weight in [None, drawn]
        for group in (binary_cases, accuracy_cases, area_cases, mean_cases)
        for one in group(weight)
    ]
    write_parts(
        "metrics-more",
        {
            "made by": f"metricsMore.py, Keras {keras.__version__}",
            "meaning": "value = the result after the first half of the examples and the second were given",
            "cases": [*cases, *edge_cases(), *deep_cases()],
        },
        "cases",
    )
