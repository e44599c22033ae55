"""Layers and options of Keras that layers.py does not have. python layers_more.py OUT  -> OUT/layers-more.json"""
from common import *
import keras, tensorflow as tf
from keras import layers as L
C = []
def case(cls, kw, *shapes, scale=1.0): C.append((cls, kw, shapes, scale))
case('Conv2D', dict(filters=6, kernel_size=3, groups=2, padding='same'), (2, 4, 5, 4))
case('Conv2D', dict(filters=4, kernel_size=2, groups=4, strides=2, activation='relu'), (1, 5, 6, 4))
case('Conv2D', dict(filters=4, kernel_size=2, groups=3), (1, 5, 6, 4))
case('Add', dict(), (2, 3, 2), (2, 2)); case('Add', dict(), (2, 4, 3, 2), (2, 1, 2), (2, 2))
case('Multiply', dict(), (2, 3, 2), (2, 2)); case('Multiply', dict(), (2, 3, 2), (2, 2, 2))
case('Softmax', dict(axis=1), (2, 3, 4, 2), scale=3); case('Softmax', dict(axis=-2), (2, 3, 4), scale=3)
case('GlobalMaxPooling2D', dict(), (2, 3, 4, 5)); case('GlobalMaxPooling2D', dict(keepdims=True), (1, 3, 2, 2))
case('LeakyReLU', dict(), (2, 6), scale=3); case('LeakyReLU', dict(negative_slope=0.1), (2, 6), scale=3)
case('PReLU', dict(), (2, 3, 4), scale=3); case('PReLU', dict(shared_axes=[1, 2], alpha_initializer='ones'), (2, 3, 4, 2), scale=3)
case('ELU', dict(), (2, 6), scale=3); case('ELU', dict(alpha=0.5), (2, 6), scale=3)
case('ReLU', dict(threshold=1.0, negative_slope=0.25), (2, 8), scale=3)
case('ReLU', dict(max_value=6, threshold=0.5), (2, 8), scale=4)
case('BatchNormalization', dict(axis=1), (4, 3)); case('BatchNormalization', dict(axis=3), (2, 2, 3, 2))
case('Dense', dict(units=2, activation='gelu', kernel_initializer='he_uniform'), (2, 3, 4))
cases = []
for index, (cls, kw, shapes, scale) in enumerate(C):
    rng = np.random.default_rng(7000 + index)
    xs = [tf.constant((rng.standard_normal(s) * scale).astype('float32')) for s in shapes]
    options = camel_options(kw)
    if 'keepdims' in options: options['keepDims'] = options.pop('keepdims')
    e = {'className': cls, 'options': options, 'keras': camel_options(kw), 'training': False, 'note': '', 'inputs': [ten(x.numpy()) for x in xs]}
    cases.append(e)
    try:
        layer = getattr(L, cls)(**kw); arg = xs if len(xs) > 1 else xs[0]; layer(arg)
        for w in layer.weights:
            v = rng.standard_normal(w.shape); w.assign((np.abs(v) + 0.3 if w.name == 'moving_variance' else v).astype('float32'))
        e['weights'] = {w.name: ten(w.numpy()) for w in layer.weights}
        with tf.GradientTape() as tape:
            for x in xs: tape.watch(x)
            y = layer(arg); r = rng.standard_normal(y.shape).astype('float32'); loss = tf.reduce_sum(y * r)
        slopes = tape.gradient(loss, xs + [w.value for w in layer.trainable_weights])
        e['r'], e['output'] = ten(r), ten(y.numpy())
        e['inputGradients'] = [ten(g) for g in slopes[:len(xs)]]
        e['weightGradients'] = {w.name: ten(g) for w, g in zip(layer.trainable_weights, slopes[len(xs):])}
    except Exception as error:
        e['error'] = type(error).__name__ + ': ' + str(error).strip().split('\n')[0][:200]
dump('layers-more.json', {'made by': 'layers_more.py, Keras %s, TensorFlow %s' % (keras.__version__, tf.__version__),
                          'meaning': 'output = layer(inputs); the gradients are those of sum(output * r)', 'cases': cases})
