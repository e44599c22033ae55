# The training steps in Keras on TensorFlow: its own train function, as fit calls it; with XLA and without.
#   keras_steps.py WORK WEIGHTS THREADS STEPS XLA
import sys

import keras
import numpy
import tensorflow as tf

from answers import milliseconds_of, serve
from safetensors_file import read_safetensors

BATCH = 32
work, weights_file, threads, steps, xla = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:6])
tf.config.threading.set_intra_op_parallelism_threads(threads)
tf.config.threading.set_inter_op_parallelism_threads(1)
keras.utils.set_random_seed(0)


def waves(*shape):
    return numpy.sin(numpy.arange(numpy.prod(shape), dtype="float64")).astype("float32").reshape(shape)


def head(dropout):
    return keras.Sequential([keras.Input((1280,)), keras.layers.Dense(128, activation="relu"),
                             keras.layers.Dropout(dropout), keras.layers.Dense(2, activation="softmax")])


def set_weights(model):
    """linnet's weights, in the order of the layers."""
    for own, given in zip(model.trainable_variables, read_safetensors(weights_file).values(), strict=True):
        own.assign(given.reshape(own.shape))


class Training:
    def __init__(self, model, x):
        self.model = model
        model.compile(optimizer=keras.optimizers.Adam(1e-3), loss="categorical_crossentropy", jit_compile=bool(xla))
        model.make_train_function()
        classes = numpy.eye(2, dtype="float32")[numpy.arange(BATCH) % 2]
        self.batches = iter(tf.data.Dataset.from_tensors((x, classes)).repeat())

    def step(self):
        """The loss of this step alone: fit would go on with the mean of the epoch."""
        self.model.reset_metrics()
        return float(self.model.train_function(self.batches)["loss"])


if work == "network":
    model = keras.applications.MobileNetV2(alpha=0.35, weights=None, classes=2, input_shape=(96, 96, 3))
    set_weights(model)
    training = Training(model, waves(BATCH, 96, 96, 3))
    losses = [training.step()]
else:
    checked = head(0)
    set_weights(checked)
    checked = Training(checked, waves(BATCH, 1280))
    losses = [checked.step() for _ in range(3)]
    model = head(0.5)
    training = Training(model, waves(BATCH, 1280))
for _ in range(3):
    training.step()


def answer():
    training.step()  # the process was stopped: its threads have to wake up first
    return milliseconds_of(training.step, steps)


serve({"weights": sum(int(numpy.prod(weight.shape)) for weight in model.trainable_variables), "losses": losses}, answer)
