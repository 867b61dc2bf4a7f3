"""PyTorch's side of `pnpm bench steps`: answers each request, a line of JSON, with milliseconds per step.

The models, the batch, heavy-ball descent with 0.9 and the window of steps that ends by reading the loss are those of steps.ts.
"""

import json
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F


class Block(nn.Module):
    def __init__(self, channels, out_channels, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, out_channels, 3, stride, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(out_channels)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, 1, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(out_channels)
        self.stride, self.pad = stride, (out_channels - channels) // 2

    def forward(self, x):
        y = self.norm2(self.conv2(F.relu(self.norm1(self.conv1(x)))))
        shortcut = x if self.stride == 1 else F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, self.pad, self.pad))
        return F.relu(y + shortcut)


class ResNet(nn.Module):
    def __init__(self, channels, widths, blocks, num_classes):
        super().__init__()
        layers, width = [], widths[0]
        for stage, out_width in enumerate(widths):
            for block in range(blocks):
                layers.append(Block(width, out_width, 2 if stage > 0 and block == 0 else 1))
                width = out_width
        self.stem = nn.Sequential(nn.Conv2d(channels, widths[0], 3, 1, 1, bias=False), nn.BatchNorm2d(widths[0]), nn.ReLU())
        self.blocks, self.head = nn.Sequential(*layers), nn.Linear(width, num_classes, bias=False)

    def forward(self, x):
        return self.head(self.blocks(self.stem(x)).mean((2, 3)))


def model(spec):
    if spec["model"] == "mlp":
        sizes = [spec["shape"][0], *spec["hidden"], spec["numClasses"]]
        layers = [nn.Linear(a, b) for a, b in zip(sizes, sizes[1:])]
        return nn.Sequential(*[part for layer in layers[:-1] for part in (layer, nn.ReLU())], layers[-1])
    height, width, channels = spec["shape"]
    if spec["model"] == "cnn":
        first, second = spec["channels"]
        convolutions = [nn.Conv2d(channels, first, 3, 1, 1), nn.ReLU(), nn.Conv2d(first, second, 3, 2, 1), nn.ReLU()]
        return nn.Sequential(*convolutions, nn.Flatten(), nn.Linear(height // 2 * (width // 2) * second, spec["numClasses"]))
    return ResNet(channels, spec["widths"], (spec["depth"] - 2) // 6, spec["numClasses"])


def make_step(spec):
    torch.manual_seed(1)
    net = model(spec).to(device)
    shape = spec["shape"] if len(spec["shape"]) == 1 else [spec["shape"][2], *spec["shape"][:2]]
    x = torch.randn(spec["batchSize"], *shape, device=device)
    y = torch.randint(0, spec["numClasses"], (spec["batchSize"],), device=device)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)

    def step():
        optimizer.zero_grad()
        loss = F.cross_entropy(net(x), y)
        loss.backward()
        optimizer.step()
        return loss

    return step


def window(step, steps):
    start = time.perf_counter()
    for _ in range(steps):
        loss = step()
    loss.item()
    return (time.perf_counter() - start) / steps * 1e3


torch.set_num_threads(int(sys.argv[1]))
device = sys.argv[2]
# Convolutions and products in 32 bits, as TensorFlow computes them when it is told so; "tf32" allows the shorter ones of GPUs.
torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = sys.argv[3] == "tf32"
print(json.dumps({"version": torch.__version__, "threads": torch.get_num_threads()}), flush=True)
steps = {}
for line in sys.stdin:
    request = json.loads(line)
    name = request["name"]
    if name not in steps:
        steps[name] = make_step(request)
        window(steps[name], 2)
    print(json.dumps({"milliseconds": window(steps[name], request["window"])}), flush=True)
