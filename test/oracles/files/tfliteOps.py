"""TensorFlow Lite files of one op or two with unusual options, as TensorFlow's converter writes them, and what LiteRT computes."""
import base64
import gzip
import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
import numpy as np
import tensorflow as tf

out = sys.argv[1]
numbers = np.random.default_rng(1)
PICTURE = (1, 7, 6, 3)


def hashed(shape, start=0):
    """The same rule as in the test: no numbers are kept of it."""
    count = int(np.prod(shape))
    values = ((np.arange(count, dtype=np.float64) + start) * 2654435761.0 % 2**32) % 2001 / 1000 - 1
    return values.astype("float32").reshape(shape)


def w(*shape):
    return tf.constant(numbers.uniform(-1, 1, shape).astype("float32"))


def positive(*shape):
    return tf.constant(numbers.uniform(0.5, 2, shape).astype("float32"))


nn, raw = tf.nn, tf.raw_ops
relu_n1 = lambda x: tf.minimum(tf.maximum(x, -1.0), 1.0)

# name: function, shapes of its inputs
ops = {
    "conv same stride relu6": (lambda x: nn.relu6(nn.conv2d(x, w(3, 2, 3, 4), 2, "SAME") + w(4)), PICTURE),
    "conv valid dilated": (lambda x: nn.conv2d(x, w(2, 2, 3, 4), 1, "VALID", dilations=(2, 3)), PICTURE),
    "conv relu n1": (lambda x: relu_n1(nn.conv2d(x, w(1, 1, 3, 4), 1, "VALID")), PICTURE),
    "conv in groups": (lambda x: nn.conv2d(x, w(3, 3, 2, 6), 1, "SAME"), (1, 5, 5, 4)),
    "depthwise multiplier": (lambda x: nn.depthwise_conv2d(x, w(3, 3, 3, 2), (1, 2, 2, 1), "SAME"), PICTURE),
    "depthwise dilated": (lambda x: nn.depthwise_conv2d(x, w(3, 3, 3, 1), (1, 1, 1, 1), "SAME", dilations=(2, 2)), PICTURE),
    "transposed same": (lambda x: nn.conv2d_transpose(x, w(3, 3, 2, 3), (1, 14, 12, 2), 2, "SAME") + w(2), PICTURE),
    "transposed valid": (lambda x: nn.conv2d_transpose(x, w(3, 2, 2, 3), (1, 15, 12, 2), 2, "VALID"), PICTURE),
    "average pool same": (lambda x: nn.avg_pool2d(x, 3, 2, "SAME"), PICTURE),
    "max pool valid": (lambda x: nn.max_pool2d(x, (2, 3), (2, 1), "VALID"), PICTURE),
    "dense relu": (lambda x: nn.relu(tf.matmul(x, w(5, 4)) + w(4)), (2, 5)),
    "dense of rank 3": (lambda x: tf.tensordot(x, w(5, 4), 1) + w(4), (2, 3, 5)),
    "batch matmul": (lambda a, b: tf.matmul(a, b, transpose_b=True), (2, 3, 4), (2, 5, 4)),
    "batch matmul by a constant": (lambda a: tf.matmul(a, w(2, 4, 5)), (2, 3, 4)),
    "add relu": (lambda a, b: nn.relu(a + b), (2, 3, 4), (3, 1)),
    "sub": (lambda a, b: a - b, (2, 3, 4), (4,)),
    "mul relu6": (lambda a, b: nn.relu6(a * b * 5.0), (2, 3, 4), (1, 3, 1)),
    "div": (lambda a: a / positive(4), (2, 3, 4)),
    "maximum": (lambda a, b: tf.maximum(a, b), (2, 3), (2, 1)),
    "minimum of a number": (lambda a: tf.minimum(a, 0.3), (2, 3)),
    "pow": (lambda a: tf.pow(a, 3.0), (2, 3)),
    "squared difference": (lambda a, b: tf.math.squared_difference(a, b), (2, 3), (3,)),
    "floor": (lambda a: tf.floor(a * 3.0), (2, 7)),
    "exp log sqrt": (lambda a: tf.sqrt(tf.math.log(tf.exp(a) + 1.5)), (2, 3)),
    "rsqrt square": (lambda a: tf.math.rsqrt(tf.square(a) + 0.1), (2, 3)),
    "abs neg sign": (lambda a: -tf.abs(a) + tf.sign(a), (2, 3)),
    "logistic tanh": (lambda a: tf.sigmoid(a) * tf.tanh(a), (2, 3)),
    "hard swish": (lambda a: a * nn.relu6(a + 3.0) / 6.0, (2, 9)),
    "leaky relu": (lambda a: nn.leaky_relu(a, 0.15), (2, 9)),
    "elu": (nn.elu, (2, 9)),
    "gelu": (lambda a: nn.gelu(a, approximate=False), (2, 9)),
    "gelu by tanh": (lambda a: nn.gelu(a, approximate=True), (2, 9)),
    "prelu": (lambda a: nn.relu(a) + w(3) * (a - tf.abs(a)) * 0.5, (1, 4, 4, 3)),
    "softmax": (nn.softmax, (3, 5)),
    "log softmax": (nn.log_softmax, (3, 5)),
    "mean of pixels": (lambda a: tf.reduce_mean(a, (1, 2)), PICTURE),
    "sum kept": (lambda a: tf.reduce_sum(a, -1, keepdims=True), (2, 3, 4)),
    "max and min": (lambda a: tf.reduce_max(a, 1) - tf.reduce_min(a, (1,)), (2, 3, 4)),
    "product": (lambda a: tf.reduce_prod(a, 1), (2, 3)),
    "arg max": (lambda a: tf.cast(tf.argmax(a, 1), tf.float32), (3, 5)),
    "arg min": (lambda a: tf.cast(tf.argmin(a, 0, output_type=tf.int32), tf.float32), (3, 5)),
    "cumulative sums": (lambda a: tf.cumsum(a, 1, exclusive=True, reverse=True), (2, 4, 3)),
    "floor div and mod": (lambda a, b: tf.math.floordiv(a, b + 1.5) + tf.math.floormod(a, b + 1.5), (2, 5), (2, 5)),
    "round ceil sin cos": (lambda a: tf.round(a * 3.0) + tf.math.ceil(a * 2.0) + tf.sin(a) * tf.cos(a), (2, 5)),
    "l2 normalization": (lambda a: nn.l2_normalize(a, -1), (2, 3, 5)),
    "response normalization": (lambda a: nn.local_response_normalization(a, 2, 1.5, 0.2, 0.75), (1, 2, 3, 7)),
    "pad": (lambda a: tf.pad(a, ((0, 0), (1, 2), (0, 3), (0, 0))), PICTURE),
    "pad with a number": (lambda a: tf.pad(a, ((1, 0), (0, 2)), constant_values=0.5), (2, 3)),
    "mirror pad": (lambda a: tf.pad(a, ((1, 2), (2, 1)), "REFLECT"), (4, 5)),
    "mirror pad symmetric": (lambda a: tf.pad(a, ((1, 2), (2, 1)), "SYMMETRIC"), (4, 5)),
    "reshape squeeze expand": (lambda a: tf.expand_dims(tf.squeeze(tf.reshape(a, (3, 1, 4)), 1), -1), (2, 6)),
    "transpose": (lambda a: tf.transpose(a, (2, 0, 1)), (2, 3, 4)),
    "concatenation": (lambda a, b: tf.concat((a, b, a), -1), (2, 3), (2, 2)),
    "split": (lambda a: tf.concat(tf.split(a, 3, 1)[::-1], 1), (2, 6)),
    "split by lengths": (lambda a: tf.concat(tf.split(a, (1, 3, 2), 1)[::-1], 1), (2, 6)),
    "slice": (lambda a: tf.slice(a, (1, 0, 2), (1, -1, 2)), (3, 4, 5)),
    "strided slice": (lambda a: a[::-1, 1:-1:2, tf.newaxis, -1], (3, 6, 5)),
    "strided slice with ellipsis": (lambda a: a[..., 1:3], (3, 4, 5)),
    "pack unpack": (lambda a: tf.stack(tf.unstack(a, axis=1)[::-1], axis=0), (2, 3, 4)),
    "gather": (lambda a: tf.gather(a, (2, 0, 2), axis=1), (2, 3, 4)),
    "gather nd": (lambda a: tf.gather_nd(a, ((0, 1), (1, 2))), (2, 3, 4)),
    "reverse": (lambda a: tf.reverse(a, (1,)), (2, 3, 4)),
    "tile": (lambda a: tf.tile(a, (2, 1, 3)), (2, 3, 1)),
    "broadcast to": (lambda a: tf.broadcast_to(a, (2, 3, 4)) * 1.0, (3, 1)),
    "resize bilinear": (lambda a: tf.image.resize(a, (5, 9)), PICTURE),
    "resize bilinear corners": (lambda a: raw.ResizeBilinear(images=a, size=(5, 9), align_corners=True), PICTURE),
    "resize bilinear old": (lambda a: raw.ResizeBilinear(images=a, size=(3, 9)), PICTURE),
    "resize nearest": (lambda a: tf.image.resize(a, (5, 9), "nearest"), PICTURE),
    "resize nearest corners": (lambda a: raw.ResizeNearestNeighbor(images=a, size=(5, 9), align_corners=True), PICTURE),
    "space to depth": (lambda a: nn.space_to_depth(a, 2), (1, 4, 6, 3)),
    "depth to space": (lambda a: nn.depth_to_space(a, 2), (1, 2, 3, 8)),
    "space to batch": (lambda a: tf.space_to_batch(a, (2, 2), ((1, 0), (0, 2))), (1, 3, 4, 2)),
    "batch to space": (lambda a: tf.batch_to_space(a, (2, 2), ((1, 0), (0, 2))), (4, 2, 3, 2)),
    "compare and select": (lambda a, b: tf.where(a > b, a, tf.where(tf.equal(a, b), 0.0, b * 2.0)), (2, 3), (2, 3)),
    "logic": (lambda a, b: tf.cast(tf.logical_or(tf.logical_not(a > 0.0), tf.logical_and(b <= 0.5, a < b)), tf.float32), (2, 3), (2, 3)),
    "one hot": (lambda a: tf.one_hot(tf.argmax(a, 1), 5, 2.0, -1.0), (3, 5)),
    "cast": (lambda a: tf.cast(tf.cast(a > 0.0, tf.int32), tf.float32) * a, (2, 3)),
    "shapes at work": (lambda a: tf.reshape(a, (tf.shape(a)[0], tf.shape(a)[1] * tf.shape(a)[2])) * 2.0, (2, 3, 4)),
    "fill": (lambda a: a + tf.fill((tf.shape(a)[1],), 0.5), (2, 3)),
}


