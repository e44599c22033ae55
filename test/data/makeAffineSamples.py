"""Writes affineSamples.ts: Keras's apply_affine_transform (keras_preprocessing 1.1.2) on one channel, by scipy.

python3 makeAffineSamples.py > affineSamples.ts, with scipy 1.10. Keras's own "wrap" is scipy's, which loses a pixel a
turn; linnet's is scipy's "grid-wrap".
"""
import numpy as np
from scipy import ndimage

HEIGHT, WIDTH = 5, 7
picture = (np.arange(HEIGHT * WIDTH) * 37 % 256).reshape(HEIGHT, WIDTH).astype(float)
theta, tx, ty, shear, zx, zy = 25.0, 0.8, -1.3, 12.0, 0.9, 1.25

angle, slant = np.deg2rad(theta), np.deg2rad(shear)
matrix = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]])
matrix = matrix @ np.array([[1, 0, tx], [0, 1, ty], [0, 0, 1]])
matrix = matrix @ np.array([[1, -np.sin(slant), 0], [0, np.cos(slant), 0], [0, 0, 1]])
matrix = matrix @ np.diag([zx, zy, 1])
row, column = HEIGHT / 2 - 0.5, WIDTH / 2 - 0.5
matrix = np.array([[1, 0, row], [0, 1, column], [0, 0, 1]]) @ matrix @ np.array([[1, 0, -row], [0, 1, -column], [0, 0, 1]])

print("// Made by makeAffineSamples.py: one channel under one transform, by scipy's affine_transform.\n")
print(f"export const width = {WIDTH};\nexport const height = {HEIGHT};")
print(f"export const parameters = {{ theta: {theta}, tx: {tx}, ty: {ty}, shear: {shear}, zx: {zx}, zy: {zy} }};\n")
print("export const expected = {")
for name, mode in {"nearest": "nearest", "constant": "constant", "reflect": "reflect", "wrap": "grid-wrap"}.items():
    out = ndimage.affine_transform(picture, matrix[:2, :2], matrix[:2, 2], order=1, mode=mode, cval=11)
    print(f"  {name}: [{', '.join(f'{value:.4f}' for value in out.ravel())}],")
print("};")
