"""The first picture of animated WebP and PNG files, as Pillow reads it."""

import base64
import io
import struct

from common import np, write

import PIL
from PIL import Image

WIDTH, HEIGHT = 13, 9
y, x = np.mgrid[0:HEIGHT, 0:WIDTH]


def picture(seed, alpha):
    colors = [(x * 19 + seed) % 256, (y * 27 + seed * 3) % 256, (x + y) * 11 % 256, (x * y * 5 + seed) % 256]
    return Image.fromarray(np.stack(colors[: 4 if alpha else 3], -1).astype("uint8"))


def saved(format, alpha, **options):
    first, *others = [picture(seed, alpha) for seed in (1, 90, 170)]
    stream = io.BytesIO()
    first.save(stream, format, save_all=True, append_images=others, duration=100, **options)
    return stream.getvalue()


def chunk(name, body):
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def three(number):
    return struct.pack("<I", number)[:3]


def placed(left, top, blend=0, **options):
    """One frame of a larger canvas, whose background is said to be red."""
    stream = io.BytesIO()
    picture(5, True).save(stream, "WEBP", **options)
    still = stream.getvalue()[12:]
    if still[:4] == b"VP8X":
        still = still[18:]
    place = [left // 2, top // 2, WIDTH - 1, HEIGHT - 1, 100]
    frame = b"".join(map(three, place)) + bytes([blend]) + still
    canvas = bytes([0x12, 0, 0, 0]) + three(19) + three(15)
    body = b"WEBP" + chunk(b"VP8X", canvas) + chunk(b"ANIM", b"\0\0\xff\xff\0\0") + chunk(b"ANMF", frame)
    return b"RIFF" + struct.pack("<I", len(body)) + body


FILES = {
    "WebP, lossy": saved("WEBP", False, quality=90),
    "WebP, lossless with alpha": saved("WEBP", True, lossless=True, exact=True),
    "WebP, lossy with alpha": saved("WEBP", True, quality=90),
    "WebP, lossless, on a larger canvas": placed(2, 4, lossless=True, exact=True),
    "WebP, lossy, on a larger canvas": placed(6, 0, blend=2, quality=90),
    "PNG": saved("PNG", False, default_image=False),
    "PNG, with a picture before the animation": saved("PNG", True, default_image=True),
}


def case(name, file):
    with Image.open(io.BytesIO(file)) as image:
        shown = np.asarray(image.convert("RGB"))
    bytes_ = base64.b64encode(file).decode()
    return {"name": name, "file": bytes_, "size": list(shown.shape[1::-1]), "pixels": base64.b64encode(shown.tobytes()).decode()}


write(
    "animations",
    {"made by": f"animations.py, Pillow {PIL.__version__}", "cases": [case(*entry) for entry in FILES.items()]},
)
