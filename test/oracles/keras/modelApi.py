"""Keras's model API: histories, weights of classes and examples, names, callbacks on given figures."""

import os
import tempfile

from common import first_line, np, numbers, write

import keras
from keras import callbacks, optimizers

X = np.array([[1, 0], [0, 1], [2, -1], [-1, 1], [0.5, 0.5], [3, 1], [0, -2]], "float32")
Y = np.eye(2, dtype="float32")[[0, 1, 1, 0, 0, 1, 0]]
KERNEL = np.array([[0.5, -0.25], [0.125, 0.75]], "float32")
SAMPLE_WEIGHT = np.array([1, 2, 0, 1, 0.5, 3, 1], "float32")


def compiled(optimizer=None, loss="categorical_crossentropy", metrics=("accuracy",)):
    """A dense layer with a softmax, whose weights are known."""
    given = keras.Input((2,))
    dense = keras.layers.Dense(2, activation="softmax", name="d")
    model = keras.Model(given, dense(given))
    dense.set_weights([KERNEL, np.zeros(2, "float32")])
    model.compile(optimizer=optimizer or optimizers.SGD(0.1), loss=loss, metrics=list(metrics))
    return model


def fit(model=None, **options):
    model = model or compiled()
    history = model.fit(X, Y, verbose=0, shuffle=False, batch_size=3, **options)
    return {
        "history": {figure: numbers(values) for figure, values in history.history.items()},
        "epoch": history.epoch,
        "kernel": numbers(model.get_weights()[0]),
    }


def attempt(run, length, describe=first_line):
    """What a run gives, or its error."""
    try:
        return run()
    except Exception as error:
        return {"error": describe(error, length)}


def fits():
    weighted = {"sample_weight": SAMPLE_WEIGHT}
    by_class = {"class_weight": {0: 3.0, 1: 0.5}}
    yield "plain", fit(epochs=3)
    yield "class_weight", fit(epochs=2, **by_class)
    yield "class_weight missing class", fit(epochs=2, class_weight={1: 0.25})
    yield "sample_weight", fit(epochs=2, **weighted)
    yield "both", attempt(lambda: fit(epochs=2, **weighted, **by_class), 200)
    yield "validation_split .3", fit(epochs=2, validation_split=0.3)
    yield "validation_split .5", fit(epochs=1, validation_split=0.5)
    yield "validation_split + sample_weight", fit(epochs=2, validation_split=0.3, **weighted)
    yield "initial_epoch", fit(epochs=4, initial_epoch=2)
    yield "validation_data", fit(epochs=1, validation_data=(X[:2], Y[:2]))
    model = compiled()
    yield "fit twice", {"first": fit(model, epochs=1), "second": fit(model, epochs=1)}
    model = compiled(optimizers.Adam(0.1))
    fit(model, epochs=1)
    model.compile(optimizer=optimizers.Adam(0.1), loss="categorical_crossentropy")
    yield "adam recompiled", fit(model, epochs=1)


def metric_names():
    for name in ("precision,recall", "f1_score", "auc", "top_k_categorical_accuracy", "acc"):
        run = lambda: fit(compiled(metrics=name.split(",")), epochs=1)["history"]  # noqa: E731
        yield name, attempt(run, 100, lambda error, length: f"{type(error).__name__} {str(error)[:length]}")


LOSSES = ["mean_squared_error", "binary_crossentropy", "mse", "CategoricalCrossentropy", "categorical_crossentropy"]
OPTIMIZERS = [
    *["sgd", "adam", "adamw", "adamax", "adagrad", "rmsprop", "Adam", "SGD", "RMSprop", "Adagrad"],
    *["nadam", "ftrl", "lion", "lamb", "adadelta", "adafactor", "muon"],
]


def optimizer_class(name):
    try:
        return type(optimizers.get(name)).__name__
    except Exception:
        return "error"


def evaluations():
    options = {"batch_size": 3, "verbose": 0}
    model = compiled()
    return {
        "list": [float(value) for value in model.evaluate(X, Y, **options)],
        "dict": model.evaluate(X, Y, **options, return_dict=True),
        "weighted": model.evaluate(X, Y, **options, sample_weight=SAMPLE_WEIGHT, return_dict=True),
    }


SERIES = {
    "down": [1, 0.9, 0.8, 0.81, 0.82, 0.79, 0.85, 0.86, 0.87, 0.88],
    "flat": [1, 1, 1, 1, 1, 1],
    "noise": [1, 0.5, 0.6, 0.55, 0.52, 0.501, 0.4999, 0.6, 0.7, 0.8, 0.9],
    "up": [0.1, 0.2, 0.3, 0.29, 0.3, 0.31, 0.2, 0.1],
    "nan": [1, 0.9, float("nan"), 0.8, 0.85, 0.86],
    "small": [1, 0.99995, 0.9999, 0.99985, 0.9998, 0.99],
}
STOPPING = {
    "val_loss": [
        {},
        {"patience": 1},
        {"patience": 2},
        {"patience": 3},
        {"min_delta": 0.05, "patience": 2},
        {"min_delta": -0.05, "patience": 2},
        {"restore_best_weights": True, "patience": 2},
        {"restore_best_weights": True, "patience": 20},
        {"start_from_epoch": 3},
        {"baseline": 0.7},
        {"mode": "max", "patience": 2},
    ],
    "val_accuracy": [{"patience": 2}, {"patience": 2, "mode": "max", "restore_best_weights": True}],
    "val_precision": [{"patience": 2}],
    "loss": [{"patience": 2}],
    "val_f1_score": [{"patience": 2}],
}
KEEPING = [
    {},
    {"save_best_only": True},
    {"save_best_only": True, "mode": "max"},
    {"save_best_only": True, "monitor": "val_accuracy"},
    {"save_best_only": True, "initial_value_threshold": 0.6},
    {"save_weights_only": True},
]


