# The training steps in Keras on TensorFlow: its own train function, as fit calls it; with XLA and without.
#   keras_steps.py WORK WEIGHTS THREADS STEPS XLA
#   WORK is a description of work.ts as JSON.
import json
import sys

import keras
import numpy
import tensorflow as tf

from answers import milliseconds_of, serve
from safetensors_file import read_safetensors

work, weights_file, threads, steps, xla = json.loads(sys.argv[1]), sys.argv[2], *map(int, sys.argv[3:6])
tf.config.threading.set_intra_op_parallelism_threads(threads)
tf.config.threading.set_inter_op_parallelism_threads(1)
keras.utils.set_random_seed(0)
batch = work["batch"]


def waves(*shape):
    return numpy.sin(numpy.arange(numpy.prod(shape), dtype="float64")).astype("float32").reshape(shape)


def head(dropout):
    return keras.Sequential([keras.Input((1280,)), keras.layers.Dense(128, activation="relu"),
                             keras.layers.Dropout(dropout), keras.layers.Dense(2, activation="softmax")])


def plain(size):
    x = inputs = keras.Input((size, size, 3))
    for filters in (32, 64, 128):
        x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
        x = keras.layers.MaxPooling2D()(x)
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, keras.layers.Dense(2, activation="softmax")(x))


def unfreeze_last(model, count):
    """The last of 17 blocks (0 to 16) and what follows them; batch norms keep their statistics, as Keras's guide asks."""
    first = f"block_{17 - count}_expand"
    is_last = False
    for layer in model.layers:
        is_last = is_last or layer.name == first
        layer.trainable = is_last and not isinstance(layer, keras.layers.BatchNormalization)


def set_weights(model):
    """linnet's weights, in the order of the layers."""
    for own, given in zip(model.trainable_variables, read_safetensors(weights_file).values(), strict=True):
        own.assign(given.reshape(own.shape))


class Training:
    def __init__(self, model, x):
        self.model = model
        model.compile(optimizer=keras.optimizers.Adam(1e-3), loss="categorical_crossentropy", jit_compile=bool(xla))
        model.make_train_function()
        classes = numpy.eye(2, dtype="float32")[numpy.arange(batch) % 2]
        self.batches = iter(tf.data.Dataset.from_tensors((x, classes)).repeat())

    def step(self):
        """The loss of this step alone: fit would go on with the mean of the epoch."""
        self.model.reset_metrics()
        return float(self.model.train_function(self.batches)["loss"])


if work["model"] == "head":
    checked = head(0)
    set_weights(checked)
    checked = Training(checked, waves(batch, 1280))
    losses = [checked.step() for _ in range(work["comparedSteps"])]
    model = head(0.5)
    training = Training(model, waves(batch, 1280))
else:
    size = work["size"]
    model = (plain(size) if work["model"] == "plain" else
             keras.applications.MobileNetV2(alpha=work["alpha"], weights=None, classes=2, input_shape=(size, size, 3)))
    set_weights(model)
    if "lastBlocks" in work:
        unfreeze_last(model, work["lastBlocks"])
    training = Training(model, waves(batch, size, size, 3))
    losses = [training.step() for _ in range(work["comparedSteps"])]
for _ in range(3):
    training.step()


def answer():
    training.step()  # the process was stopped: its threads have to wake up first
    return milliseconds_of(training.step, steps)


serve({"weights": sum(int(numpy.prod(weight.shape)) for weight in model.trainable_variables), "losses": losses}, answer)
