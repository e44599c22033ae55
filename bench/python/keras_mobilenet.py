# Keras's own MobileNetV2 with linnet's weights. Ours have batch norm folded in: Keras's keeps its layers, which change
# nothing but for the bias.
import keras

from safetensors_file import read_safetensors


def mobilenet(weights_file, include_top=True):
    model = keras.applications.MobileNetV2(weights=None, include_top=include_top, input_shape=(224, 224, 3),
                                           classifier_activation=None)
    weights = read_safetensors(weights_file)
    for layer in model.layers:
        if layer.name == "predictions":
            layer.set_weights([weights["predictions/kernel"], weights["predictions/bias"]])
        elif isinstance(layer, keras.layers.DepthwiseConv2D):
            layer.set_weights([weights[f"{layer.name}/depthwise_kernel"]])
            set_bias(model, layer.name, weights)
        elif isinstance(layer, keras.layers.Conv2D):
            layer.set_weights([weights[f"{layer.name}/kernel"]])
            set_bias(model, layer.name, weights)
    return model


def set_bias(model, convolution, weights):
    norm = model.get_layer({"Conv1": "bn_Conv1", "Conv_1": "Conv_1_bn"}.get(convolution, f"{convolution}_BN"))
    bias = weights[f"{convolution}/bias"]
    ones = 0 * bias + 1
    norm.set_weights([ones, bias, 0 * bias, (1 - norm.epsilon) * ones])
