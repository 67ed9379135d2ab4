"""The training step of SwinStep.java, Swin UNETR of feature size 12, in plain PyTorch, one thread; speaks as vit_step.py does."""

import itertools

import vit_step

import torch
from torch import nn
from unet_step import Residual, step

SIDE, CLASSES, FEATURES, WINDOW = 64, 3, 12, 7
DEPTHS, HEADS = (2, 2, 2, 2), (3, 6, 12, 24)


def cut(x, edges):
    """(B, X, Y, Z, C) to windows (B W, N, C)."""
    b, x_, y, z, c = x.shape
    p, q, r = edges
    x = x.view(b, x_ // p, p, y // q, q, z // r, r, c).permute(0, 1, 3, 5, 2, 4, 6, 7)
    return x.reshape(-1, p * q * r, c)


def joined(windows, edges, shape):
    b, x, y, z, c = shape
    p, q, r = edges
    windows = windows.view(b, x // p, y // q, z // r, p, q, r, c)
    return windows.permute(0, 1, 4, 2, 5, 3, 6, 7).reshape(b, x, y, z, c)


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.table = nn.Parameter(torch.randn((2 * WINDOW - 1) ** 3, heads) * 0.02)
        self.qkv = nn.Linear(width, 3 * width)
        self.proj = nn.Linear(width, width)
        places = torch.stack(torch.meshgrid(*[torch.arange(WINDOW)] * 3, indexing="ij")).flatten(1)
        apart = (places[:, :, None] - places[:, None, :]) + WINDOW - 1
        self.register_buffer("index", (apart[0] * (2 * WINDOW - 1) + apart[1]) * (2 * WINDOW - 1) + apart[2])

    def forward(self, x, mask):
        b, n, c = x.shape
        q, k, v = self.qkv(x).reshape(b, n, 3, self.heads, c // self.heads).permute(2, 0, 3, 1, 4)
        weight = q * (c // self.heads) ** -0.5 @ k.transpose(-2, -1)
        bias = self.table[self.index[:n, :n].reshape(-1)].view(n, n, self.heads).permute(2, 0, 1)
        weight = weight + bias
        if mask is not None:
            weight = weight.view(b // len(mask), len(mask), self.heads, n, n) + mask[None, :, None]
            weight = weight.view(b, self.heads, n, n)
        return self.proj((torch.softmax(weight, -1) @ v).transpose(1, 2).reshape(b, n, c))


class Block(nn.Module):
    def __init__(self, width, heads, shifted):
        super().__init__()
        self.shifted = shifted
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attn = Attention(width, heads)
        self.linear1, self.linear2 = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def attend(self, x):
        grid = x.shape[1:4]
        edges = [min(WINDOW, size) for size in grid]
        shifts = [WINDOW // 2 if self.shifted and size > WINDOW else 0 for size in grid]
        missing = [-size % edge for size, edge in zip(grid, edges)]
        x = nn.functional.pad(x, (0, 0, 0, missing[2], 0, missing[1], 0, missing[0]))
        mask = None
        if any(shifts):
            x = torch.roll(x, [-shift for shift in shifts], (1, 2, 3))
            mask = self.mask(x.shape[1:4], edges, shifts)
        shape = x.shape
        x = joined(self.attn(cut(x, edges), mask), edges, shape)
        if any(shifts):
            x = torch.roll(x, shifts, (1, 2, 3))
        return x[:, : grid[0], : grid[1], : grid[2]]

    def mask(self, padded, edges, shifts):
        if not hasattr(self, "kept"):
            region = torch.zeros(1, *padded, 1)
            pieces = [
                (slice(0, -edge), slice(-edge, -shift), slice(-shift, None)) if shift else (slice(None),)
                for edge, shift in zip(edges, shifts)
            ]
            for number, piece in enumerate(itertools.product(*pieces)):
                region[(0, *piece)] = number
            regions = cut(region, edges).squeeze(-1)
            self.kept = (regions[:, None] != regions[:, :, None]).float() * -100
        return self.kept

    def forward(self, x):
        x = x + self.attend(self.norm1(x))
        return x + self.linear2(nn.functional.gelu(self.linear1(self.norm2(x))))


class Merging(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.norm, self.reduction = nn.LayerNorm(8 * width), nn.Linear(8 * width, 2 * width, bias=False)

    def forward(self, x):
        parts = [x[:, i::2, j::2, k::2] for i, j, k in itertools.product(range(2), repeat=3)]
        return self.reduction(self.norm(torch.cat(parts, -1)))


class Up(nn.Module):
    def __init__(self, before, after):
        super().__init__()
        self.up = nn.ConvTranspose3d(before, after, 2, stride=2, bias=False)
        self.block = Residual(2 * after, after)

    def forward(self, x, skip):
        return self.block(torch.cat([self.up(x), skip], 1))


class SwinUnetr(nn.Module):
    def __init__(self):
        super().__init__()
        widths = [FEATURES << stage for stage in range(5)]
        self.embed = nn.Conv3d(1, FEATURES, 2, stride=2)
        self.stages = nn.ModuleList(
            nn.Sequential(*[Block(width, heads, i % 2 == 1) for i in range(depth)], Merging(width))
            for width, heads, depth in zip(widths, HEADS, DEPTHS)
        )
        self.encoder1 = Residual(1, FEATURES)
        self.encoders = nn.ModuleList(Residual(width, width) for width in widths[:3])
        self.encoder10 = Residual(widths[4], widths[4])
        self.decoders = nn.ModuleList(Up(2 * width, width) for width in widths[:4])
        self.decoder1 = Up(FEATURES, FEATURES)
        self.out = nn.Conv3d(FEATURES, CLASSES, 1)

    def forward(self, image):
        x = self.embed(image).permute(0, 2, 3, 4, 1)
        outputs = [x]
        for stage in self.stages:
            x = stage(x)
            outputs.append(x)
        outputs = [nn.functional.layer_norm(x, x.shape[-1:]).permute(0, 4, 1, 2, 3) for x in outputs]
        x = self.encoder10(outputs[4])
        x = self.decoders[3](x, outputs[3])
        for level in (2, 1, 0):
            x = self.decoders[level](x, self.encoders[level](outputs[level]))
        return self.out(self.decoder1(x, self.encoder1(image)))


def main():
    torch.set_num_threads(1)
    torch.manual_seed(1)
    network = SwinUnetr()
    optimizer = vit_step.optimizer_of(network)
    volume = torch.randn(1, 1, SIDE, SIDE, SIDE)
    labels = torch.randint(CLASSES, (1, SIDE, SIDE, SIDE))
    vit_step.serve(lambda: step(network, optimizer, volume, labels))


if __name__ == "__main__":
    main()
