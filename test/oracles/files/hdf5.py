"""HDF5 files of every kind of group, attribute and dataset that h5py writes."""
import base64
import gzip
import json
import os
import sys

import h5py
import numpy as np

out = sys.argv[1]
TYPES = ("<f2", "<f4", "<f8", ">f4", "i1", "<i4", ">i8", "u1", "<u2", "bool")


def fill(file):
    file.attrs["text"] = "größe"
    file.attrs["fixed"] = np.bytes_(b"fixed")
    file.attrs["names"] = np.array([b"a", b"bcd"])
    file.attrs["texts"] = ["x", "yz"]
    file.attrs["number"] = 3
    file.attrs["empty"] = np.zeros(0)
    file.create_group("group/inner").attrs["deep"] = 1.5
    for dtype in TYPES:
        name = dtype.replace("<", "").replace(">", "big ")
        file.create_dataset(f"types/{name}", data=np.array([[0, 1, 1], [1, 0, 1]]).astype(dtype))
    file.create_dataset("scalar", data=np.float32(2.5))
    file.create_dataset("nothing", data=np.zeros((0, 3), "float32"))
    file.create_dataset("strings", data=np.array([b"ab", b"c"]))
    file.create_dataset("texts", data=["é", "zz"], dtype=h5py.string_dtype())
    file["soft"] = h5py.SoftLink("/group/inner")


def chunks(file):
    filters = {
        "plain": {},
        "deflated": {"compression": "gzip"},
        "shuffled": {"shuffle": True},
        "all": {"compression": "gzip", "shuffle": True, "fletcher32": True},
    }
    for name, options in filters.items():
        data = np.arange(35, dtype="float32").reshape(5, 7)
        file.create_dataset(name, data=data, chunks=(2, 4), **options)
    file.create_dataset("unwritten", shape=(4, 4), dtype="f4", chunks=(2, 2))[:2, :2] = 1


def tracked(file):
    for index in range(12):
        file.create_dataset(f"numbers/{index}", data=np.float32(index))


def many_attributes(file):
    for index in range(12):
        file.attrs[f"number {index}"] = index


def inside_itself(file):
    inner = file.create_group("a/b")
    inner["again"] = file["a"]


def deep(file):
    group = file
    for _ in range(60):
        group = group.create_group("in")


def bomb(file):
    file.create_dataset("zeros", shape=(40_000_000,), dtype="f4", chunks=(1_000_000,), compression="gzip")[:] = 0


files = {
    "earliest": (fill, {}),
    "latest": (fill, {"libver": "latest"}),
    "chunks": (chunks, {}),
    "latest chunks": (chunks, {"libver": "latest"}),
    "tracked": (tracked, {"track_order": True}),
    "many attributes": (many_attributes, {"libver": "latest"}),
    "inside itself": (inside_itself, {}),
    "deep": (deep, {}),
    "bomb": (bomb, {}),
}
packed = {}
for name, (write, options) in files.items():
    path = os.path.join(out, "file.h5")
    with h5py.File(path, "w", **options) as file:
        write(file)
    with open(path, "rb") as written:
        packed[name] = base64.b64encode(gzip.compress(written.read(), 9, mtime=0)).decode()
    os.remove(path)
with open(os.path.join(out, "hdf5.json"), "w") as fixture:
    json.dump(packed, fixture, indent=1)
