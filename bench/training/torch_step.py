# The same training steps in PyTorch, channels last. Answers each line on its input with a line of JSON on file 3.
import json
import os
import sys
import time

import torch
from torch import nn

BATCH = 32
name, threads, steps = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
torch.set_num_threads(threads)
torch.manual_seed(0)
answers = os.fdopen(3, "w")


def divisible(channels):
    rounded = max(8, int(channels + 4) // 8 * 8)
    return rounded + 8 if rounded < 0.9 * channels else rounded


def convolution(inputs, outputs, kernel=1, stride=1, groups=1, active=True):
    layers = [nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False),
              nn.BatchNorm2d(outputs, eps=1e-3, momentum=0.1)]
    return layers + ([nn.ReLU6()] if active else [])


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


def head(dropout):
    return nn.Sequential(nn.Linear(1280, 128), nn.ReLU(), nn.Dropout(dropout), nn.Linear(128, 2))


def waves(*shape):
    return torch.sin(torch.arange(torch.Size(shape).numel(), dtype=torch.float64)).float().reshape(shape)


def losses_of_first_steps():
    """The head's losses in its first steps, from weights that every library is given, without dropout."""
    model = head(0)
    with torch.no_grad():
        for layer, inputs, outputs in ((model[0], 1280, 128), (model[3], 128, 2)):
            layer.weight.copy_(waves(inputs, outputs).T / 30)
            layer.bias.zero_()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    return [step(model, optimizer, waves(BATCH, 1280)) for _ in range(3)]


def step(model, optimizer, x):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(x), torch.arange(BATCH) % 2)
    loss.backward()
    optimizer.step()
    return loss.item()


def answer(message):
    print(json.dumps(message), file=answers, flush=True)


if name == "network":
    model = mobilenet(0.35, 2).to(memory_format=torch.channels_last)
    x = waves(BATCH, 3, 96, 96).contiguous(memory_format=torch.channels_last)
    losses = []
else:
    model, x = head(0.5), waves(BATCH, 1280)
    losses = losses_of_first_steps()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
step(model, optimizer, x)
answer({"weights": sum(weight.numel() for weight in model.parameters()), "losses": losses})
for _ in sys.stdin:
    start = time.perf_counter()
    for _ in range(steps):
        step(model, optimizer, x)
    answer({"milliseconds": 1e3 * (time.perf_counter() - start) / steps})
