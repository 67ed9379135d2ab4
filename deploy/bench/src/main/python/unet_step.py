"""The training step of UnetStep.java in plain PyTorch, one thread; speaks as vit_step.py does."""

import vit_step

import torch
from torch import nn

SIDE, CLASSES, CHANNELS = 64, 3, (16, 32, 64, 128)


class Residual(nn.Module):
    def __init__(self, before, after):
        super().__init__()
        self.conv1 = nn.Conv3d(before, after, 3, padding=1, bias=False)
        self.conv2 = nn.Conv3d(after, after, 3, padding=1, bias=False)
        self.conv3 = nn.Conv3d(before, after, 1, bias=False) if before != after else None

    def forward(self, x):
        norm, bend = nn.functional.instance_norm, nn.functional.leaky_relu
        y = norm(self.conv2(bend(norm(self.conv1(x)), 0.01)))
        return bend(y + (x if self.conv3 is None else norm(self.conv3(x))), 0.01)


class Unet(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.ModuleList()
        self.encoders = nn.ModuleList([Residual(1, CHANNELS[0])])
        self.up = nn.ModuleList()
        self.decoders = nn.ModuleList()
        for fine, coarse in zip(CHANNELS, CHANNELS[1:]):
            self.down.append(nn.Conv3d(fine, coarse, 2, stride=2, bias=False))
            self.encoders.append(Residual(coarse, coarse))
            self.up.append(nn.ConvTranspose3d(coarse, fine, 2, stride=2, bias=False))
            self.decoders.append(Residual(2 * fine, fine))
        self.out = nn.Conv3d(CHANNELS[0], CLASSES, 1)

    def forward(self, x):
        skips = [self.encoders[0](x)]
        for down, encoder in zip(self.down, self.encoders[1:]):
            skips.append(encoder(down(skips[-1])))
        x = skips.pop()
        for up, decoder in zip(reversed(self.up), reversed(self.decoders)):
            x = decoder(torch.cat([up(x), skips.pop()], 1))
        return self.out(x)


def step(network, optimizer, volume, labels):
    """One training step; gives the loss as a number."""
    optimizer.zero_grad(set_to_none=True)
    loss = nn.functional.cross_entropy(network(volume), labels)
    loss.backward()
    nn.utils.clip_grad_norm_(network.parameters(), vit_step.CLIP)
    optimizer.step()
    return loss.item()


def main():
    torch.set_num_threads(1)
    torch.manual_seed(1)
    network = Unet()
    optimizer = vit_step.optimizer_of(network)
    volume = torch.randn(1, 1, SIDE, SIDE, SIDE)
    labels = torch.randint(CLASSES, (1, SIDE, SIDE, SIDE))
    vit_step.serve(lambda: step(network, optimizer, volume, labels))


if __name__ == "__main__":
    main()
