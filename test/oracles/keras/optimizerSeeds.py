"""Keras's optimizers from twenty seeds, with gradients of 1e-8 to 1e3 in one weight.

The numbers of a seed are drawn by `hashed`, which stands in the test too, so that only results are kept.
"""

from common import hashed, numbers, np, write

import keras
import tensorflow as tf

SEEDS = 20
ELEMENTS = 12
STEPS = 8
OPTIMIZERS = {
    "Adam": {},
    "AdamW": {"weight_decay": 0.1},
    "Adamax": {},
    "RMSprop": {},
    "Adagrad": {"initial_accumulator_value": 0.0},
    "SGD": {"momentum": 0.9, "nesterov": True},
    "Adadelta": {},
    "Nadam": {},
    "Lion": {},
}


def start_of(seed):
    return [2 * hashed(seed * 1000003 + element) - 1 for element in range(ELEMENTS)]


def gradient_of(seed, step):
    """Element i has a power of ten of its own, from 1e-8 to 1e3, and a new sign and size in every step."""
    keys = [seed * 1000003 + (step + 1) * 1009 + element for element in range(ELEMENTS)]
    return [(2 * hashed(key) - 1) * 10.0 ** (element - 8) for element, key in enumerate(keys)]


def run(seed, name, options):
    # Every other seed starts at 0, where float32 shows the smallest movements.
    weight = keras.Variable(np.array(start_of(seed), "float32") * (seed % 2))
    optimizer = getattr(keras.optimizers, name)(**options)
    optimizer.build([weight])
    for step in range(STEPS):
        optimizer.apply_gradients([(tf.constant(np.array(gradient_of(seed, step), "float32")), weight)])
    return numbers(weight.numpy())


write(
    "optimizer-seeds",
    {
        "made by": f"optimizerSeeds.py, Keras {keras.__version__}",
        "steps": STEPS,
        "cases": [
            {"keras": name, "options": options, "seeds": [run(seed, name, options) for seed in range(SEEDS)]}
            for name, options in OPTIMIZERS.items()
        ],
    },
)
