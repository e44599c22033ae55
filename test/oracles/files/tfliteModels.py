"""What LiteRT computes of the real models in ../shared: a few numbers of each output are kept."""
import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
import flatbuffers
import numpy as np
import tensorflow as tf
from tensorflow.lite.python import schema_py_generated as schema

out = sys.argv[1]
shared = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../../shared")
files = [
    "interop/tflite/tensorflow+tflite-micro/hello_world_float.tflite",
    "interop/tflite/tensorflow+tflite-micro/hello_world_int8.tflite",
    "interop/tflite/tensorflow+tflite-micro/person_detect.tflite",
    "interop/tflite/npm-mediapipe/face_detection_short_range.tflite",
    "interop/tflite/AnanyaMourya2006+Unique_App/model_unquant.tflite",
    "interop/tflite/bangseongmin+MaskDetection/model.tflite",
]


def hashed(shape):
    """The same rule as in the test: no numbers are kept of it."""
    count = int(np.prod(shape))
    values = (np.arange(count, dtype=np.float64) * 2654435761.0 % 2**32) % 2001 / 1000 - 1
    return (np.abs(values) if count == 1 else values).astype("float32").reshape(shape)


def content_of(path):
    """Biases of person_detect carry the axis of their kernel, which newer interpreters refuse."""
    model = schema.ModelT.InitFromObj(schema.Model.GetRootAs(bytearray(open(path, "rb").read()), 0))
    for tensor in model.subgraphs[0].tensors:
        if tensor.quantization is not None and len(tensor.shape) == 1:
            tensor.quantization.quantizedDimension = 0
    builder = flatbuffers.Builder(1 << 20)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def run(path):
    interpreter = tf.lite.Interpreter(model_content=content_of(path))
    interpreter.allocate_tensors()
    (given,) = interpreter.get_input_details()
    x = hashed(given["shape"])
    scale, zero = given["quantization"]
    if given["dtype"] != np.float32:
        limits = np.iinfo(given["dtype"])
        x = np.clip(np.round(x / scale + zero), limits.min, limits.max).astype(given["dtype"])
    interpreter.set_tensor(given["index"], x)
    interpreter.invoke()
    outputs = []
    for detail in interpreter.get_output_details():
        y, (scale, zero) = interpreter.get_tensor(detail["index"]), detail["quantization"]
        real = y.astype("float32") if detail["dtype"] == np.float32 else (y.astype("float32") - zero) * scale
        flat = real.ravel()
        places = sorted({*range(0, flat.size, max(1, flat.size // 8)), *np.argsort(-flat, kind="stable")[:4].tolist()})
        values = [float(f"{flat[place]:.7g}") for place in places]
        outputs.append({"shape": list(y.shape), "scale": float(scale), "places": places, "values": values})
    return {"input": given["shape"].tolist(), "outputs": outputs}


models = [{"file": file, **run(os.path.join(shared, file))} for file in files]
with open(os.path.join(out, "tfliteModels.json"), "w") as file:
    json.dump({"program": f"tensorflow {tf.__version__}", "models": models}, file, separators=(",", ":"))
