"""Keras's metrics at thresholds, of segments, of regressions and of correlations, in two updates."""

from common import np, write_parts
from metricsMore import CLASSES, COUNT, bits, case, drawn, one_bit, one_part, outputs, parts, random, targets

import keras

AT_THRESHOLDS = {
    "SensitivityAtSpecificity": "specificity",
    "SpecificityAtSensitivity": "sensitivity",
    "PrecisionAtRecall": "recall",
    "RecallAtPrecision": "precision",
}
whole = np.floor(drawn * 2)
maps = random.integers(0, CLASSES, (COUNT, 2, 3))
found = random.integers(0, CLASSES, (COUNT, 2, 3))
shares = random.random((COUNT, 2, 3, CLASSES))
one_hot = np.eye(CLASSES)[maps]
masks, answers = (random.random((COUNT, 2, 3)) > 0.5) * 1.0, random.random((COUNT, 2, 3))


def threshold_cases(weight):
    for name, option in AT_THRESHOLDS.items():
        for least in [0.0, 0.4, 0.75, 1.0]:
            yield case(name, {option: least}, one_bit, one_part, weight)
        yield case(name, {option: 0.5, "num_thresholds": 7}, bits, parts, weight)
        yield case(name, {option: 0.5, "num_thresholds": 1}, bits, parts, weight)
        yield case(name, {option: 0.5, "num_thresholds": 2, "class_id": 2}, bits, parts, weight)


def number_cases(weight):
    near = targets + 0.3 * outputs
    for options in [{}, {"class_aggregation": None}, {"class_aggregation": "variance_weighted_average"}]:
        yield case("R2Score", options, targets, near, weight)
        yield case("R2Score", {**options, "num_regressors": 3}, targets, near, weight)
    yield case("R2Score", {"num_regressors": 100}, targets, near, weight, note="too few examples")
    for name in ["PearsonCorrelation", "ConcordanceCorrelation"]:
        yield case(name, {}, targets, near, weight)
        yield case(name, {}, random.random((4, 3, 5)), random.random((4, 3, 5)), note="rank 3")


def segment_cases():
    """Weights are whole numbers: Keras cuts off what is behind the point."""
    yield case("MeanIoU", {"num_classes": CLASSES}, maps, found)
    yield case("MeanIoU", {"num_classes": CLASSES, "ignore_class": 1}, maps, found)
    yield case("MeanIoU", {"num_classes": 3}, maps, found, note="classes beyond")
    yield case("MeanIoU", {"num_classes": 6}, maps, found, note="classes that do not occur")
    yield case("MeanIoU", {"num_classes": CLASSES, "sparse_y_pred": False}, maps, shares)
    yield case("MeanIoU", {"num_classes": CLASSES, "sparse_y_true": False}, one_hot, found)
    yield case("IoU", {"num_classes": CLASSES, "target_class_ids": [0, 2]}, maps, found)
    yield case("IoU", {"num_classes": CLASSES, "target_class_ids": [1]}, maps[:, 0, 0], found[:, 0, 0], whole)
    yield case("OneHotIoU", {"num_classes": CLASSES, "target_class_ids": [0, 3]}, one_hot, shares)
    yield case("OneHotMeanIoU", {"num_classes": CLASSES}, one_hot, shares)
    yield case("OneHotMeanIoU", {"num_classes": CLASSES, "ignore_class": 0, "sparse_y_pred": True}, one_hot, found)
    for options in [{}, {"threshold": 0.3}, {"target_class_ids": [1]}]:
        yield case("BinaryIoU", options, masks, answers)
    yield case("BinaryIoU", {}, one_bit, one_part)


write_parts(
    "metrics-further",
    {
        "made by": f"metricsFurther.py, Keras {keras.__version__}",
        "meaning": "as metrics-more.json",
        "cases": [
            one
            for weight in [None, drawn]
            for group in (threshold_cases, number_cases)
            for one in group(weight)
        ]
        + list(segment_cases()),
    },
    "cases",
)
