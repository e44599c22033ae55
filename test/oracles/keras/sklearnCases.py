"""scikit-learn: LabelBinarizer, train_test_split, classification_report, confusion_matrix, class weights and scores."""

import warnings

from common import first_line, np, tensor, write

import sklearn
from sklearn.metrics import classification_report, confusion_matrix, f1_score, precision_score, recall_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import LabelBinarizer
from sklearn.utils.class_weight import compute_class_weight

warnings.filterwarnings("ignore")
random = np.random.default_rng(4)

LABELS = [
    ["b", "a", "b"],
    ["x"],
    ["with_mask", "without_mask", "with_mask"],
    ["c", "a", "b", "a"],
    ["Z", "a", "é", "B"],
    ["10", "9", "1"],
    ["\U0001f600", "\uff5e", "a"],
    ["", "a", "b"],
]
# The number of examples, the part or number that is held out, and how many there are of each class.
SPLITS = [
    (10, 0.2, None),
    (7, 0.3, None),
    (11, 0.25, None),
    (10, 3, None),
    (100, 0.2, [70, 30]),
    (10, 0.2, [5, 5]),
    (11, 0.2, [7, 4]),
    (13, 0.25, [6, 4, 3]),
    (3833, 0.2, [1915, 1918]),
    (1376, 0.2, [690, 686]),
    (17, 0.4, [2, 5, 10]),
    (9, 0.34, [3, 3, 3]),
    (20, 0.15, [7, 7, 6]),
    (10, 0.5, [5, 3, 2]),
    (8, 0.25, [4, 4]),
    (30, 0.1, [10, 10, 10]),
    (33, 0.2, [11, 11, 11]),
    (50, 0.33, [17, 16, 17]),
    (12, 2, [10, 2]),
    (5, 1, [3, 2]),
    (10, 0.25, [1, 9]),
]


def binarized(labels):
    encoder = LabelBinarizer().fit(labels)
    rows = encoder.transform(labels)
    return {
        "labels": labels,
        "classes": [str(name) for name in encoder.classes_],
        "transform": tensor(rows),
        "inverse": inverse(encoder, rows),
    }


def inverse(encoder, rows):
    return [str(label) for label in encoder.inverse_transform(np.array(rows))]


def split(length, test_size, classes):
    """The sizes and class counts of the held-out part, as 30 seeds give them."""
    labels = None if classes is None else np.repeat(np.arange(len(classes)), classes)
    described = {"length": length, "testSize": test_size, "classes": classes}
    seen = set()
    try:
        for seed in range(30):
            options = {"test_size": test_size, "stratify": labels, "random_state": seed}
            train, test = train_test_split(np.arange(length), **options)
            counts = [] if labels is None else np.bincount(labels[test], minlength=len(classes)).tolist()
            seen.add((len(train), len(test), *counts))
    except Exception as error:
        return {**described, "error": first_line(error, 140)}
    return {**described, "seen": sorted(map(list, seen))}


def report(truth, predicted, **options):
    described = {"truth": list(map(int, truth)), "predicted": list(map(int, predicted)), "options": options}
    try:
        return {**described, "text": classification_report(truth, predicted, **options)}
    except Exception as error:
        return {**described, "error": first_line(error, 150)}


binarizer = [binarized(labels) for labels in LABELS]
three = LabelBinarizer().fit(["a", "b", "c"])
two = LabelBinarizer().fit(["a", "b"])
splits = [split(*given) for given in SPLITS]
truth = random.integers(0, 6, 300)
predicted = np.where(random.random(300) < 0.6, truth, random.integers(0, 6, 300))
reports = [
    report([0, 1, 1, 0, 1], [0, 1, 0, 0, 1]),
    report([0, 1, 1, 0, 1], [0, 1, 0, 0, 1], target_names=["with_mask", "without_mask"]),
    report([0, 1, 2, 2], [0, 2, 2, 2], target_names=["a", "b", "a very long class name indeed"]),
    report([0, 0, 0], [0, 0, 0]),
    report([0, 0, 0], [1, 1, 1]),
    report([0, 1, 2], [0, 1, 1], digits=4),
    report([0, 1, 2, 0], [0, 1, 1, 0], labels=[0, 1]),
    report([0, 1, 1], [0, 1, 1], labels=[0, 1, 2]),
    report([0, 1, 2, 0], [0, 1, 1, 0], labels=[2, 0]),
    report([0, 1], [1, 0], target_names=["a"]),
    report([0, 1, 1], [0, 1, 1], labels=[0, 1, 2], target_names=["a", "b", "c"]),
    report([5, -3, 10], [5, 10, 10]),
    report(truth, predicted),
    report(truth, predicted, digits=0),
    report(truth, predicted, digits=3, target_names=list("ABCDEF")),
    report([0] * 200 + [1] * 3, [0] * 200 + [1, 1, 0]),
    report([0] * 8 + [1] * 8, [0] * 7 + [1] + [1] * 3 + [0] * 5, digits=1),
    report([0, 1, 2, 3], [0, 1, 2, 3], target_names=["日本", "b", "ü", "😀"]),
]
weights = [
    {"labels": labels, "weights": compute_class_weight("balanced", classes=np.unique(labels), y=labels).tolist()}
    for labels in ([0, 0, 1], [0] * 7 + [1] * 2 + [2])
]
confusion = [
    {
        "truth": [0, 1, 2, 2, 1],
        "predicted": [0, 2, 2, 1, 1],
        "matrix": confusion_matrix([0, 1, 2, 2, 1], [0, 2, 2, 1, 1]).tolist(),
    },
    {
        "truth": [0, 1, 2],
        "predicted": [0, 0, 2],
        "labels": [2, 1],
        "matrix": confusion_matrix([0, 1, 2], [0, 0, 2], labels=[2, 1]).tolist(),
    },
]
scores = {
    f"{score.__name__} {average}": float(score(truth, predicted, average=average))
    for score in (precision_score, recall_score, f1_score)
    for average in ("macro", "weighted")
}

write(
    "sklearn",
    {
        "made by": f"sklearnCases.py, scikit-learn {sklearn.__version__}",
        "binarizer": binarizer,
        "unknown label": tensor(three.transform(["a", "q", "c"])),
        "inverse of one column": inverse(two, [[0.2], [0.5], [0.51], [0.9]]),
        "inverse of three": inverse(three, [[0.2, 0.3, 0.5], [0.4, 0.4, 0.2]]),
        "splits": splits,
        "reports": reports,
        "class weights": weights,
        "confusion": confusion,
        "scores": [{"truth": truth.tolist(), "predicted": predicted.tolist(), **scores}],
    },
)
