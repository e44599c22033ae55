"""Small ONNX networks as onnxruntime quantizes them, to QuantizeLinear and DequantizeLinear or to ops of integers, and what it gives."""
import base64
import gzip
import json
import os
import sys
import tempfile

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static

out = sys.argv[1]
numbers = np.random.default_rng(1)
PICTURE = (1, 3, 9, 8)


def hashed(shape, start=0):
    """The same rule as in the test: no numbers are kept of it."""
    count = int(np.prod(shape))
    values = ((np.arange(count, dtype=np.float64) + start) * 2654435761.0 % 2**32) % 2001 / 1000 - 1
    return values.astype("float32").reshape(shape)


def packed(data):
    return base64.b64encode(gzip.compress(bytes(data), mtime=0)).decode()


class Net:
    """Nodes in a row; each call takes names and gives one."""

    def __init__(self):
        self.nodes, self.tensors = [], []

    def constant(self, values):
        name = f"c{len(self.tensors)}"
        self.tensors.append(numpy_helper.from_array(values, name))
        return name

    def w(self, *shape):
        return self.constant(numbers.uniform(-1, 1, shape).astype("float32"))

    def op(self, kind, *inputs, **attributes):
        name = f"v{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], name=name, **attributes))
        return name

    def conv(self, x, inputs, outputs, size=3, **options):
        pads = [size // 2] * 4
        return self.op("Conv", x, self.w(outputs, inputs // options.get("group", 1), size, size), self.w(outputs), **{"pads": pads, **options})

    def relu6(self, x):
        return self.op("Clip", x, self.constant(np.float32(0)), self.constant(np.float32(6)))

    def bytes(self, output):
        x = helper.make_tensor_value_info("x", TensorProto.FLOAT, PICTURE)
        y = helper.make_tensor_value_info(output, TensorProto.FLOAT, None)
        graph = helper.make_graph(self.nodes, "net", [x], [y], self.tensors)
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)


def inverted_residual(net):
    x = net.relu6(net.conv("x", 3, 8, strides=[2, 2]))
    for _ in range(2):
        y = net.relu6(net.conv(net.relu6(net.conv(x, 8, 24, 1)), 24, 24, group=24))
        x = net.op("Add", x, net.conv(y, 24, 8, 1))
    pooled = net.op("Flatten", net.op("GlobalAveragePool", x))
    return net.op("Gemm", pooled, net.w(5, 8), net.w(5), transB=1)


def plain(net):
    x = net.op("MaxPool", net.op("Relu", net.conv("x", 3, 6)), kernel_shape=[2, 2], strides=[2, 2])
    x = net.op("Concat", x, net.op("Relu", net.conv(x, 6, 4)), axis=1)
    return net.op("MatMul", net.op("Flatten", x), net.w(160, 7))


def windows(net):
    x = net.conv("x", 3, 5, 3, pads=[1, 0, 2, 1], dilations=[2, 1])
    return net.conv(net.op("Sigmoid", x), 5, 10, 3, group=5, strides=[2, 2])


class Examples(CalibrationDataReader):
    def __init__(self):
        self.left = iter([{"x": hashed(PICTURE, 1000 * i)} for i in range(8)])

    def get_next(self):
        return next(self.left, None)


ways = {
    "QDQ of uint8, a scale a channel": dict(activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8, per_channel=True),
    "QDQ of int8": dict(activation_type=QuantType.QInt8, weight_type=QuantType.QInt8),
    "QDQ of uint8 weights": dict(activation_type=QuantType.QUInt8, weight_type=QuantType.QUInt8),
    "QDQ of uint8 weights, a scale a channel": dict(activation_type=QuantType.QUInt8, weight_type=QuantType.QUInt8, per_channel=True),
    "ops of integers": dict(quant_format=QuantFormat.QOperator, activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8, per_channel=True),
    "ops of integers, uint8 weights": dict(quant_format=QuantFormat.QOperator, activation_type=QuantType.QUInt8, weight_type=QuantType.QUInt8),
}


def case(name, network, way):
    net = Net()
    model = net.bytes(network(net))
    with tempfile.TemporaryDirectory() as folder:
        path, quantized = os.path.join(folder, "net.onnx"), os.path.join(folder, "int8.onnx")
        onnx.save(model, path)
        quantize_static(path, quantized, Examples(), **{"quant_format": QuantFormat.QDQ, **way})
        content = open(quantized, "rb").read()
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    outputs = [session.run(None, {"x": hashed(PICTURE, 7 + 500 * i)})[0] for i in range(4)]
    last = onnx.load_from_string(content).graph
    constants = {one.name: numpy_helper.to_array(one) for one in last.initializer}
    scale = constants[last.node[-1].input[1]]
    values = np.stack(outputs).astype("<f4")
    return {"name": name, "file": packed(content), "scale": float(scale), "shape": list(outputs[0].shape), "values": packed(values.tobytes())}


cases = [
    case(f"{name}: {way}", network, options)
    for name, network in {"inverted residuals": inverted_residual, "pools and joins": plain, "windows": windows}.items()
    for way, options in ways.items()
]
with open(os.path.join(out, "onnxInt8.json"), "w") as file:
    json.dump({"program": f"onnxruntime {onnxruntime.__version__}", "cases": cases}, file, separators=(",", ":"))
