"""Unpacks TensorFlow's C library and its headers from the Python wheel: unpack-wheel.py WHEEL TARGET."""

import os
import shutil
import sys
import zipfile

wheel, target = sys.argv[1:]
LIBRARIES = ("tensorflow/libtensorflow_cc.so.2", "tensorflow/libtensorflow_framework.so.2")
HEADERS = "tensorflow/include/"
# The C interface is all that the addon includes; it includes these in turn.
NEEDED = tuple(HEADERS + name for name in ("tensorflow/c/", "tensorflow/core/platform/", "tensorflow/tsl/", "tsl/"))

with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        if name in LIBRARIES:
            path = os.path.join(target, "lib", os.path.basename(name))
        elif name.startswith(NEEDED) and not name.endswith("/"):
            path = os.path.join(target, "include", name[len(HEADERS):])
        else:
            continue
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with archive.open(name) as source, open(path, "wb") as sink:
            shutil.copyfileobj(source, sink, 1 << 20)
