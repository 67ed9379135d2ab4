"""Times the exported training step against the same network in eager PyTorch on a GPU, in turn.

    deploy/bench/run learning --export DIR
    python3 deploy/bench/src/main/python/gpu_step.py DIR

Prints both losses over the first steps, which must agree, and the milliseconds per step. Needs PyTorch only.
"""

import json
import statistics
import sys
import time

import torch

import vit_step

WARM_UP, ROUNDS, STEPS = 20, 10, 20


def read_safetensors(path, device):
    """All float32 tensors of a file, in order of their bytes."""
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = bytearray(file.read())
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            numbers = torch.frombuffer(data, dtype=torch.float32, count=(end - begin) // 4, offset=begin)
            tensors[name] = numbers.reshape(entry["shape"]).clone().to(device)
    return tensors


class Ours:
    """The exported program with its state."""

    def __init__(self, folder, device):
        self.module = torch.jit.load(f"{folder}/step.pt", map_location=device)
        self.weights = list(read_safetensors(f"{folder}/weights-0.safetensors", device).values())
        self.means = [torch.zeros_like(weight) for weight in self.weights]
        self.squares = [torch.zeros_like(weight) for weight in self.weights]
        self.counts = [torch.zeros((), device=device) for _ in self.weights]

    def step(self, tokens, target):
        seed, rate = torch.tensor(1), torch.tensor(vit_step.RATE, dtype=torch.float64)
        values = self.module.step(
            tokens, target, self.weights, self.means, self.squares, self.counts, seed, rate)
        return values[0][0].item()


class Theirs:
    """The eager network with the same weights."""

    def __init__(self, folder, device):
        self.network = vit_step.Vit().to(device)
        self.network.load_state_dict(read_safetensors(f"{folder}/weights-0.safetensors", device))
        fused = {"fused": True} if device == "cuda" else {}
        self.optimizer = torch.optim.AdamW(
            self.network.parameters(), lr=vit_step.RATE, weight_decay=vit_step.DECAY, **fused)

    def step(self, tokens, target):
        return vit_step.step(self.network, self.optimizer, tokens, target)


def milliseconds(side, inputs):
    synchronize()
    begun = time.perf_counter()
    for _ in range(STEPS):
        side.step(*inputs)
    synchronize()
    return 1000 * (time.perf_counter() - begun) / STEPS


def synchronize():
    if torch.cuda.is_available():
        torch.cuda.synchronize()


def main(folder):
    device = "cuda" if torch.cuda.is_available() else "cpu"
    inputs = list(read_safetensors(f"{folder}/inputs-0.safetensors", device).values())
    ours, theirs = Ours(folder, device), Theirs(folder, device)
    print("PyTorch", torch.__version__, "on", torch.cuda.get_device_name() if device == "cuda" else "the CPU")
    worst = 0.0
    for index in range(WARM_UP):
        our, their = ours.step(*inputs), theirs.step(*inputs)
        worst = max(worst, abs(our - their) / their)
        if index < 3 or index == WARM_UP - 1:
            print(f"step {index}: loss {our:.6f} (ours), {their:.6f} (eager)")
    print(f"largest relative difference of losses over {WARM_UP} steps: {worst:.1e}")
    if worst > 1e-3:
        sys.exit("the losses differ: the programs are not the same")
    rounds = [(milliseconds(ours, inputs), milliseconds(theirs, inputs)) for _ in range(ROUNDS)]
    print("ours, median: %.3f ms a step" % statistics.median(our for our, _ in rounds))
    print("eager, median: %.3f ms a step" % statistics.median(their for _, their in rounds))
    print("ratio, median over rounds: %.3f" % statistics.median(our / their for our, their in rounds))


if __name__ == "__main__":
    main(sys.argv[1])
