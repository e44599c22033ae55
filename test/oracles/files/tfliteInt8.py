"""TensorFlow Lite files of int8: small networks as TensorFlow's converter quantizes them, and the integers that LiteRT gives. Some are
rewritten as files of before 2020 are: all of uint8, weights with zero points of their own."""
import base64
import gzip
import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
import numpy as np
import flatbuffers
import tensorflow as tf
from tensorflow.lite.python import schema_py_generated as schema

out = sys.argv[1]
numbers = np.random.default_rng(1)
nn = tf.nn


def hashed(shape, start=0):
    """The same rule as in the test: no numbers are kept of it."""
    count = int(np.prod(shape))
    values = ((np.arange(count, dtype=np.float64) + start) * 2654435761.0 % 2**32) % 2001 / 1000 - 1
    return values.astype("float32").reshape(shape)


def w(*shape):
    return tf.constant(numbers.uniform(-1, 1, shape).astype("float32"))


def packed(data):
    return base64.b64encode(gzip.compress(bytes(data), mtime=0)).decode()


def conv(x, outputs, size=3, **options):
    strides, padding = options.pop("strides", 1), options.pop("padding", "SAME")
    return nn.conv2d(x, w(size, size, x.shape[-1], outputs), strides, padding, **options) + w(outputs)


def depthwise(x, times=1, strides=1, padding="SAME"):
    kernel = w(3, 3, x.shape[-1], times)
    return nn.depthwise_conv2d(x, kernel, (1, strides, strides, 1), padding) + w(x.shape[-1] * times)


def inverted_residual(x):
    """An expansion, a depthwise convolution and a projection, added to what they were made of; twice."""
    x = nn.relu6(conv(x, 8, strides=2))
    for _ in range(2):
        y = nn.relu6(depthwise(nn.relu6(conv(x, 24, 1))))
        x = x + conv(y, 8, 1)
    return nn.softmax(tf.reduce_mean(x, (1, 2)) @ w(8, 5) + w(5))


def relu_n1(x):
    return tf.minimum(tf.maximum(x, -1.0), 1.0)


PICTURE = (1, 9, 8, 3)
networks = {
    "convolution, stride 2, relu6": lambda x: nn.relu6(conv(x, 5, strides=2)),
    "convolution, valid, dilated": lambda x: conv(x, 4, 2, padding="VALID", dilations=(2, 3)),
    "convolution, relu, relu n1": lambda x: relu_n1(conv(nn.relu(conv(x, 4)), 6, 1)),
    "grouped convolution": lambda x: nn.conv2d(conv(x, 4, 1), w(3, 3, 2, 6), 1, "SAME") + w(6),
    "depthwise convolution": lambda x: nn.relu6(depthwise(x)),
    "depthwise convolution, stride 2, two for each channel": lambda x: depthwise(x, 2, 2, "VALID"),
    "dense, relu": lambda x: nn.relu(tf.reshape(x, (1, 216)) @ w(216, 7) + w(7)),
    "dense of rows, without bias": lambda x: tf.tensordot(x, w(3, 5), 1),
    "sum, relu": lambda x: nn.relu(conv(x, 3) + x),
    "sum of one number a channel": lambda x: conv(x, 3) + x * w(3),
    "joined": lambda x: tf.concat([conv(x, 3), nn.relu(x)], -1),
    "largest of windows": lambda x: nn.max_pool2d(conv(x, 4), 2, 2, "SAME"),
    "averages of windows": lambda x: nn.avg_pool2d(conv(x, 4), 3, 2, "SAME"),
    "borders, a part, axes turned": lambda x: tf.transpose(tf.pad(conv(x, 4), ((0, 0), (1, 2), (0, 1), (0, 0)))[:, 1:, :5], (0, 3, 1, 2)),
    "pixels doubled": lambda x: conv(tf.image.resize(conv(x, 4), (18, 16), "nearest"), 2),
    "sigmoid, product": lambda x: conv(x, 4) * tf.sigmoid(conv(x, 4)),
    "inverted residuals": inverted_residual,
}


def dead(x):
    """What is added is always 0: TensorFlow's quantizer gives it a scale of 8e-9, the one before it had 4.6e-41."""
    return conv(x, 3) + nn.relu(conv(x, 3) - 100.0)


def convert(network, uint8=False, per_channel=True, new_quantizer=True):
    function = tf.function(network, input_signature=[tf.TensorSpec(PICTURE, tf.float32)])
    converter = tf.lite.TFLiteConverter.from_concrete_functions([function.get_concrete_function()])
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: ([hashed(PICTURE, 1000 * i)] for i in range(8))
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = converter.inference_output_type = tf.uint8 if uint8 else tf.int8
    converter._experimental_disable_per_channel = not per_channel
    converter.experimental_new_quantizer = new_quantizer
    return converter.convert()


