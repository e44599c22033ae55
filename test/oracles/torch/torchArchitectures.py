"""What torchvision's and timm's networks make of weights and pictures that a formula gives: FOLDER/torch.json.

The same formula stands in test/support/hashedNumbers.ts, so that no weights have to be kept. A network's weights are told by
their names and shapes alone, of which a digest is kept.
"""

import hashlib
import json
import math
import sys
from functools import partial
from pathlib import Path

import numpy as np
import timm
import torch
import torchvision
from timm.models import efficientnet as timm_efficientnet
from timm.models import mobilenetv3 as timm_mobilenetv3
from torchvision import models
from torchvision.models import efficientnet as torch_efficientnet

CLASSES = 10
FOLDER = Path(sys.argv[1])
# Height and width: some whose halves are odd somewhere are padded differently.
SIZES = [(32, 32), (72, 100), (96, 96), (224, 224)]


def torch_efficientnet_b0(width_mult, num_classes):
    setting, last = torch_efficientnet._efficientnet_conf("efficientnet_b0", width_mult=width_mult, depth_mult=1.0)
    return torch_efficientnet.EfficientNet(setting, 0.2, last_channel=last, num_classes=num_classes)


def torch_shufflenet(width_mult, num_classes):
    return getattr(models, f"shufflenet_v2_x{width_mult:.1f}".replace(".", "_"))(num_classes=num_classes)


def from_torchvision(create, weights, alpha):
    transform = weights.DEFAULT.transforms()
    return create(width_mult=alpha, num_classes=CLASSES), transform.mean, transform.std


def from_timm(generate, variant, alpha):
    tensorflow = {"bn_eps": 1e-3, "pad_type": "same"} if variant.startswith("tf_") else {}
    model = generate(variant, channel_multiplier=alpha, num_classes=CLASSES, **tensorflow)
    configuration = timm.get_pretrained_cfg(variant)
    return model, configuration.mean, configuration.std


V1 = timm_efficientnet._gen_mobilenet_v1
V2 = timm_efficientnet._gen_mobilenet_v2
V3 = timm_mobilenetv3._gen_mobilenet_v3
B0 = timm_efficientnet._gen_efficientnet
LITE = timm_efficientnet._gen_efficientnet_lite

# Architecture, source, what creates it, width multipliers.
NETWORKS = [
    ("mobilenetv1", "timm", partial(from_timm, V1, "mobilenetv1_100"), [0.25, 0.5, 0.75, 1.0, 1.25]),
    (
        "mobilenetv2",
        "torchvision",
        partial(from_torchvision, models.mobilenet_v2, models.MobileNet_V2_Weights),
        [0.35, 0.5, 0.75, 1.0, 1.4],
    ),
    ("mobilenetv2", "timm", partial(from_timm, V2, "mobilenetv2_100"), [0.35, 0.5, 0.75, 1.0, 1.4]),
    (
        "mobilenetv3-small",
        "torchvision",
        partial(from_torchvision, models.mobilenet_v3_small, models.MobileNet_V3_Small_Weights),
        [0.5, 0.75, 1.0, 1.3],
    ),
    ("mobilenetv3-small", "timm", partial(from_timm, V3, "mobilenetv3_small_100"), [0.5, 0.75, 1.0, 1.3]),
    ("mobilenetv3-small", "timm-tf", partial(from_timm, V3, "tf_mobilenetv3_small_100"), [0.5, 0.75, 1.0, 1.3]),
    (
        "mobilenetv3-large",
        "torchvision",
        partial(from_torchvision, models.mobilenet_v3_large, models.MobileNet_V3_Large_Weights),
        [0.5, 0.75, 1.0, 1.3],
    ),
    ("mobilenetv3-large", "timm", partial(from_timm, V3, "mobilenetv3_large_100"), [0.5, 0.75, 1.0, 1.3]),
    ("mobilenetv3-large", "timm-tf", partial(from_timm, V3, "tf_mobilenetv3_large_100"), [0.5, 0.75, 1.0, 1.3]),
    (
        "shufflenetv2",
        "torchvision",
        partial(from_torchvision, torch_shufflenet, models.ShuffleNet_V2_X1_0_Weights),
        [0.5, 1.0, 1.5, 2.0],
    ),
    (
        "efficientnet-b0",
        "torchvision",
        partial(from_torchvision, torch_efficientnet_b0, models.EfficientNet_B0_Weights),
        [0.35, 0.5, 1.0, 1.1],
    ),
    ("efficientnet-b0", "timm", partial(from_timm, B0, "efficientnet_b0"), [0.35, 0.5, 1.0, 1.1]),
    ("efficientnet-b0", "timm-tf", partial(from_timm, B0, "tf_efficientnet_b0"), [0.35, 0.5, 1.0, 1.1]),
    ("efficientnet-lite0", "timm-tf", partial(from_timm, LITE, "tf_efficientnet_lite0"), [0.35, 0.5, 1.0, 1.1]),
    ("efficientnet-lite0", "timm", partial(from_timm, LITE, "efficientnet_lite0"), [0.35, 0.5, 1.0, 1.1]),
]