def network(x):
    """Two convolutions, a depthwise one and a dense layer."""
    x = nn.relu6(nn.conv2d(x, w(3, 3, 3, 8), 2, "SAME") + w(8))
    y = nn.relu6(nn.depthwise_conv2d(x, w(3, 3, 8, 1), (1, 1, 1, 1), "SAME") + w(8))
    y = nn.conv2d(y, w(1, 1, 8, 8), 1, "SAME") + w(8) + x
    return nn.softmax(tf.matmul(tf.reshape(tf.reduce_mean(y, (1, 2)), (1, 8)), w(8, 4)) + w(4))


def large_dense(x):
    """Dynamic range is for 1024 weights or more."""
    return tf.matmul(nn.relu(tf.matmul(x, w(40, 40)) + w(40)), w(40, 40)) + w(40)


def converter_of(function, shapes):
    signature = [tf.TensorSpec(shape, tf.float32, name=f"input{index}") for index, shape in enumerate(shapes)]
    concrete = tf.function(function, input_signature=signature).get_concrete_function()
    return tf.lite.TFLiteConverter.from_concrete_functions([concrete])


def examples(shapes):
    def generate():
        for start in range(20):
            yield [hashed(shape, 7 * start) for shape in shapes]

    return generate


def float16(converter, _):
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.target_spec.supported_types = [tf.float16]


