"""What ONNX's checker and LiteRT make of files that linnet has written: FOLDER/given.json gives FOLDER/outputs.json."""
import base64
import json
import sys
import zipfile
from pathlib import Path

import numpy as np
import onnx
from ai_edge_litert.interpreter import Interpreter

folder = Path(sys.argv[1])


def described(tensor):
    return {"shape": tensor.shape, "values": base64.b64encode(tensor.tobytes()).decode()}


def integers(values, detail):
    """What goes into an input of integers for these real numbers."""
    if detail["dtype"] == np.float32:
        return values
    scale, zero = detail["quantization"]
    kind = np.iinfo(detail["dtype"])
    return np.clip(np.round(values / scale) + zero, kind.min, kind.max).astype(detail["dtype"])


def real(tensor, detail):
    if detail["dtype"] not in (np.int8, np.uint8):
        return tensor
    scale, zero = detail["quantization"]
    return (np.float32(scale) * (tensor.astype("float32") - zero)).astype("float32")


def run(path, batches):
    """The outputs for each batch: the interpreter takes any, after it is resized."""
    interpreter = Interpreter(str(path))
    runner = {detail["name"]: detail for detail in interpreter.get_input_details()}
    found = []
    for inputs in batches:
        for name, tensor in inputs.items():
            interpreter.resize_tensor_input(runner[name]["index"], tensor["shape"], strict=True)
        interpreter.allocate_tensors()
        for name, tensor in inputs.items():
            values = np.frombuffer(base64.b64decode(tensor["values"]), "float32")
            interpreter.set_tensor(runner[name]["index"], integers(values.reshape(tensor["shape"]), runner[name]))
        interpreter.invoke()
        details = interpreter.get_output_details()
        outputs = {one["name"]: real(interpreter.get_tensor(one["index"]), one) for one in details}
        found.append({name: described(y) for name, y in outputs.items()})
    return found


outputs = {}
for name, batches in json.loads((folder / "given.json").read_text()).items():
    path = folder / name
    try:
        if path.suffix == ".onnx":
            onnx.checker.check_model(onnx.load(path), full_check=True)
            outputs[name] = []
            continue
        outputs[name] = run(path, batches)
        if zipfile.is_zipfile(path) and "labels.txt" in zipfile.ZipFile(path).namelist():
            outputs[name].append(zipfile.ZipFile(path).read("labels.txt").decode())
    except Exception as error:
        outputs[name] = str(error)
(folder / "outputs.json").write_text(json.dumps(outputs))
