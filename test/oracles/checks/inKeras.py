"""What Keras 3 and tf_keras make of model files that linnet has written: FOLDER/*.keras and *.h5 give FOLDER/outputs.json."""
import json
import os
import sys
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

import keras  # noqa: E402
import numpy as np  # noqa: E402
import tf_keras  # noqa: E402

folder = Path(sys.argv[1])
given = json.loads((folder / "given.json").read_text())
x = np.array(given["x"], "float32").reshape(given["shape"])


def flat(values):
    return np.asarray(values).ravel().tolist()


def trained(model, step):
    """The weights after one step more, in the order of model.weights."""
    y = np.array(step["y"], "float32").reshape(step["shape"])
    model.train_on_batch(x, y)
    return [flat(weight) for weight in model.weights]


outputs = {"versions": {"keras": keras.__version__, "tf_keras": tf_keras.__version__}}
for path in sorted(folder.iterdir()):
    if path.suffix not in (".keras", ".h5"):
        continue
    model = keras.saving.load_model(path)
    found = {"keras": flat(model.predict(x, verbose=0)), "names": [layer.name for layer in model.layers]}
    if path.suffix == ".h5" and path.stem in given["forKeras2"]:
        found["tf_keras"] = flat(tf_keras.models.load_model(path).predict(x, verbose=0))
    if path.stem in given.get("steps", {}):
        found["trained"] = trained(model, given["steps"][path.stem])
    outputs[path.name] = found
(folder / "outputs.json").write_text(json.dumps(outputs))