def dynamic(converter, _):
    converter.optimizations = [tf.lite.Optimize.DEFAULT]


def int8(converter, shapes):
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = examples(shapes)
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]


def uint8_ends(converter, shapes):
    int8(converter, shapes)
    converter.inference_input_type = converter.inference_output_type = tf.uint8


def int16(converter, shapes):
    int8(converter, shapes)
    converter.target_spec.supported_ops = [tf.lite.OpsSet.EXPERIMENTAL_TFLITE_BUILTINS_ACTIVATIONS_INT16_WEIGHTS_INT8]


def run(content, shapes):
    interpreter = tf.lite.Interpreter(model_content=content)
    interpreter.allocate_tensors()
    ordered = sorted(interpreter.get_input_details(), key=lambda detail: detail["name"])
    for index, (detail, shape) in enumerate(zip(ordered, shapes)):
        x = hashed(shape, 1000 * index)
        scale, zero = detail["quantization"]
        if detail["dtype"] != np.float32:
            limits = np.iinfo(detail["dtype"])
            x = np.clip(np.round(x / scale + zero), limits.min, limits.max).astype(detail["dtype"])
        interpreter.set_tensor(detail["index"], x)
    interpreter.invoke()
    detail = interpreter.get_output_details()[0]
    y, (scale, zero) = interpreter.get_tensor(detail["index"]), detail["quantization"]
    real = y.astype("float32") if detail["dtype"] == np.float32 else (y.astype("float32") - zero) * scale
    return {"shape": list(y.shape), "values": [float(f"{value:.7g}") for value in real.ravel()]}


def case(name, function, shapes, prepare=None):
    converter = converter_of(function, shapes)
    if prepare is not None:
        prepare(converter, shapes)
    content = converter.convert()
    packed = base64.b64encode(gzip.compress(content, mtime=0)).decode()
    return {"name": name, "file": packed, "inputs": shapes, **run(content, shapes)}


cases = [case(name, function, shapes) for name, (function, *shapes) in ops.items()]
quantized = [
    case("float", network, [(1, 8, 8, 3)]),
    case("float16", network, [(1, 8, 8, 3)], float16),
    case("dynamic range", large_dense, [(2, 40)], dynamic),
    case("int8", network, [(1, 8, 8, 3)], int8),
    case("uint8 inputs and outputs", network, [(1, 8, 8, 3)], uint8_ends),
    case("int16 activations", network, [(1, 8, 8, 3)], int16),
]
for one in quantized:
    one["name"] = f"network {one['name']}"
with open(os.path.join(out, "tfliteOps.json"), "w") as file:
    json.dump({"program": f"tensorflow {tf.__version__}", "ops": cases, "quantized": quantized}, file, separators=(",", ":"))
