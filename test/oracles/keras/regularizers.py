"""Trainings with Keras's regularizers and constraints: histories and weights."""

from common import camel_options, np, numbers, tensor, write

import keras
from keras import constraints, regularizers

random = np.random.default_rng(21)
x, held_x = (random.standard_normal((count, 4)).astype("float32") for count in (12, 6))
y, held_y = (np.eye(2, dtype="float32")[random.integers(0, 2, count)] for count in (12, 6))
initial = [random.standard_normal(shape).astype("float32") for shape in [(4, 3), (3,), (3, 2), (2,)]]


def run(name, options, ours, optimizer=("SGD", {"learning_rate": 0.1}), frozen=False):
    """Trains two layers, the first with the options; `ours` are the same under linnet's names."""
    optimizer_name, arguments = optimizer
    first = keras.layers.Dense(3, activation="tanh", name="a", **options)
    second = keras.layers.Dense(2, activation="softmax", name="b", kernel_regularizer=regularizers.L2(0.02))
    model = keras.Sequential([keras.Input((4,)), first, second])
    model.set_weights(initial)
    first.trainable = not frozen
    model.compile(getattr(keras.optimizers, optimizer_name)(**arguments), "categorical_crossentropy")
    settings = {"batch_size": 4, "epochs": 4, "shuffle": False, "verbose": 0}
    history = model.fit(x, y, **settings, validation_data=(held_x, held_y)).history
    return {
        "name": name,
        "options": ours,
        "optimizer": [optimizer_name, camel_options(arguments)],
        "frozen": frozen,
        "loss": numbers(history["loss"]),
        "val_loss": numbers(history["val_loss"]),
        "weights": [tensor(weight) for weight in model.get_weights()],
    }


L1L2, L2 = regularizers.L1L2(0.03, 0.05), regularizers.L2(0.5)
MAX_NORM, UNIT_NORM = constraints.MaxNorm(1.2), constraints.UnitNorm(axis=1)
MIN_MAX_NORM = {"name": "minMaxNorm", "minValue": 0.5, "maxValue": 1.1, "rate": 0.6}

cases = [
    run(
        "l2",
        {"kernel_regularizer": "l2", "bias_regularizer": "l1"},
        {"kernelRegularizer": "l2", "biasRegularizer": "l1"},
    ),
    run("l1_l2", {"kernel_regularizer": L1L2}, {"kernelRegularizer": {"name": "l1_l2", "l1": 0.03, "l2": 0.05}}),
    run("activities", {"activity_regularizer": "l2"}, {"activityRegularizer": "l2"}),
    run(
        "activities, frozen",
        {"activity_regularizer": L1L2, "kernel_regularizer": L2},
        {"activityRegularizer": {"name": "l1_l2", "l1": 0.03, "l2": 0.05}, "kernelRegularizer": {"name": "l2", "l2": 0.5}},
        frozen=True,
    ),
    run("frozen", {"kernel_regularizer": L2}, {"kernelRegularizer": {"name": "l2", "l2": 0.5}}, frozen=True),
    run(
        "max norm",
        {"kernel_constraint": MAX_NORM, "bias_constraint": constraints.NonNeg()},
        {"kernelConstraint": {"name": "max_norm", "maxValue": 1.2}, "biasConstraint": "non_neg"},
    ),
    run("unit norm", {"kernel_constraint": UNIT_NORM}, {"kernelConstraint": {"name": "unitNorm", "axis": 1}}),
    run(
        "min max norm",
        {"kernel_constraint": constraints.MinMaxNorm(0.5, 1.1, 0.6)},
        {"kernelConstraint": MIN_MAX_NORM},
    ),
    run(
        "max norm by name, Adam",
        {"kernel_constraint": "max_norm"},
        {"kernelConstraint": "max_norm"},
        ("Adam", {"learning_rate": 0.05}),
    ),
]

write(
    "regularizers",
    {
        "made by": f"regularizers.py, Keras {keras.__version__}",
        "x": tensor(x),
        "y": tensor(y),
        "held": tensor(held_x),
        "heldY": tensor(held_y),
        "initial": [tensor(weight) for weight in initial],
        "cases": cases,
    },
)
