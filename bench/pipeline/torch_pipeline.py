# Features of photographs and epochs of the head on them in PyTorch with Pillow, channels last; the weights are linnet's.
# Answers each line on its input with a line of JSON on file 3.
import json
import sys
import time

import numpy
import torch
from PIL import Image
from torch import nn
from torch.nn.functional import conv2d, cross_entropy, relu6
from torch.utils.data import DataLoader, Dataset

from answers import send
from safetensors_file import read_safetensors

with open(sys.argv[1]) as file:
    options = json.load(file)
torch.set_num_threads(options["threads"])
torch.manual_seed(0)

BLOCKS = [(1, 1, 1), (6, 2, 2), (6, 3, 2), (6, 4, 2), (6, 3, 1), (6, 3, 2), (6, 1, 1)]  # expansion, repeats, stride

weights = {name: torch.from_numpy(values) for name, values in read_safetensors(options["weights"]).items()}
# At a stride of 2 TensorFlow and linnet pad at the end, PyTorch at the beginning: mirrored kernels on mirrored pictures
# make it the same network, and spare a pass that pads.
kernels = {}
for name, weight in weights.items():
    if name.endswith("/kernel") and weight.dim() == 4:
        kernels[name] = weight.permute(3, 2, 0, 1).flip(2, 3).contiguous(memory_format=torch.channels_last)
    if name.endswith("/depthwise_kernel"):
        kernels[name] = weight.permute(2, 3, 0, 1).flip(2, 3).contiguous(memory_format=torch.channels_last)


def convolution(x, name, stride=1, depthwise=False):
    kernel = kernels[f"{name}/{'depthwise_kernel' if depthwise else 'kernel'}"]
    return conv2d(x, kernel, weights[f"{name}/bias"], stride, kernel.shape[2] // 2, groups=kernel.shape[0] if depthwise else 1)


def features(x):
    x = relu6(convolution(x, "Conv1", 2))
    index = 0
    for expansion, repeats, first_stride in BLOCKS:
        for repeat in range(repeats):
            name = f"block_{index}" if index else "expanded_conv"
            y = relu6(convolution(x, f"{name}_expand")) if expansion > 1 else x
            y = relu6(convolution(y, f"{name}_depthwise", first_stride if repeat == 0 else 1, depthwise=True))
            y = convolution(y, f"{name}_project")
            x = x + y if repeat else y
            index += 1
    return relu6(convolution(x, "Conv_1")).mean((2, 3))


class Photographs(Dataset):
    def __len__(self):
        return len(options["files"])

    def __getitem__(self, index):
        image = Image.open(options["files"][index]).convert("RGB").resize((224, 224), Image.BILINEAR)
        return torch.from_numpy(numpy.asarray(image, dtype=numpy.float32)[::-1, ::-1] / 127.5 - 1).permute(2, 0, 1)


def all_features():
    loader = DataLoader(Photographs(), batch_size=32, num_workers=options["workers"])
    with torch.inference_mode():
        return torch.cat([features(x.contiguous(memory_format=torch.channels_last)) for x in loader])


def train_head(x, y):
    model = nn.Sequential(nn.Linear(x.shape[1], 128), nn.ReLU(), nn.Dropout(0.5), nn.Linear(128, 2))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4, fused=True)
    for _ in range(options["epochs"]):
        for rows in torch.randperm(len(x)).split(32):
            optimizer.zero_grad(set_to_none=True)
            cross_entropy(model(x[rows]), y[rows]).backward()
            optimizer.step()
    with torch.inference_mode():
        return (model.eval()(x).argmax(1) == y).float().mean().item()


pixels = torch.from_numpy(numpy.fromfile(options["pixels"], dtype="<f4").reshape(-1, 224, 224, 3)).permute(0, 3, 1, 2)
with torch.inference_mode():
    send({"features": features(pixels.flip(2, 3).contiguous(memory_format=torch.channels_last)).flatten().tolist()})
labels = torch.tensor(options["labels"])
for _ in sys.stdin:
    start = time.perf_counter()
    rows = all_features().clone()
    middle = time.perf_counter()
    accuracy = train_head(rows, labels)
    end = time.perf_counter()
    send({"featureMilliseconds": 1e3 * (middle - start), "headMilliseconds": 1e3 * (end - middle),
          "accuracy": accuracy})
