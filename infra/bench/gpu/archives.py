"""Archives without their weights: small enough to carry, filled with random numbers where they are to run.

    python3 archives.py strip base-bf16.pt base-bf16.skeleton
    python3 archives.py fill  base-bf16.skeleton base-bf16.pt

Only large real tensors are left out, which are matrices; what is small or whole numbers (norms, scales, indexes) stays.
"""

import pickle
import sys
import zipfile

LARGE = 64 * 1024
WIDTH = {"FloatStorage": 4, "DoubleStorage": 8, "HalfStorage": 2, "BFloat16Storage": 2}
DEVIATION = 0.02


class Storages(pickle.Unpickler):
    """Reads which storages an archive's object tree names, and makes no object of it."""

    def __init__(self, file):
        super().__init__(file)
        self.found = {}

    def find_class(self, module, name):
        if module == "torch" and name.endswith("Storage"):
            return name
        return type(name, (Inert,), {})

    def persistent_load(self, pid):
        _, kind, key, _, elements = pid
        self.found[key] = (kind, elements)


class Inert:
    def __new__(cls, *arguments):
        return object.__new__(cls)

    def __setstate__(self, state):
        pass


def storages(archive):
    folder = archive.namelist()[0].split("/")[0]
    with archive.open(folder + "/data.pkl") as tree:
        reader = Storages(tree)
        reader.load()
    return {folder + "/data/" + key: found for key, found in reader.found.items()}


def left_out(found):
    kind, elements = found
    return kind in WIDTH and elements * WIDTH[kind] >= LARGE


def strip(source, target):
    with zipfile.ZipFile(source) as full, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as skeleton:
        known = storages(full)
        for name in full.namelist():
            if name not in known or not left_out(known[name]):
                skeleton.writestr(name, full.read(name))


def fill(source, target, seed=0):
    import torch

    generator = torch.Generator().manual_seed(seed)
    types = {"FloatStorage": torch.float32, "DoubleStorage": torch.float64, "HalfStorage": torch.float16,
             "BFloat16Storage": torch.bfloat16}
    with zipfile.ZipFile(source) as skeleton, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as full:
        there = skeleton.namelist()
        for name in there:
            full.writestr(name, skeleton.read(name))
        for name, (kind, elements) in storages(skeleton).items():
            if name not in there:
                values = torch.randn(elements, generator=generator) * DEVIATION
                full.writestr(name, values.to(types[kind]).view(torch.uint8).numpy().tobytes())


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] not in ("strip", "fill"):
        sys.exit(__doc__)
    (strip if sys.argv[1] == "strip" else fill)(sys.argv[2], sys.argv[3])
