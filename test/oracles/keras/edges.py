"""Infinities, NaN and signed zeros, and all activations: forward, and gradients of `sum(output * upstream)`.
python edges.py OUT  -> OUT/edges.json, OUT/activations.json"""
from common import *
import keras, tensorflow as tf
from keras import ops as K
inf, nan = float('inf'), float('nan')
# No denormals: TensorFlow's CPU kernels take them for zero.
points = [-inf, -2, -0.0, 0.0, 1, 6, 7, inf, nan]
# No -0: which of two zeros is the larger depends on the order of the two.
pairs = [(a, b) for a in (-inf, -1, 0.0, 1, inf, nan) for b in (-inf, -1, 0.0, 1, inf, nan)]
first, second = [[pair[i] for pair in pairs] for i in (0, 1)]
cases = []

def case(op, f, inputs, options={}, upstream=1.0, differentiable=True):
    xs = [tf.constant(np.array(x, 'float32')) for x in inputs]
    with tf.GradientTape() as tape:
        for x in xs: tape.watch(x)
        y = tf.cast(f(*xs), tf.float32)
    dy = tf.constant(np.broadcast_to(np.array(upstream, 'float32'), y.shape))
    slopes = tape.gradient(y, xs, output_gradients=dy) if differentiable else []
    cases.append({'op': op, 'options': options, 'inputs': [ten(x.numpy()) for x in xs], 'upstream': ten(dy.numpy()),
                  'output': ten(y.numpy()), 'gradients': [ten(g.numpy()) for g in slopes]})

for dy in (1.0, inf, nan):
    case('relu', K.relu, [points], upstream=dy)
    case('relu6', K.relu6, [points], upstream=dy)
    case('leakyRelu', lambda x: K.leaky_relu(x, 0.2), [points], {'alpha': 0.2}, dy)
case('clip', lambda x: K.clip(x, -1.5, 2.5), [points], {'low': -1.5, 'high': 2.5})
case('clip', lambda x: K.clip(x, -2.0, 6.0), [points], {'low': -2, 'high': 6})
case('maximum', K.maximum, [first, second])
case('minimum', K.minimum, [first, second])
case('maximum', K.maximum, [points, points])
for c in (0.0, -0.0, nan): case('where', lambda a, b: K.where(tf.constant(c, 'float32') != 0, a, b), [first, second], {'condition': ten(c)}, 1.0)
case('sign', K.sign, [points])
case('abs', K.abs, [points])
case('sqrt', K.sqrt, [[0.0, -0.0, inf, nan, -1, 4]])
case('sigmoid', K.sigmoid, [[-inf, -150, -0.0, 100, inf, nan]])
case('tanh', K.tanh, [[-inf, -100, -0.0, 100, inf, nan]])
case('exp', K.exp, [[-inf, -200, -0.0, 89, inf, nan]])
case('log', K.log, [[0.0, -0.0, -1, 1, inf, nan]])
rows = [[nan, 1, 2], [1, nan, 2], [1, 2, nan], [nan, nan, nan], [-inf, -inf, -inf], [inf, 1, inf], [1, 1, 0], [-inf, nan, inf],
        [-0.0, 0.0, -1], [nan, -inf, 3], [3e38, 3e38, -3e38], [-3e38, -3e38, -3e38], [1e4, -1e4, 0]]
case('argMax', lambda x: K.argmax(x, -1), [rows], differentiable=False)
case('max', lambda x: K.max(x, -1), [rows])
case('min', lambda x: K.min(x, -1), [rows])
case('softmax', lambda x: K.softmax(x, -1), [rows])
case('logSoftmax', lambda x: K.log_softmax(x, -1), [rows])
windows = [[1, 1, 1, 1], [-inf] * 4, [inf, inf, 1, 2], [nan, 1, 2, 3], [1, 2, nan, 3], [1, nan, 2, nan], [nan] * 4, [-0.0, 0.0, -1, 0.0],
           [inf, nan, 1, 2], [-inf, nan, -inf, -inf], [2, 1, 2, 0]]
pictures = np.array(windows, 'float32').reshape(-1, 2, 2, 1)
case('maxPool2d', lambda x: K.max_pool(x, 2), [pictures])
strip = np.array([[1, nan, 3, 2, inf, nan, -inf, -inf]], 'float32').reshape(1, 1, 8, 1)
case('maxPool2d, overlapping', lambda x: K.max_pool(x, (1, 3), 1, 'same'), [strip])
for name, logits in {'equal and huge': [[3e38, 3e38, 3e38], [1e30, 1e30, -1e30], [-3e38, -3e38, -3e38]],
                     'infinite': [[inf, 1, 2], [-inf, 1, 2], [1, -inf, 2], [-inf, -inf, -inf], [inf, inf, 1], [nan, 1, 2]],
                     'far apart': [[0, 1e4, 0], [-1e4, 0, 1e4], [80, -104, 0]]}.items():
    for hot in range(2):
        target = np.eye(3, dtype='float32')[[hot] * len(logits)]
        case('softmaxCrossEntropy', lambda x: keras.losses.categorical_crossentropy(target, x, from_logits=True), [logits],
             {'note': name, 'target': ten(target)})
binary = [3e38, -3e38, 1e4, -1e4, 80, -104, 0.0, inf, -inf, nan]
for t in (0.0, 1.0, 0.3):
    target = np.full(len(binary), t, 'float32')
    case('sigmoidBinaryCrossEntropy', lambda x: K.binary_crossentropy(target, x, from_logits=True), [binary], {'target': ten(target)})
def write(name):
    dump(name, {'made by': 'edges.py, Keras %s, TensorFlow %s' % (keras.__version__, tf.__version__),
                'meaning': 'gradients of sum(output * upstream)', 'cases': cases})

write('edges.json')
cases = []
for name in ('elu', 'selu', 'gelu', 'silu', 'softplus', 'softsign', 'hard_sigmoid', 'hard_swish', 'exponential', 'mish', 'log_softmax',
             'relu', 'relu6', 'leaky_relu', 'sigmoid', 'tanh', 'softmax', 'linear', 'celu', 'glu', 'hard_tanh', 'hard_shrink', 'log_sigmoid',
             'soft_shrink', 'sparse_plus', 'sparsemax', 'sparse_sigmoid', 'squareplus', 'tanh_shrink', 'threshold'):
    f = keras.activations.get(name) if name != 'threshold' else lambda x: keras.activations.threshold(x, 0.5, -1.0)
    rng = np.random.default_rng(len(name))
    ordinary = np.concatenate([rng.standard_normal((3, 6)) * 3, [[-3.5, -20, 0.25, 20, 5, -0.75]]])
    case('activation', f, [ordinary], {'activation': name}, rng.standard_normal((4, 6)) if name != 'glu' else rng.standard_normal((4, 3)))
write('activations.json')
