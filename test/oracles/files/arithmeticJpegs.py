"""Arithmetic-coded JPEGs, by libjpeg-turbo's jpegtran (Debian: libjpeg-turbo-progs, in the search path), from Pillow's of the
same coefficients in Huffman's codes; and the RGB pixels that Pillow decodes from them.
"""
import base64
import io
import json
import os
import subprocess
import sys
import tempfile

import numpy as np
from PIL import Image, ImageOps

WIDTH, HEIGHT = 27, 18
rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
picture = np.stack([columns * 9, 255 - rows * 14, (rows * columns * 5) % 256], axis=-1).astype(np.uint8)
rgb = Image.fromarray(picture)
cmyk = Image.fromarray(np.dstack([picture, picture[:, :, 1]]), "CMYK")


def encode(image, **options):
    stream = io.BytesIO()
    image.save(stream, "JPEG", **{"quality": 85, **options})
    return stream.getvalue()


def transcode(data, *options):
    run = subprocess.run(["jpegtran", "-arithmetic", "-copy", "all", *options], input=data, capture_output=True, check=True)
    return run.stdout


turned = Image.Exif()
turned[0x0112] = 6
with tempfile.TemporaryDirectory() as folder:
    separate = os.path.join(folder, "scans.txt")
    with open(separate, "w") as file:
        file.write("1;\n0;\n2;\n")
    cases = {
        "gray": (encode(rgb.convert("L")), []),
        "4:4:4": (encode(rgb, subsampling=0), []),
        "4:2:0": (encode(rgb, subsampling=2), []),
        "4:2:0, quality 100": (encode(rgb, subsampling=2, quality=100), []),
        "a scan for each component": (encode(rgb, subsampling=2), ["-scans", separate]),
        "restarts": (encode(rgb, subsampling=2), ["-restart", "1B"]),
        "progressive gray": (encode(rgb.convert("L")), ["-progressive"]),
        "progressive 4:4:4": (encode(rgb, subsampling=0), ["-progressive"]),
        "progressive 4:2:0": (encode(rgb, subsampling=2, quality=100), ["-progressive"]),
        "progressive 4:2:2 with restarts": (encode(rgb, subsampling=1), ["-progressive", "-restart", "2B"]),
        "turned": (encode(rgb, subsampling=0, quality=50, exif=turned), []),
        "cmyk": (encode(cmyk, quality=50), []),
    }
    coded = {name: (data, transcode(data, *options)) for name, (data, options) in cases.items()}

text = lambda data: base64.b64encode(data).decode()
fixture = []
for name, (huffman, arithmetic) in coded.items():
    pixels = np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(arithmetic))).convert("RGB")).tobytes()
    fixture.append({"name": name, "file": text(arithmetic), "huffman": text(huffman), "pixels": text(pixels)})
with open(os.path.join(sys.argv[1], "arithmeticJpegs.json"), "w") as file:
    json.dump(fixture, file, indent=0)
    file.write("\n")
