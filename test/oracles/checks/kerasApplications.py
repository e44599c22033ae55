"""Networks of Keras's and tf_keras's own applications as files, with what they compute: python kerasApplications.py FOLDER."""
import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
import keras
import numpy as np
import tf_keras

folder = sys.argv[1]
SIZE = 96
APPLICATIONS = {
    "Keras 3": (keras, ("MobileNet", "MobileNetV3Small", "EfficientNetB0", "DenseNet121", "NASNetMobile", "ResNet50V2")),
    "Keras 2": (tf_keras, ("MobileNetV3Small", "EfficientNetB0", "InceptionV3", "RegNetX002", "ResNet50")),
}
numbers = np.random.default_rng(4)
pictures = (np.arange(SIZE * SIZE * 3, dtype=np.float64) * 2654435761.0 % 2**32) % 2001 / 1000 - 1
pictures = pictures.astype("float32").reshape((1, SIZE, SIZE, 3))
ranges = {"gamma": (0.8, 1.2), "variance": (0.5, 1.5), "moving_mean": (-0.1, 0.1), "beta": (-0.1, 0.1), "bias": (-0.1, 0.1)}

made = []
for version, (k, names) in APPLICATIONS.items():
    k.utils.set_random_seed(1)
    for name in names:
        model = getattr(k.applications, name)(weights=None, input_shape=(SIZE, SIZE, 3), classes=10)
        for variable in model.weights:
            path = getattr(variable, "path", variable.name)
            for word, (low, high) in ranges.items():
                if word in path:
                    variable.assign(numbers.uniform(low, high, variable.shape).astype("float32"))
                    break
        # Before the softmax, where numbers differ more.
        last = k.Model(model.inputs, model.layers[-1].input)
        output = np.asarray(last(pictures, training=False)).ravel()
        for suffix in (".h5", ".keras"):
            file = f"{version.replace(' ', '')}-{name}{suffix}"
            last.save(os.path.join(folder, file))
            made.append({"file": file, "outputs": [float(value) for value in output]})
with open(os.path.join(folder, "made.json"), "w") as file:
    json.dump(made, file)
