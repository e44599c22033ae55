"""What Keras's binary_crossentropy does behind a softmax: on TensorFlow it takes the softmax's logits as a sigmoid's."""

from common import Notes, np, write

import keras

notes = Notes()
x = np.array([[1.0, 0], [0, 1], [2, -1]], "float32")
y = np.array([[1, 0], [0, 1], [0, 1]], "float32")


def run(activation, layer=None, eager=False, loss="binary_crossentropy"):
    """The loss in evaluate and in fit, and the kernel after a step of SGD at rate 1."""
    given = keras.Input((2,))
    dense = keras.layers.Dense(2, activation=activation, use_bias=False)
    output = dense(given) if layer is None else layer(dense(given))
    model = keras.Model(given, output)
    dense.set_weights([np.eye(2, dtype="float32") * 2])
    model.compile(loss=loss, optimizer=keras.optimizers.SGD(0.0), run_eagerly=eager)
    evaluated = model.evaluate(x, y, verbose=0)
    fitted = model.fit(x, y, verbose=0, batch_size=3).history["loss"][0]
    trained = keras.Model(given, output)
    trained.compile(loss=loss, optimizer=keras.optimizers.SGD(1.0))
    trained.fit(x, y, verbose=0, batch_size=3)
    return evaluated, fitted, dense.get_weights()[0].ravel().tolist()


def binary_crossentropy(p):
    return float(-(y * np.log(p) + (1 - y) * np.log(1 - p)).mean())


logits = x * 2
softmax = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
sigmoid = 1 / (1 + np.exp(-logits))
notes.add(
    *("by softmax probabilities", binary_crossentropy(softmax)),
    *("by sigmoid of the softmax logits", binary_crossentropy(sigmoid)),
)
notes.add("Dense softmax: evaluate, fit loss, kernel after SGD(1)", run("softmax"))
notes.add("eager", run("softmax", eager=True)[:2])
notes.add("Dense linear + layers.Softmax", run(None, keras.layers.Softmax())[:2])
notes.add("Dense linear + Activation(softmax)", run(None, keras.layers.Activation("softmax"))[:2])
notes.add("cce", run("softmax", loss="categorical_crossentropy"))

write("softmax-bce", notes)