def in_uint8(content):
    """Activations as they were; of weights those above 0 are made smaller, so that 0 is far from the middle."""
    model = schema.ModelT.InitFromObj(schema.Model.GetRootAs(bytearray(content), 0))
    (graph,) = model.subgraphs
    for tensor in graph.tensors:
        buffer, kind = model.buffers[tensor.buffer], tensor.quantization
        if tensor.type != schema.TensorType.INT8:
            continue
        tensor.type = schema.TensorType.UINT8
        if buffer.data is None:
            kind.zeroPoint = [zero + 128 for zero in kind.zeroPoint]
            continue
        values = np.frombuffer(bytes(buffer.data), "int8") * float(kind.scale[0])
        values = np.where(values > 0, 0.6 * values, values)
        scale = np.float32((values.max() - values.min()) / 255)
        zero = int(np.round(-values.min() / scale))
        buffer.data = np.frombuffer(np.clip(np.round(values / scale) + zero, 0, 255).astype("uint8"), "uint8")
        kind.scale, kind.zeroPoint = [scale], [zero]
    for node in graph.operators:
        if len(node.inputs) != 3 or graph.tensors[node.inputs[2]].type != schema.TensorType.INT32:
            continue
        x, weights, bias = [graph.tensors[index] for index in node.inputs]
        values = np.frombuffer(bytes(model.buffers[bias.buffer].data), "<i4") * float(bias.quantization.scale[0])
        bias.quantization.scale = [np.float32(x.quantization.scale[0] * weights.quantization.scale[0])]
        integers = np.round(values / bias.quantization.scale[0]).astype("<i4")
        model.buffers[bias.buffer].data = np.frombuffer(integers.tobytes(), "uint8")
    builder = flatbuffers.Builder(1 << 16)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def with_scales_of_0(content):
    """As no quantizer writes them: those next to 0 are 0."""
    model = schema.ModelT.InitFromObj(schema.Model.GetRootAs(bytearray(content), 0))
    for tensor in model.subgraphs[0].tensors:
        if tensor.type == schema.TensorType.INT8 and tensor.quantization.scale[0] < 1e-8:
            tensor.quantization.scale = [0.0]
    builder = flatbuffers.Builder(1 << 16)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def refusal(content):
    try:
        interpreter_of(content, False).allocate_tensors()
        return None
    except RuntimeError as error:
        return str(error)


def interpreter_of(content, is_delegated):
    """XNNPACK, to which operations are delegated, refuses scales next to 0."""
    kinds = tf.lite.experimental.OpResolverType
    kind = kinds.AUTO if is_delegated else kinds.BUILTIN_WITHOUT_DEFAULT_DELEGATES
    return tf.lite.Interpreter(model_content=content, experimental_op_resolver_type=kind)


def run(content, pictures, is_delegated):
    """The output's scale and zero point, and its integers for each picture of real numbers."""
    interpreter = interpreter_of(content, is_delegated)
    interpreter.allocate_tensors()
    (given,), (made,) = interpreter.get_input_details(), interpreter.get_output_details()
    (scale, zero), limits = given["quantization"], np.iinfo(given["dtype"])
    integers = []
    for x in pictures:
        q = np.clip(np.round(x / np.float32(scale)) + zero, limits.min, limits.max).astype(given["dtype"])
        interpreter.set_tensor(given["index"], q.reshape(given["shape"]))
        interpreter.invoke()
        integers.append(interpreter.get_tensor(made["index"]).astype("<i2"))
    scale, zero = made["quantization"]
    return {"scale": float(scale), "zeroPoint": int(zero), "shape": made["shape"].tolist(), "integers": packed(np.stack(integers).tobytes())}


def case(name, content, is_delegated=True):
    pictures = [hashed(PICTURE, 7 + 500 * i) for i in range(4)]
    return {"name": name, "file": packed(content), **run(content, pictures, is_delegated)}


cases = [case(name, convert(network, name.startswith("sum of"))) for name, network in networks.items()]
of_before_2020 = [name for name in networks if name not in ("grouped convolution", "pixels doubled", "sum of one number a channel")]
cases += [case(f"uint8: {name}", in_uint8(convert(networks[name], per_channel=False))) for name in of_before_2020]
of_zeros = {is_new: convert(dead, new_quantizer=is_new) for is_new in (True, False)}
cases += [
    case(f"a value that is always 0, by the {'new' if is_new else 'old'} quantizer", content, is_delegated=False)
    for is_new, content in of_zeros.items()
]
refused = with_scales_of_0(of_zeros[True])
with open(os.path.join(out, "tfliteInt8.json"), "w") as file:
    fixture = {"program": f"tensorflow {tf.__version__}", "cases": cases, "refused": {"file": packed(refused), "reason": refusal(refused)}}
    json.dump(fixture, file, separators=(",", ":"))
