"""Where torchvision and timm download ImageNet weights from: FOLDER/torchAddresses.json."""

import json
import sys
from pathlib import Path

import timm
import torchvision

models = torchvision.models
files = [
    {"architecture": "shufflenetv2", "alpha": alpha, "address": weights.IMAGENET1K_V1.url}
    for alpha, weights in [
        (0.5, models.ShuffleNet_V2_X0_5_Weights),
        (1, models.ShuffleNet_V2_X1_0_Weights),
        (1.5, models.ShuffleNet_V2_X1_5_Weights),
        (2, models.ShuffleNet_V2_X2_0_Weights),
    ]
]
hub = timm.get_pretrained_cfg("tf_efficientnet_lite0.in1k").hf_hub_id
address = f"https://huggingface.co/{hub}/resolve/main/model.safetensors"
files.append({"architecture": "efficientnet-lite0", "alpha": 1, "address": address})
text = json.dumps({"versions": [torchvision.__version__, timm.__version__], "files": files}, indent=1)
Path(sys.argv[1], "torchAddresses.json").write_text(text + "\n")
