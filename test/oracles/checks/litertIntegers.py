"""The integers that LiteRT gives of quantized models: FOLDER/given.json names the models, and FOLDER/pixels has bytes as pixels."""
import json
import sys
from pathlib import Path

import numpy as np
from ai_edge_litert.interpreter import Interpreter

folder = Path(sys.argv[1])
for name, path in json.loads((folder / "given.json").read_text()).items():
    interpreter = Interpreter(path)
    interpreter.allocate_tensors()
    (given,), (made,) = interpreter.get_input_details(), interpreter.get_output_details()
    pixels = np.fromfile(folder / "pixels", np.uint8).reshape(-1, *given["shape"])
    outputs = []
    for picture in pixels:
        least = np.iinfo(given["dtype"]).min
        interpreter.set_tensor(given["index"], (picture.astype("int16") + least).astype(given["dtype"]))
        interpreter.invoke()
        outputs.append(interpreter.get_tensor(made["index"]))
    np.stack(outputs).astype("<i2").tofile(folder / name)
