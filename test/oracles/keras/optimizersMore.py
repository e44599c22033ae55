"""Keras's optimizers that look at whole weights, or have a way of their own, for 20 steps from several seeds.

The numbers of a seed are drawn by `hashed`, which stands in the test too, so that only results are kept.
"""

from common import hashed, numbers, np, write_parts

import keras

SHAPES = [(5,), (3, 4), (5, 2), (2, 1, 2, 3)]
STEPS = 20
SEEDS = 3
FALLING = {"initial_learning_rate": 0.1, "decay_steps": 4, "decay_rate": 0.9}
OPTIMIZERS = [
    ("Ftrl", {}),
    ("Ftrl", {"learning_rate": 0.1, "learning_rate_power": -0.7, "beta": 0.2, "l2_regularization_strength": 0.01}),
    ("Ftrl", {"learning_rate": 0.1, "l1_regularization_strength": 0.3, "l2_shrinkage_regularization_strength": 0.05}),
    ("Adafactor", {}),
    ("Adafactor", {"learning_rate": 0.5, "beta_2_decay": -0.6, "epsilon_2": 0.1, "clip_threshold": 0.5}),
    ("Adafactor", {"weight_decay": 0.1, "relative_step": False, "clipnorm": 0.5}),
    ("Lamb", {}),
    ("Lamb", {"learning_rate": 0.01, "beta_1": 0.8, "beta_2": 0.9, "epsilon": 1e-3, "weight_decay": 0.1}),
    ("Muon", {}),
    ("Muon", {"learning_rate": 0.02, "nesterov": False, "rms_rate": None, "ns_steps": 3, "adam_lr_ratio": 0.5}),
    ("Muon", {"momentum": 0.8, "weight_decay": None, "adam_weight_decay": None, "muon_a": 2, "muon_b": -1.5, "muon_c": 0.5}),
]
CARRYING = [
    ("Ftrl", {"gradient_accumulation_steps": 3}, False),
    ("Adafactor", {"gradient_accumulation_steps": 3}, True),
    ("Lamb", {"gradient_accumulation_steps": 3, "global_clipnorm": 0.3}, True),
    ("Muon", {"use_ema": True, "ema_overwrite_frequency": 4}, True),
]


def drawn(key, weight, scale):
    shape = SHAPES[weight]
    keys = [key + weight * 101 + element for element in range(int(np.prod(shape)))]
    values = [(2 * hashed(one) - 1) * scale(element) for element, one in enumerate(keys)]
    return np.array(values, "float32").reshape(shape)


def start_of(seed, weight):
    """The first seed starts at 0, where float32 shows the smallest movements."""
    return drawn(seed * 1000003, weight, lambda _: 1 if seed > 0 else 0)


def gradient_of(seed, step, weight):
    """The last seed's are of one size; in those of the others, elements have powers of ten from 1e-8 to 1e3."""
    scale = (lambda _: 1) if seed == SEEDS - 1 else (lambda element: 10.0 ** (element % 12 - 8))
    return drawn(seed * 1000003 + (step + 1) * 1009, weight, scale)


def run(seed, name, options, falls):
    weights = [keras.Variable(start_of(seed, weight), name=f"weight{weight}") for weight in range(len(SHAPES))]
    rate = {"learning_rate": keras.optimizers.schedules.ExponentialDecay(**FALLING)} if falls else {}
    optimizer = getattr(keras.optimizers, name)(**options, **rate)
    optimizer.build(weights)
    for step in range(STEPS):
        gradients = [keras.ops.convert_to_tensor(gradient_of(seed, step, weight)) for weight in range(len(SHAPES))]
        optimizer.apply_gradients(list(zip(gradients, weights)))
        if step == 0:
            first = [numbers(keras.ops.convert_to_numpy(weight)) for weight in weights]
    return {"first": first, "last": [numbers(keras.ops.convert_to_numpy(weight)) for weight in weights]}


def write_cases(fixture, script, cases):
    """The cases are names, options, and whether the rate falls."""
    write_parts(
        fixture,
        {
            "made by": f"{script}, Keras {keras.__version__} on {keras.backend.backend()}",
            "shapes": SHAPES,
            "steps": STEPS,
            "falling": FALLING,
            "cases": [
                {"keras": name, "options": options, "falls": falls, "seeds": [run(seed, name, options, falls) for seed in range(SEEDS)]}
                for name, options, falls in cases
            ],
        },
        "cases",
    )


if __name__ == "__main__":
    write_cases("optimizers-more", "optimizersMore.py", [*((*one, False) for one in OPTIMIZERS), *CARRYING])
