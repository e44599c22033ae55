"""tf.image.resize by every method, and TensorFlow's older resizing ops with aligned corners or without half pixels."""

from common import np, tensor, write_parts

import tensorflow as tf

SIZES = [((1, 5, 7, 1), (8, 3)), ((2, 3, 4, 1), (6, 8)), ((1, 9, 6, 1), (3, 4)), ((1, 3, 5, 2), (1, 10))]
METHODS = ["nearest", "bilinear", "bicubic", "lanczos3", "lanczos5", "area", "mitchellcubic", "gaussian"]


def raw(kind, x, size, **options):
    return getattr(tf.raw_ops, kind)(images=x, size=size, **options)


def resized(x, size):
    for method in METHODS:
        for antialias in [False, True]:
            yield {"method": method, "antialias": antialias}, tf.image.resize(x, size, method=method, antialias=antialias)
    for kind, method in [("ResizeBilinear", "bilinear"), ("ResizeNearestNeighbor", "nearest"), ("ResizeBicubic", "bicubic")]:
        for corners in [False, True]:
            described = {"method": method, "old": True, "alignCorners": corners}
            yield described, raw(kind, x, size, align_corners=corners, half_pixel_centers=False)


def cropped(x, size):
    for method in ["bilinear", "nearest"]:
        for box in [[0.1, 0.2, 0.9, 0.75], [-0.2, 0.0, 1.3, 1.0], [0.8, 0.9, 0.1, 0.2]]:
            made = tf.image.crop_and_resize(x, [box], [0], size, method=method, extrapolation_value=2.5)
            yield {"method": method, "box": box}, made


def group(make, shape, size):
    x = np.random.default_rng(sum(shape)).standard_normal(shape).astype("float32")
    return {"x": tensor(x), "cases": [{**described, "y": tensor(y.numpy())} for described, y in make(x, size)]}


groups = [*(group(resized, *sizes) for sizes in SIZES), group(cropped, (1, 5, 6, 2), (4, 3))]
write_parts("resize", {"made by": f"resize.py, TensorFlow {tf.__version__}", "groups": groups}, "groups")
