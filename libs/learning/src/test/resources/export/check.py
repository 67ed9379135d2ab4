"""Loads exports as somebody would who has nothing but PyTorch: each folder given has model.pt, weights.safetensors,
model.json and inputs.npz with one array per input. Writes logits.npz into it."""
import json
import os
import struct
import sys

import numpy
import torch

for folder in sys.argv[1:]:
    with open(os.path.join(folder, "model.json")) as file:
        about = json.load(file)
    model = torch.jit.load(os.path.join(folder, "model.pt")).eval()
    state = model.state_dict()
    with open(os.path.join(folder, "weights.safetensors"), "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        body = file.read()
    header.pop("__metadata__", None)
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        numbers = numpy.frombuffer(body[begin:end], dtype="<f4").reshape(entry["shape"])
        assert numpy.array_equal(numbers, state.pop(name).numpy()), name
    assert all(name.startswith("constants.") for name in state), sorted(state)
    assert sum(p.numel() for p in model.parameters()) == about["figures"]["exported"]["parameters"]

    given = numpy.load(os.path.join(folder, "inputs.npz"))
    arguments = [torch.from_numpy(given[one["name"]]) for one in about["inputs"]]
    assert [list(one.shape) for one in arguments] == [one["shape"] for one in about["inputs"]]
    with torch.no_grad():
        for _ in range(3):  # the engine compiles anew while it learns of the shapes
            logits = model(*arguments)
    assert list(logits.shape) == about["output"]["shape"]
    try:
        model(arguments[0][..., :-1, :], *arguments[1:])
        raise SystemExit(folder + ": a window of another size was taken")
    except (ValueError, RuntimeError, torch.jit.Error) as refusal:
        assert "must have the shape" in str(refusal), refusal
    numpy.savez(os.path.join(folder, "logits.npz"), logits=logits.numpy())
