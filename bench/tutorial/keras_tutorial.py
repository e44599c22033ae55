# The script of PyImageSearch's mask detector in Keras 3, as examples/train-mask-detector.ts is in linnet: the same
# photographs, weights, augmentation, head, optimizer and split sizes. It prints a line for each epoch.
#   keras_tutorial.py DATASET WEIGHTS EPOCHS WORKERS
import sys
from pathlib import Path

import keras
import numpy

from keras_mobilenet import mobilenet

dataset, weights_file, epochs, workers = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
INITIAL_RATE, BATCH = 1e-4, 32
keras.utils.set_random_seed(42)

classes = sorted(folder.name for folder in Path(dataset).iterdir())
paths = [(path, label) for label, name in enumerate(classes) for path in sorted(Path(dataset, name).iterdir())]
labels = numpy.array([label for _, label in paths])
data = []
for path, _ in paths:
    image = keras.utils.img_to_array(keras.utils.load_img(path, target_size=(224, 224)))
    data.append(keras.applications.mobilenet_v2.preprocess_input(image))
data = numpy.array(data, dtype="float32")


def stratified_split():
    train, test = [], []
    random = numpy.random.RandomState(42)
    for label in range(len(classes)):
        members = random.permutation(numpy.flatnonzero(labels == label))
        held_out = round(0.2 * len(members))
        test.extend(members[:held_out])
        train.extend(members[held_out:])
    return numpy.array(train), numpy.array(test)


train, test = stratified_split()
y = keras.utils.to_categorical(labels, len(classes))
train_x, train_y, test_x, test_y = data[train], y[train], data[test], y[test]
augmentation = keras.src.legacy.preprocessing.image.ImageDataGenerator(
    rotation_range=20, zoom_range=0.15, width_shift_range=0.2, height_shift_range=0.2, shear_range=0.15,
    horizontal_flip=True, fill_mode="nearest")

base = mobilenet(weights_file, include_top=False)
base.trainable = False
head = keras.layers.AveragePooling2D(pool_size=(7, 7))(base.output)
head = keras.layers.Flatten(name="flatten")(head)
head = keras.layers.Dense(128, activation="relu")(head)
head = keras.layers.Dropout(0.5)(head)
head = keras.layers.Dense(len(classes), activation="softmax")(head)
model = keras.Model(inputs=base.input, outputs=head)
rate = keras.optimizers.schedules.InverseTimeDecay(INITIAL_RATE, 1, INITIAL_RATE / epochs)
model.compile(loss="binary_crossentropy", optimizer=keras.optimizers.Adam(learning_rate=rate), metrics=["accuracy"])


class EpochLog(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs):
        print(f"epoch {epoch + 1}/{epochs}  val_accuracy {logs['val_accuracy']:.4f}", flush=True)


batches = augmentation.flow(train_x, train_y, batch_size=BATCH)
batches.workers = workers
model.fit(batches, validation_data=(test_x, test_y),
          validation_batch_size=BATCH, epochs=epochs, verbose=0, callbacks=[EpochLog()])
