"""Training with regularizers and constraints: history and weights. python regularizers.py OUT  -> OUT/regularizers.json"""
from common import *
import keras
from keras import layers as L, regularizers as R, constraints as C
rng = np.random.default_rng(21)
x, held = rng.standard_normal((12, 4)).astype('float32'), rng.standard_normal((6, 4)).astype('float32')
y, heldY = np.eye(2, dtype='float32')[rng.integers(0, 2, 12)], np.eye(2, dtype='float32')[rng.integers(0, 2, 6)]
kernels = [rng.standard_normal(s).astype('float32') for s in [(4, 3), (3,), (3, 2), (2,)]]
cases = []
def run(name, first, camel_first, optimizer=('SGD', dict(learning_rate=.1)), frozen=False):
    model = keras.Sequential([keras.Input((4,)), L.Dense(3, activation='tanh', name='a', **first),
                              L.Dense(2, activation='softmax', name='b', kernel_regularizer=R.L2(.02))])
    model.set_weights(kernels)
    if frozen: model.layers[0].trainable = False
    model.compile(getattr(keras.optimizers, optimizer[0])(**optimizer[1]), 'categorical_crossentropy')
    h = model.fit(x, y, batch_size=4, epochs=4, shuffle=False, verbose=0, validation_data=(held, heldY)).history
    cases.append({'name': name, 'options': camel_first, 'optimizer': [optimizer[0], camel_options(optimizer[1])], 'frozen': frozen,
                  'loss': nums(h['loss']), 'val_loss': nums(h['val_loss']), 'weights': [ten(w) for w in model.get_weights()]})
run('l2', dict(kernel_regularizer='l2', bias_regularizer='l1'), {'kernelRegularizer': 'l2', 'biasRegularizer': 'l1'})
run('l1_l2', dict(kernel_regularizer=R.L1L2(.03, .05)), {'kernelRegularizer': {'name': 'l1_l2', 'l1': .03, 'l2': .05}})
run('frozen', dict(kernel_regularizer=R.L2(.5)), {'kernelRegularizer': {'name': 'l2', 'l2': .5}}, frozen=True)
run('max norm', dict(kernel_constraint=C.MaxNorm(1.2), bias_constraint=C.NonNeg()), {'kernelConstraint': {'name': 'max_norm', 'maxValue': 1.2}, 'biasConstraint': 'non_neg'})
run('unit norm', dict(kernel_constraint=C.UnitNorm(axis=1)), {'kernelConstraint': {'name': 'unitNorm', 'axis': 1}})
run('min max norm', dict(kernel_constraint=C.MinMaxNorm(.5, 1.1, .6)), {'kernelConstraint': {'name': 'minMaxNorm', 'minValue': .5, 'maxValue': 1.1, 'rate': .6}})
run('max norm by name, Adam', dict(kernel_constraint='max_norm'), {'kernelConstraint': 'max_norm'}, ('Adam', dict(learning_rate=.05)))
dump('regularizers.json', {'made by': 'regularizers.py, Keras ' + keras.__version__, 'x': ten(x), 'y': ten(y), 'held': ten(held), 'heldY': ten(heldY),
                           'initial': [ten(k) for k in kernels], 'cases': cases})
