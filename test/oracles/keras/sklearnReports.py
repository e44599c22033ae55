"""More of scikit-learn's classification_report: ties, labels left out, many classes."""

import warnings

from common import np, write_parts

import sklearn
from sklearn.metrics import classification_report

warnings.filterwarnings("ignore")
random = np.random.default_rng(9)
# The number of examples and of classes, and the part that is right.
DRAWN = [(8, 2, 0.5), (16, 2, 0.5), (40, 3, 0.7), (64, 4, 0.3), (120, 9, 0.6), (200, 12, 0.5), (30, 20, 0.2)]


def report(truth, predicted, **options):
    truth, predicted = list(map(int, truth)), list(map(int, predicted))
    text = classification_report(truth, predicted, **options)
    return {"truth": truth, "predicted": predicted, "options": options, "text": text}


def drawn_reports():
    """Predictions of which a given part is right, at several precisions, and of some or too many labels."""
    for count, classes, right in DRAWN:
        for digits in [0, 1, 2, 3]:
            truth = random.integers(0, classes, count)
            predicted = np.where(random.random(count) < right, truth, random.integers(0, classes, count))
            yield report(truth, predicted, digits=digits)
        some = [int(label) for label in random.permutation(classes)[: max(1, classes // 2)]]
        yield report(truth, predicted, labels=some)
        yield report(truth, predicted, labels=list(range(classes + 2)))


REPORTS = [
    *drawn_reports(),
    report([0, 0, 1, 1], [1, 1, 0, 0], labels=[0]),
    report([0, 0, 1, 1], [1, 1, 0, 0], labels=[0, 1, 2]),
    report([0, 1, 2], [0, 2, 1], labels=[1, 2]),
    report([0, 1], [0, 1], labels=[5]),
    report([0, 1], [0, 1], labels=[5, 6], target_names=["five", "six"]),
    report([3], [3]),
    report([3], [4]),
    report([0, 1], [0, 1], target_names=["", "😀" * 14], digits=20),
]

write_parts(
    "sklearn-reports",
    {"made by": f"sklearnReports.py, scikit-learn {sklearn.__version__}", "reports": REPORTS},
    "reports",
)
