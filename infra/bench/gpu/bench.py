"""Images a second and MFU of exported encoders, beside timm's, on whatever device and torch there is. See README.md."""

import argparse
import contextlib
import glob
import json
import os
import statistics
import sys
import tempfile
import time

import torch

import archives

TYPES = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}

# Layers, width, pixels a side, pixels a patch's side, and timm's name.
SIZES = {
    "tiny": (6, 192, 64, 8, None),
    "base": (12, 768, 224, 16, "beitv2_base_patch16_224"),
    "large": (24, 1024, 224, 16, "beitv2_large_patch16_224"),
}

# Dense TFLOP/s as the vendor states them: fp32 without TF32, fp32 with it, bf16 and fp16.
PEAKS = {"H100 PCIe": (51, 378, 756), "H100": (67, 495, 989), "H200": (67, 495, 989), "A100": (19.5, 156, 312),
         "L40S": (91.6, 183, 362), "L4": (30.3, 60, 121)}


def flops(size):
    """Of one image: twice the products of all matrices and of attention."""
    layers, width, side, patch, _ = SIZES[size]
    patches = (side // patch) ** 2
    tokens = patches + 1
    block = 12 * width * width * tokens + 2 * tokens * tokens * width
    return 2 * (layers * block + patches * 3 * patch * patch * width)


def peak(arguments, precision):
    """TFLOP/s, or None if nobody knows."""
    if arguments.peak_tflops:
        return arguments.peak_tflops
    if arguments.device == "cpu":
        return None
    name = torch.cuda.get_device_name(arguments.device)
    for known, (fp32, tf32, half) in PEAKS.items():
        if known in name:
            return half if precision != "fp32" else tf32 if arguments.tf32 else fp32
    return None


def ours(arguments, size, precision):
    """The archive as a function of a batch's size, or None if it was not given."""
    for path in glob.glob(os.path.join(arguments.archives, "%s-%s.*" % (size, precision))):
        with tempfile.TemporaryDirectory() as folder:
            file = path
            if path.endswith(".skeleton"):
                file = os.path.join(folder, "archive.pt")
                archives.fill(path, file)
            module = torch.jit.load(file, map_location=arguments.device).eval()
        side = SIZES[size][2]

        def make(batch):
            pixels = torch.randint(0, 256, (batch, side, side, 3), dtype=torch.uint8, device=arguments.device)
            return lambda: module(pixels)

        return make
    return None


def timms(arguments, size, precision):
    """timm's network in its forms, by name; none where timm is not there."""
    try:
        import timm
    except ImportError:
        return {}
    if SIZES[size][4] is None:
        return {}
    with contextlib.redirect_stderr(sys.stdout):
        model = timm.create_model(SIZES[size][4], num_classes=0).to(arguments.device).eval()
    side = SIZES[size][2]
    half = precision != "fp32"
    device = torch.device(arguments.device).type

    def caller(network, dtype, autocast):
        def make(batch):
            pixels = torch.randn(batch, 3, side, side, dtype=dtype, device=arguments.device)

            def call():
                with torch.autocast(device, TYPES[precision], enabled=autocast):
                    return network(pixels)

            return call

        return make

    forms = {}
    if half:
        forms["timm autocast"] = caller(model, torch.float32, True)
        model = timm.create_model(SIZES[size][4], num_classes=0).to(arguments.device, TYPES[precision]).eval()
    forms["timm eager"] = caller(model, TYPES[precision], False)
    if not arguments.no_compile:
        forms["timm compiled"] = caller(torch.compile(model), TYPES[precision], False)
    return forms


def synchronize(arguments):
    if arguments.device != "cpu":
        torch.cuda.synchronize(arguments.device)


def seconds(arguments, call, calls):
    synchronize(arguments)
    started = time.perf_counter()
    for _ in range(calls):
        call()
    synchronize(arguments)
    return (time.perf_counter() - started) / calls


def prepare(arguments, make, batch):
    """A warm call and how often to make it in a round."""
    call = make(batch)
    for _ in range(3):  # profiled, compiled, run
        call()
    return call, max(1, round(arguments.round_seconds / max(seconds(arguments, call, 1), 1e-6)))


def measure(arguments, contestants, batch):
    """Medians of rounds in which all take turns."""
    ready, rows = {}, {}
    for name, make in contestants.items():
        try:
            ready[name] = prepare(arguments, make, batch)
        except Exception as e:  # one that fails, for memory or for what it lacks, does not end the run
            rows[name] = {"failed": str(e).strip().splitlines()[0][:200] if str(e).strip() else repr(e)}
            if arguments.device != "cpu":
                torch.cuda.empty_cache()
    times = {name: [] for name in ready}
    for _ in range(arguments.rounds):
        for name, (call, calls) in ready.items():
            times[name].append(seconds(arguments, call, calls))
    for name, taken in times.items():
        rows[name] = {"seconds": statistics.median(taken), "fastest": min(taken), "slowest": max(taken)}
    return rows


def write(path, results):
    with open(path + ".part", "w") as file:
        json.dump(results, file, indent=1)
    os.replace(path + ".part", path)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--archives", required=True, help="folder of SIZE-PRECISION.pt or .skeleton files")
    parser.add_argument("--out", default="gpu.json")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--sizes", default="base,large")
    parser.add_argument("--precisions", default="fp32,bf16,fp16")
    parser.add_argument("--batches", default="8,16,32,64,128,256,512")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--round-seconds", type=float, default=0.5)
    parser.add_argument("--peak-tflops", type=float, help="for MFU, if this device is not known")
    parser.add_argument("--tf32", action="store_true", help="let fp32 products run in TF32")
    parser.add_argument("--no-compile", action="store_true", help="leave torch.compile out: it takes minutes")
    arguments = parser.parse_args()
    if arguments.rounds < 5:
        parser.error("a median of fewer than 5 rounds says little")
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = arguments.tf32
    on_gpu = arguments.device != "cpu"
    results = {
        "torch": torch.__version__,
        "device": torch.cuda.get_device_name(arguments.device) if on_gpu else "cpu",
        "tf32": arguments.tf32,
        "rounds": arguments.rounds,
        "rows": [],
    }
    with torch.inference_mode():
        for size in arguments.sizes.split(","):
            for precision in arguments.precisions.split(","):
                contestants = {}
                archive = ours(arguments, size, precision)
                if archive:
                    contestants["beitstream"] = archive
                contestants.update(timms(arguments, size, precision))
                for batch in map(int, arguments.batches.split(",")):
                    for name, row in measure(arguments, contestants, batch).items():
                        row = {"size": size, "precision": precision, "batch": batch, "network": name, **row}
                        if "seconds" in row:
                            row["images_per_second"] = batch / row["seconds"]
                            tflops = flops(size) * row["images_per_second"] / 1e12
                            row["tflops"] = tflops
                            most = peak(arguments, precision)
                            row["mfu"] = tflops / most if most else None
                        results["rows"].append(row)
                        print(json.dumps(row), flush=True)
                    write(arguments.out, results)


if __name__ == "__main__":
    main()
