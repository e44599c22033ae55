"""Writes jpegSamples.ts: small JPEGs of many kinds, and the RGB pixels that Pillow (libjpeg-turbo) decodes from them.

python3 makeJpegSamples.py > jpegSamples.ts, with Pillow 9.4.
"""
import base64
import io

import numpy as np
from PIL import Image

WIDTH, HEIGHT = 19, 13
rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
picture = np.stack(
    [columns * 13, 255 - rows * 19, (rows * columns * 5) % 256], axis=-1
).astype(np.uint8)
rgb = Image.fromarray(picture)


def encode(image, **options):
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=85, **options)
    return stream.getvalue()


def adobe(data):
    """Where Adobe's segment begins."""
    return data.index(b"\xff\xee")


cmyk = encode(Image.fromarray(np.dstack([picture, picture[:, :, 1]]), "CMYK"))
at = adobe(cmyk)
samples = {
    "4:4:4": encode(rgb, subsampling=0),
    "4:2:2": encode(rgb, subsampling=1),
    "4:2:0": encode(rgb, subsampling=2),
    "progressive 4:2:0": encode(rgb, subsampling=2, progressive=True),
    "gray": encode(rgb.convert("L")),
    "cmyk": cmyk,
    "cmyk without Adobe's segment": cmyk[:at] + cmyk[at + 16 :],
    "ycck": cmyk[: at + 15] + b"\x02" + cmyk[at + 16 :],
}
print("// Made by makeJpegSamples.py: JPEGs in base64, and what Pillow 9.4 decodes from them.\n")
print(f"export const width = {WIDTH};\nexport const height = {HEIGHT};\n")
print("export const jpegSamples: readonly { readonly name: string; readonly file: string; readonly pixels: string }[] = [")
for name, data in samples.items():
    pixels = np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).tobytes()
    print(f'  {{\n    name: "{name}",')
    print(f'    file: "{base64.b64encode(data).decode()}",')
    print(f'    pixels: "{base64.b64encode(pixels).decode()}",\n  }},')
print("];")
