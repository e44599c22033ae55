"""Keras's losses of overlaps, of embeddings and of wrong labels, with options and weights."""

from common import np, write
from lossesMore import case, drawn, labels, random, shares

import keras

masks = (random.random((2, 3, 4, 1)) > 0.5) * 1.0
parts = random.random((2, 3, 4, 1))
classes = random.integers(0, 3, 8)
vectors = random.standard_normal((8, 4))
embeddings = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def overlap_cases():
    for axis in [None, [1, 2, 3], [1, 2], -1]:
        for reduction in ["sum_over_batch_size", "none"]:
            yield case("Dice", {"axis": axis, "reduction": reduction}, masks, parts)
        yield case("Tversky", {"axis": axis, "alpha": 0.3, "beta": 0.9}, masks, parts)
    yield case("Tversky", {"axis": [1, 2, 3]}, masks, parts, [0.5, 2])
    yield case("Dice", {"axis": [1, 2, 3]}, masks, parts, [0.5, 2])
    yield case("Dice", {}, masks * 0, parts * 0, note="nothing in either")
    yield case("Tversky", {}, masks, masks, note="the same")


def label_cases():
    name = "CategoricalGeneralizedCrossEntropy"
    for weight in [None, drawn]:
        yield case(name, {}, labels, shares, weight)
        yield case(name, {"q": 0.7, "reduction": "sum"}, labels, shares, weight)
        yield case(name, {"q": 0.1, "reduction": "none"}, labels, shares, weight)


def circle_cases():
    for reduction in ["sum_over_batch_size", "none", "sum"]:
        yield case("Circle", {"reduction": reduction}, classes, embeddings)
    yield case("Circle", {"gamma": 8.0, "margin": 0.2}, classes, embeddings)
    yield case("Circle", {"gamma": 8.0, "remove_diagonal": False}, classes, embeddings)
    yield case("Circle", {"gamma": 8.0}, classes, embeddings, random.random(8) * 2)
    yield case("Circle", {"gamma": 8.0}, [0, 0, 1], embeddings[:3], note="one example of a class")
    yield case("Circle", {"gamma": 8.0}, [0, 0, 0], embeddings[:3], note="one class")


write(
    "losses-further",
    {
        "made by": f"lossesFurther.py, Keras {keras.__version__}",
        "meaning": "as losses-more.json",
        "cases": [*overlap_cases(), *label_cases(), *circle_cases()],
    },
)
