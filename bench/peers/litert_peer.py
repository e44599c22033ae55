# LiteRT with XNNPACK in a process of its own: predicts once at its start, and then each time that it is asked to.
#   litert_peer.py MODEL PIXELS BATCH THREADS
import sys

import numpy
from ai_edge_litert.interpreter import Interpreter

from answers import peak_bytes, serve, times_of_stream

model, pixels_file, batch, threads = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
pixels = numpy.fromfile(pixels_file, "<f4").reshape(-1, 224, 224, 3)[:batch]
interpreter = Interpreter(model, num_threads=threads)
interpreter.allocate_tensors()
x, y = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
is_int8 = x["dtype"] == numpy.uint8
if is_int8:
    scale, zero = x["quantization"]
    pixels = numpy.clip(numpy.round(pixels / scale) + zero, 0, 255).astype("uint8")


def predict():
    interpreter.set_tensor(x["index"], pixels)
    interpreter.invoke()
    return interpreter.get_tensor(y["index"])


def answer():
    return times_of_stream(predict, batch)


outputs = predict()
if is_int8:  # probabilities, with a background class before the thousand
    outputs = outputs[:, -1000:] * y["quantization"][0]
serve({"logits": outputs.flatten().tolist(), "peakBytes": peak_bytes()}, answer)
