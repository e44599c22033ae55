# examples/train-mask-detector.ts in plain PyTorch, for a time to compare with: the same files, split sizes, augmentation,
# weights, head, optimizer and steps. Channels last; the frozen base runs without a gradient.
#   python3 bench/training/tutorial.py --dataset FOLDER --weights mobilenetv2-1.0-224-imagenet.safetensors --epochs 1
import argparse
import json
import math
import resource
import struct
import time
from pathlib import Path

import numpy
import torch
from PIL import Image
from torch import nn
from torch.nn import functional

parser = argparse.ArgumentParser()
parser.add_argument("--dataset", required=True)
parser.add_argument("--weights", required=True)
parser.add_argument("--epochs", type=int, default=20)
parser.add_argument("--threads", type=int, default=2)
arguments = parser.parse_args()
SIZE, BATCH, RATE = 224, 32, 1e-4
torch.set_num_threads(arguments.threads)
torch.manual_seed(42)
random = numpy.random.RandomState(42)


def read_safetensors(path):
    content = Path(path).read_bytes()
    length = struct.unpack("<Q", content[:8])[0]
    entries = json.loads(content[8:8 + length])
    entries.pop("__metadata__", None)
    data = content[8 + length:]
    return {name: torch.from_numpy(numpy.frombuffer(data[slice(*entry["data_offsets"])], "<f4").reshape(entry["shape"]).copy())
            for name, entry in entries.items()}


class Base(nn.Module):
    """MobileNetV2 1.0 without its classifier, batch norm folded into the convolutions, TensorFlow's padding."""

    ROWS = [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]

    def __init__(self, weights):
        super().__init__()
        for name, value in weights.items():
            layer, kind = name.split("/")
            if layer == "predictions":
                continue
            if kind == "bias":
                self.register_buffer(f"{layer}_bias", value)
                continue
            # [height, width, input, output] and [height, width, channels, 1] to [output, input, height, width].
            order = (2, 3, 0, 1) if kind == "depthwise_kernel" else (3, 2, 0, 1)
            self.register_buffer(f"{layer}_kernel", value.permute(order).contiguous(memory_format=torch.channels_last))

    def convolution(self, x, name, stride=1, active=True):
        kernel, bias = getattr(self, f"{name}_kernel"), getattr(self, f"{name}_bias")
        groups = x.shape[1] if name.endswith("depthwise") else 1
        padding = kernel.shape[-1] // 2
        if stride == 2:
            x, padding = functional.pad(x, (0, 1, 0, 1)), 0
        x = functional.conv2d(x, kernel, bias, stride, padding, groups=groups)
        return functional.relu6(x, inplace=True) if active else x

    def forward(self, x):
        x = self.convolution(x, "Conv1", 2)
        index = 0
        for expansion, _, repeats, first_stride in self.ROWS:
            for repeat in range(repeats):
                name = f"block_{index}" if index else "expanded_conv"
                stride = first_stride if repeat == 0 else 1
                hidden = x if expansion == 1 else self.convolution(x, f"{name}_expand")
                hidden = self.convolution(hidden, f"{name}_depthwise", stride)
                hidden = self.convolution(hidden, f"{name}_project", active=False)
                x = x + hidden if repeat else hidden
                index += 1
        return self.convolution(x, "Conv_1")


def load(path):
    with Image.open(path) as picture:
        return numpy.asarray(picture.convert("RGB").resize((SIZE, SIZE), Image.BILINEAR))


def preprocess(pictures):
    x = torch.from_numpy(pictures).permute(0, 3, 1, 2).contiguous(memory_format=torch.channels_last)
    return x.float() / 127.5 - 1


def random_transforms(count):
    """Output to input coordinates, -1 to 1: rotation 20 degrees, shifts 0.2, shear 0.15 degrees, zoom 0.15, flips."""
    matrices = numpy.zeros((count, 2, 3), "float32")
    for matrix in matrices:
        angle, shear = (math.radians(random.uniform(-limit, limit)) for limit in (20, 0.15))
        zoom_x, zoom_y = random.uniform(0.85, 1.15, 2)
        turn = numpy.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
        whole = turn @ numpy.array([[1, -math.sin(shear)], [0, math.cos(shear)]]) @ numpy.diag([zoom_x, zoom_y])
        if random.uniform() < 0.5:
            whole[:, 0] *= -1
        matrix[:, :2], matrix[:, 2] = whole, random.uniform(-0.4, 0.4, 2)
    return torch.from_numpy(matrices)


def augment(x):
    grid = functional.affine_grid(random_transforms(len(x)), x.shape, align_corners=False)
    return functional.grid_sample(x, grid, padding_mode="border", align_corners=False)


def stratified_split(labels):
    train, test = [], []
    for label in numpy.unique(labels):
        members = random.permutation(numpy.flatnonzero(labels == label))
        held_out = round(0.2 * len(members))
        test.extend(members[:held_out])
        train.extend(members[held_out:])
    return numpy.array(train), numpy.array(test)


def outputs_of(model, pictures):
    return torch.cat([model(preprocess(pictures[start:start + BATCH])) for start in range(0, len(pictures), BATCH)])


start = time.perf_counter()
classes = sorted(folder.name for folder in Path(arguments.dataset).iterdir())
paths = [(path, label) for label, name in enumerate(classes) for path in sorted(Path(arguments.dataset, name).iterdir())]
data = numpy.stack([load(path) for path, _ in paths])
labels = numpy.array([label for _, label in paths])
train, test = stratified_split(labels)
test_labels = torch.from_numpy(labels[test])
print(f"{len(paths)} photographs decoded in {time.perf_counter() - start:.1f} s", flush=True)

base = Base(read_safetensors(arguments.weights)).eval()
head = nn.Sequential(nn.AvgPool2d(7), nn.Flatten(), nn.Linear(1280, 128), nn.ReLU(), nn.Dropout(0.5), nn.Linear(128, len(classes)))
optimizer = torch.optim.Adam(head.parameters(), lr=RATE, eps=1e-7)
schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1 / (1 + RATE / arguments.epochs * step))
for epoch in range(arguments.epochs):
    start = time.perf_counter()
    head.train()
    order = random.permutation(train)
    for first in range(0, len(order), BATCH):
        chosen = order[first:first + BATCH]
        with torch.no_grad():
            features = base(augment(preprocess(data[chosen])))
        loss = functional.cross_entropy(head(features), torch.from_numpy(labels[chosen]))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    trained = time.perf_counter() - start
    head.eval()
    with torch.no_grad():
        right = (outputs_of(nn.Sequential(base, head), data[test]).argmax(1) == test_labels).float().mean().item()
    seconds = time.perf_counter() - start
    print(f"epoch {epoch + 1}/{arguments.epochs}  {seconds:.1f} s, {trained:.1f} s of them training"
          f"  loss {loss.item():.4f}  val_accuracy {right:.4f}", flush=True)
print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
