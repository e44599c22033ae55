# The same training steps in PyTorch, channels last. Prints a line of JSON for each.
import json, sys, time, statistics
import torch
from torch import nn

threads, rounds = int(sys.argv[1]), int(sys.argv[2])
torch.set_num_threads(threads)
torch.manual_seed(0)


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


def head():
    return nn.Sequential(nn.Linear(1280, 128), nn.ReLU(), nn.Dropout(0.5), nn.Linear(128, 2))


def time_of_step(model, x, rounds):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    y = torch.arange(len(x)) % 2
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
        times.append(1e3 * (time.perf_counter() - start))
    return statistics.median(times[2:])


images = torch.rand(32, 3, 96, 96).contiguous(memory_format=torch.channels_last)
network = mobilenet(0.35, 2).to(memory_format=torch.channels_last)
print(json.dumps({"name": "MobileNetV2 0.35 at 96, all layers", "milliseconds": time_of_step(network, images, rounds)}))
print(json.dumps({"name": "head on 1280 features", "milliseconds": time_of_step(head(), torch.rand(32, 1280), 50 * rounds)}))
