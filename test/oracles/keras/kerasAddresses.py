"""Where Keras downloads its ImageNet weights from, and the digests that it expects: FOLDER/kerasAddresses.json."""

import json
import os
import sys
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras  # noqa: E402
from keras.src.utils import file_utils  # noqa: E402


class Asked(Exception):
    """What would have been downloaded."""


def ask(fname, origin, cache_subdir, file_hash=None):
    raise Asked({"fileName": fname, "address": origin, "md5": file_hash})


file_utils.get_file = ask
apps = keras.applications
networks = [
    ("mobilenetv1", apps.MobileNet, [0.25, 0.5, 0.75, 1.0], [128, 160, 192, 224]),
    ("mobilenetv2", apps.MobileNetV2, [0.35, 0.5, 0.75, 1.0], [96, 128, 160, 192, 224]),
    ("mobilenetv2", apps.MobileNetV2, [1.3, 1.4], [224]),
    ("mobilenetv3-small", apps.MobileNetV3Small, [0.75, 1.0], [224]),
    ("mobilenetv3-large", apps.MobileNetV3Large, [0.75, 1.0], [224]),
    ("efficientnet-b0", apps.EfficientNetB0, [None], [224]),
]

files = []
for architecture, create, alphas, sizes in networks:
    for alpha in alphas:
        for size in sizes:
            for include_top in (False, True):
                width = {} if alpha is None else {"alpha": alpha}
                try:
                    create(input_shape=(size, size, 3), include_top=include_top, weights="imagenet", **width)
                except Asked as asked:
                    shape = {"architecture": architecture, "alpha": alpha or 1.0, "size": size, "includeTop": include_top}
                    files.append({**shape, **asked.args[0]})

text = json.dumps({"version": keras.__version__, "files": files}, indent=1)
Path(sys.argv[1], "kerasAddresses.json").write_text(text + "\n")