def hashed(shape, key):
    """Numbers from 0 to 1 that depend on the key and on the place: FNV-1a, then murmur3's last steps."""
    start = 0x811C9DC5
    for character in key.encode():
        start = (start ^ character) * 0x01000193 & 0xFFFFFFFF
    h = np.arange(math.prod(shape), dtype=np.uint64) + start & 0xFFFFFFFF
    h ^= h >> 16
    h = h * 0x85EBCA6B & 0xFFFFFFFF
    h ^= h >> 13
    h = h * 0xC2B2AE35 & 0xFFFFFFFF
    h ^= h >> 16
    return (h.astype(np.float64) / 2**32).reshape(shape)


def weight(name, shape):
    u = hashed(shape, name)
    kind = name.split(".")[-1]
    if len(shape) > 1:
        return (2 * u - 1) * math.sqrt(6 / math.prod(shape[1:]))
    return 0.75 + 0.5 * u if kind in ("weight", "running_var") else 0.4 * u - 0.2


def load(model):
    """Sets the weights; gives their names and shapes."""
    state = model.state_dict()
    shapes = {name: tuple(tensor.shape) for name, tensor in state.items() if not name.endswith("num_batches_tracked")}
    values = {name: torch.tensor(weight(name, shape), dtype=torch.float32) for name, shape in shapes.items()}
    model.load_state_dict({**state, **values})
    return shapes


def digest(shapes):
    lines = sorted(f"{name} {','.join(map(str, shape))}" for name, shape in shapes.items())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def logits(model, mean, std, size):
    pictures = 255 * hashed((1, *size, 3), "pictures").astype(np.float32)
    scaled = (pictures / 255 - np.array(mean)) / np.array(std)
    with torch.inference_mode():
        output = model(torch.tensor(scaled.transpose(0, 3, 1, 2), dtype=torch.float32))
    return [float(f"{value:.8g}") for value in output.ravel().tolist()]


def network(architecture, source, create, alpha):
    model, mean, std = create(alpha)
    shapes = load(model)
    model.eval()
    return {
        "architecture": architecture,
        "source": source,
        "alpha": alpha,
        "parameters": sum(math.prod(shape) for shape in shapes.values()),
        "digest": digest(shapes),
        "cases": [{"size": size, "logits": logits(model, mean, std, size)} for size in SIZES],
    }


golden = {
    "torch": torch.__version__,
    "torchvision": torchvision.__version__,
    "timm": timm.__version__,
    "classes": CLASSES,
    "networks": [network(*of, alpha) for *of, alphas in NETWORKS for alpha in alphas],
}
FOLDER.mkdir(parents=True, exist_ok=True)
(FOLDER / "torch.json").write_text(json.dumps(golden, separators=(",", ":")).replace('{"architecture"', '\n{"architecture"') + "\n")