class NumberedModel:
    """Stands for a model in callbacks: its weights are the number of the epoch."""

    def __init__(self):
        self.epoch, self.restored, self.saved = 0, None, []
        self.stop_training, self.metrics = False, []
        self.optimizer = type("Optimizer", (), {"learning_rate": 0.1})()

    def get_weights(self):
        return self.epoch

    def set_weights(self, weights):
        self.restored = weights

    def save(self, path, **options):
        self.saved.append(self.epoch)

    save_weights = save


def stopping(series, monitor, options):
    """The epoch that early stopping ends, and the one whose weights it restores."""
    described = {"series": series, "monitor": monitor, "options": options}
    try:
        callback, model = callbacks.EarlyStopping(monitor=monitor, **options), NumberedModel()
        callback.set_model(model)
        callback.on_train_begin({})
        stopped = None
        for model.epoch, figure in enumerate(SERIES[series]):
            callback.on_epoch_end(model.epoch, {monitor: figure})
            if model.stop_training:
                stopped = model.epoch
                break
        callback.on_train_end({})
        return {**described, "stopped": stopped, "restored": model.restored}
    except Exception as error:
        return {**described, "error": first_line(error, 150)}


def keeping(series, options):
    """The epochs after which a checkpoint is saved."""
    described = {"series": series, "options": options}
    path = "x.weights.h5" if options.get("save_weights_only") else "x.keras"
    callback, model = callbacks.ModelCheckpoint(path, **options), NumberedModel()
    callback.set_model(model)
    callback.on_train_begin({})
    try:
        for model.epoch, figure in enumerate(SERIES[series]):
            callback.on_epoch_begin(model.epoch)
            callback.on_epoch_end(model.epoch, {options.get("monitor", "val_loss"): figure})
        return {**described, "saved": model.saved}
    except Exception as error:
        return {**described, "error": type(error).__name__ + first_line(error, 100)}


def csv_log():
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "log.csv")
        fit(epochs=2, validation_split=0.3, callbacks=[callbacks.CSVLogger(file)])
        with open(file, newline="") as stream:
            return stream.read()


def summary():
    # Names that Keras makes up begin to count again.
    keras.backend.clear_session()
    lines = []
    compiled().summary(print_fn=lambda line, **options: lines.append(line))
    return "\n".join(lines)


def names():
    """The names that layers, weights and a model get by themselves."""
    keras.backend.clear_session()
    given = keras.Input((4, 4, 3))
    hidden = given
    for layer in [
        keras.layers.Conv2D(2, 3),
        keras.layers.Conv2D(2, 1),
        keras.layers.BatchNormalization(),
        keras.layers.DepthwiseConv2D(1),
        keras.layers.SeparableConv2D(1, 1),
        keras.layers.ReLU(),
        keras.layers.GlobalAveragePooling2D(),
        keras.layers.Dense(2),
        keras.layers.Dense(2),
    ]:
        hidden = layer(hidden)
    model = keras.Model(given, hidden)
    return {
        "layers": [layer.name for layer in model.layers],
        "weights": [weight.path for weight in model.weights],
        "model": model.name,
    }


falling = optimizers.schedules.ExponentialDecay(0.1, 1, 0.5)
halving = callbacks.LearningRateScheduler(lambda epoch, rate: rate * 0.5)
results = {
    **dict(fits()),
    "metrics": dict(metric_names()),
    "losses": {loss: fit(compiled(loss=loss), epochs=1) for loss in LOSSES},
    "optimizer names": {name: optimizer_class(name) for name in OPTIMIZERS},
    "evaluate": evaluations(),
    "history with schedule": sorted(fit(compiled(optimizers.SGD(falling)), epochs=1)["history"]),
    "history with LearningRateScheduler": fit(epochs=2, callbacks=[halving])["history"],
    "early stopping": {
        "series": {name: [value if value == value else "nan" for value in SERIES[name]] for name in SERIES},
        "cases": [
            stopping(series, monitor, options)
            for series in SERIES
            for monitor, all_options in STOPPING.items()
            for options in all_options
        ],
    },
    "model checkpoint": [keeping(series, options) for series in SERIES for options in KEEPING],
    "csv": csv_log(),
    "summary": summary(),
    "names": names(),
}
write("model-api", results)
