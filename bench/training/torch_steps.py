# The training steps in PyTorch, channels last, with Adam in one kernel; eager or compiled.
#   torch_steps.py WORK WEIGHTS THREADS STEPS VARIANT
#   WORK is a description of work.ts as JSON.
import json
import sys

import torch
from torch import nn
from torch.nn.functional import cross_entropy

from answers import milliseconds_of, serve
from safetensors_file import read_safetensors

work, weights_file, threads, steps, variant = json.loads(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5]
torch.set_num_threads(threads)
torch.manual_seed(0)
batch = work["batch"]
classes = torch.arange(batch) % 2


def divisible(channels):
    rounded = max(8, int(channels + 4) // 8 * 8)
    return rounded + 8 if rounded < 0.9 * channels else rounded


def convolution(inputs, outputs, kernel=1, stride=1, groups=1, active=True):
    layers = [nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False),
              nn.BatchNorm2d(outputs, eps=1e-3, momentum=0.1)]
    return layers + ([nn.ReLU6(inplace=True)] if active else [])


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride, expansion):
        super().__init__()
        hidden = inputs * expansion
        layers = [] if expansion == 1 else convolution(inputs, hidden)
        layers += convolution(hidden, hidden, 3, stride, hidden) + convolution(hidden, outputs, active=False)
        self.layers = nn.Sequential(*layers)
        self.residual = stride == 1 and inputs == outputs

    def forward(self, x):
        return x + self.layers(x) if self.residual else self.layers(x)


def mobilenet(alpha, classes):
    channels = divisible(32 * alpha)
    layers = convolution(3, channels, 3, 2)
    for expansion, width, repeats, stride in [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2),
                                              (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]:
        for repeat in range(repeats):
            outputs = divisible(width * alpha)
            layers.append(Block(channels, outputs, stride if repeat == 0 else 1, expansion))
            channels = outputs
    layers += convolution(channels, 1280)
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(1280, classes))


def plain(classes):
    layers, channels = [], 3
    for outputs in (32, 64, 128):
        layers += [nn.Conv2d(channels, outputs, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
        channels = outputs
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, classes))


def unfreeze_last(model, count):
    """Convolutions of the last blocks, of what follows them, and the classifier; batch norms keep their statistics."""
    model.eval().requires_grad_(False)
    blocks = [index for index, layer in enumerate(model) if isinstance(layer, Block)]
    for layer in model[blocks[-count]:].modules():
        if isinstance(layer, (nn.Conv2d, nn.Linear)):
            layer.requires_grad_(True)


def head(dropout):
    return nn.Sequential(nn.Linear(1280, 128), nn.ReLU(), nn.Dropout(dropout), nn.Linear(128, 2))


def waves(*shape):
    return torch.sin(torch.arange(torch.Size(shape).numel(), dtype=torch.float64)).float().reshape(shape)


def set_weights(model):
    """linnet's weights, in the order of the layers. At a stride of 2 TensorFlow and linnet pad at the end, PyTorch at the
    beginning: mirrored kernels on mirrored pictures make it the same network."""
    learned = [torch.from_numpy(values) for values in read_safetensors(weights_file).values()]
    with torch.no_grad():
        for own, given in zip(model.parameters(), learned, strict=True):
            if given.dim() == 2:
                given = given.T
            if given.dim() == 4:
                is_depthwise = own.shape[1] == 1 and given.shape[3] == 1 and own.shape[0] == given.shape[2]
                given = given.permute((2, 3, 0, 1) if is_depthwise else (3, 2, 0, 1)).flip(2, 3)
            own.copy_(given)


def trained(model):
    return [weight for weight in model.parameters() if weight.requires_grad]


class Training:
    def __init__(self, model, x):
        loss = lambda x: cross_entropy(model(x), classes)
        self.loss = torch.compile(loss) if variant == "compiled" else loss
        self.optimizer = torch.optim.Adam(trained(model), lr=1e-3, fused=True)
        self.x = x

    def step(self):
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.loss(self.x)
        loss.backward()
        self.optimizer.step()
        return loss.item()


if work["model"] == "head":
    checked = head(0)
    set_weights(checked)
    checked = Training(checked, waves(batch, 1280))
    losses = [checked.step() for _ in range(work["comparedSteps"])]
    model = head(0.5)
    training = Training(model, waves(batch, 1280))
else:
    model = mobilenet(work["alpha"], 2) if work["model"] == "mobilenet" else plain(2)
    set_weights(model)
    if "lastBlocks" in work:
        unfreeze_last(model, work["lastBlocks"])
    model = model.to(memory_format=torch.channels_last)
    pictures = waves(batch, work["size"], work["size"], 3).permute(0, 3, 1, 2).flip(2, 3)
    training = Training(model, pictures.contiguous(memory_format=torch.channels_last))
    losses = [training.step() for _ in range(work["comparedSteps"])]
for _ in range(3):
    training.step()


def answer():
    training.step()  # the process was stopped: its threads have to wake up first
    return milliseconds_of(training.step, steps)


serve({"weights": sum(weight.numel() for weight in trained(model)), "losses": losses}, answer)
