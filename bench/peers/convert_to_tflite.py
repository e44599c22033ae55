# Keras's MobileNetV2 with linnet's weights as LiteRT's files, by TensorFlow's converter: in float, and in int8 by channel,
# calibrated on photographs where there are some and on the benchmark's own pictures.
#   convert_to_tflite.py WEIGHTS PIXELS PHOTOGRAPHS OUTPUT-FOLDER BATCHES
import sys
from pathlib import Path

import numpy
import tensorflow as tf
from PIL import Image

from keras_mobilenet import mobilenet

weights_file, pixels_file, photographs, folder = sys.argv[1:5]
model = mobilenet(weights_file)
variables = tf.Module()  # the converter finds them through it, and makes them constants
variables.all = [variable.value for variable in model.variables]


def calibration():
    pictures = list(numpy.fromfile(pixels_file, "<f4").reshape(-1, 224, 224, 3))
    for path in sorted(Path(photographs).glob("*.JPEG")):
        with Image.open(path) as image:
            picture = image.convert("RGB").resize((224, 224), Image.BILINEAR)
        pictures.append(numpy.asarray(picture, "float32") / 127.5 - 1)
    return pictures


def convert(batch, pictures):
    call = tf.function(lambda x: model(x, training=False))
    concrete = call.get_concrete_function(tf.TensorSpec([batch, 224, 224, 3], tf.float32))
    converter = tf.lite.TFLiteConverter.from_concrete_functions([concrete], variables)
    if pictures is not None:
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
        batches = [numpy.resize(pictures[start:], (batch, 224, 224, 3)) for start in range(0, len(pictures), batch)]
        converter.representative_dataset = lambda: ([x] for x in batches)
    return converter.convert()


pictures = calibration()
for batch in map(int, sys.argv[5].split(",")):
    Path(folder, f"float-{batch}.tflite").write_bytes(convert(batch, None))
    Path(folder, f"int8-{batch}.tflite").write_bytes(convert(batch, pictures))
