# Keras's MobileNetV2 on TensorFlow, as a function that is traced once, with XLA and without.
#   keras_peer.py WEIGHTS PIXELS BATCH THREADS XLA
import sys

import numpy
import tensorflow as tf

from answers import peak_bytes, serve, times_of_stream
from keras_mobilenet import mobilenet

weights_file, pixels_file, batch, threads, xla = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:6])
tf.config.threading.set_intra_op_parallelism_threads(threads)
tf.config.threading.set_inter_op_parallelism_threads(1)
pixels = numpy.fromfile(pixels_file, "<f4").reshape(-1, 224, 224, 3)[:batch]
model = mobilenet(weights_file)
call = tf.function(lambda x: model(x, training=False), jit_compile=bool(xla))


def predict():
    return call(tf.constant(pixels)).numpy()


def answer():
    return times_of_stream(predict, batch)


serve({"logits": predict().flatten().tolist(), "peakBytes": peak_bytes()}, answer)
