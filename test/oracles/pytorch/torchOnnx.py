"""Small networks of torchvision as torch.onnx writes them, and what ONNX Runtime makes of two pictures: FOLDER/torchOnnx.json."""

import base64
import io
import json
import sys
from functools import partial
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from torchvision.models import MobileNetV2, MobileNetV3, ShuffleNetV2
from torchvision.models.efficientnet import EfficientNet, MBConvConfig
from torchvision.models.mobilenetv3 import InvertedResidualConfig
from torchvision.ops.misc import Conv2dNormActivation

FOLDER = Path(sys.argv[1])
SIZE = 32

three = partial(InvertedResidualConfig, width_mult=1.0)
efficient = partial(MBConvConfig, width_mult=1.0, depth_mult=1.0)



def mobilenet_v2():
    """With 32 features instead of 1280."""
    network = MobileNetV2(width_mult=0.1, inverted_residual_setting=[[1, 80, 1, 1], [3, 160, 2, 2]])
    network.features[-1] = Conv2dNormActivation(16, 32, kernel_size=1, activation_layer=torch.nn.ReLU6)
    network.classifier[1] = torch.nn.Linear(32, 5)
    return network


networks = {
    "mobilenetV2": mobilenet_v2,
    "mobilenetV3": lambda: MobileNetV3(
        [three(8, 3, 8, 8, True, "RE", 2, 1), three(8, 5, 24, 16, True, "HS", 2, 1), three(16, 5, 24, 16, True, "HS", 1, 1)],
        32,
        num_classes=5,
    ),
    "shufflenetV2": lambda: ShuffleNetV2([2, 1, 1], [8, 16, 24, 32, 48], num_classes=5),
    "efficientNet": lambda: EfficientNet(
        [efficient(1, 3, 1, 8, 8, 1), efficient(4, 5, 2, 8, 16, 2)], dropout=0.2, num_classes=5, last_channel=32
    ),
}


def trained(network):
    """Its batch normalization has seen something."""
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.5, 1.5)
            module.weight.data.uniform_(0.5, 1.5)
            module.bias.data.normal_(0, 0.1)
        if isinstance(module, torch.nn.Linear):
            module.weight.data.normal_(0, 0.5)
    return network.eval()


def exported(network, x, way):
    """The file's bytes: of the older exporter for any batch or for one picture, and of the newer."""
    buffer = io.BytesIO()
    names = {"input_names": ["input"], "output_names": ["logits"]}
    if way == "dynamo":
        shapes = ({0: torch.export.Dim("batch")},)
        program = torch.onnx.export(network, (x,), dynamo=True, dynamic_shapes=shapes, verbose=False, **names)
        program.save(buffer)
    elif way == "script":
        axes = {"input": {0: "batch"}, "logits": {0: "batch"}}
        torch.onnx.export(network, (x,), buffer, dynamo=False, dynamic_axes=axes, do_constant_folding=False, **names)
    else:
        torch.onnx.export(network, (x[:1],), buffer, dynamo=False, opset_version=11, **names)
    return without_notes(buffer.getvalue())


def without_notes(file):
    """The newer exporter keeps Python's stack at every node: most of a small file."""
    model = onnx.load_from_string(file)
    for node in model.graph.node:
        del node.metadata_props[:]
    del model.graph.value_info[:]
    return model.SerializeToString()


def logits(file, x, way):
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    parts = [x] if way != "one" else [x[:1], x[1:]]
    return np.concatenate([session.run(None, {"input": part})[0] for part in parts])


torch.manual_seed(0)
x = (np.arange(2 * 3 * SIZE * SIZE) % 509 / 254 - 1).astype(np.float32).reshape(2, 3, SIZE, SIZE)
cases = []
for name, make in networks.items():
    network = trained(make())
    for way in ["one" if name == "shufflenetV2" else "script", "dynamo"]:
        file = exported(network, torch.from_numpy(x), way)
        cases.append(
            {
                "name": f"{name} {way}",
                "file": base64.b64encode(file).decode(),
                "logits": [float(value) for value in logits(file, x, way).ravel()],
            }
        )
(FOLDER / "torchOnnx.json").write_text(json.dumps({"size": SIZE, "cases": cases}, indent=1) + "\n")
