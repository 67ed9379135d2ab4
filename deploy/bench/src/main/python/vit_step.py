"""The training step of VitStep.java in plain PyTorch, one thread.

Prints the versions of PyTorch and of its matrix products, then for each line read, a number of steps, the processor
seconds per step. Prints nothing when there is no PyTorch or its matrix products are the slow reference ones.
"""

import re
import sys
import time

try:
    import torch
except ImportError:
    sys.exit(0)

from torch import nn

BATCH, TOKENS, WIDTH, HEADS, LAYERS = 2, 216, 384, 6, 6
RATE, DECAY, CLIP = 1e-4, 0.05, 1.0


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out_proj = nn.Linear(WIDTH, WIDTH)

    def forward(self, x):
        batch, tokens, width = x.shape
        q, k, v = self.qkv(x).reshape(batch, tokens, 3, HEADS, width // HEADS).permute(2, 0, 3, 1, 4)
        if hasattr(nn.functional, "scaled_dot_product_attention"):
            mixed = nn.functional.scaled_dot_product_attention(q, k, v)
        else:
            mixed = torch.softmax(q @ k.transpose(-2, -1) * (width // HEADS) ** -0.5, -1) @ v
        return self.out_proj(mixed.transpose(1, 2).reshape(batch, tokens, width))


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1 = nn.LayerNorm(WIDTH)
        self.attn = Attention()
        self.norm2 = nn.LayerNorm(WIDTH)
        self.mlp = nn.ModuleDict({"linear1": nn.Linear(WIDTH, 4 * WIDTH), "linear2": nn.Linear(4 * WIDTH, WIDTH)})

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.mlp["linear2"](nn.functional.gelu(self.mlp["linear1"](self.norm2(x))))


class Vit(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList(Block() for _ in range(LAYERS))
        self.norm = nn.LayerNorm(WIDTH)

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return self.norm(x)


def step(network, optimizer, tokens, target):
    """One training step; gives the loss as a number."""
    optimizer.zero_grad(set_to_none=True)
    loss = (network(tokens) - target).square().mean()
    loss.backward()
    nn.utils.clip_grad_norm_(network.parameters(), CLIP)
    optimizer.step()
    return loss.item()


def blas():
    """The library of matrix products that this process has loaded, or None for the reference one."""
    with open("/proc/self/maps") as maps:
        found = re.search("openblas|mkl_core|libblis", maps.read())
    if found:
        return found.group()
    return "MKL" if torch.backends.mkl.is_available() else None


def optimizer_of(network):
    """The fastest AdamW that this version has on a CPU."""
    kind = {"fused": True} if tuple(map(int, torch.__version__.split(".")[:2])) >= (2, 4) else {"foreach": True}
    return torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY, **kind)


def serve(one_step):
    """Does steps when told, as the head of this file says."""
    one_step()
    if blas() is None:
        return
    for _ in range(5):
        one_step()
    print(torch.__version__, "with", blas(), flush=True)
    for line in sys.stdin:
        steps = int(line)
        begun = time.process_time()
        for _ in range(steps):
            one_step()
        print((time.process_time() - begun) / steps, flush=True)


def main():
    torch.set_num_threads(1)
    torch.manual_seed(1)
    network = Vit()
    optimizer = optimizer_of(network)
    tokens, target = torch.randn(2, BATCH, TOKENS, WIDTH)
    serve(lambda: step(network, optimizer, tokens, target))


if __name__ == "__main__":
    main()
