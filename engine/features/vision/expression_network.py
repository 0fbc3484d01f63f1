"""A small residual network from an aligned grey face to what expression it shows."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

EXPRESSION_CLASSES = (
    *("neutral", "happiness", "surprise", "sadness"),
    *("anger", "disgust", "fear", "contempt"),
)
"""As FER+ names them, in its order."""
EMBEDDING_SIZE = 64
WIDTHS = (32, 64, 128, 192)
BLOCKS = (1, 1, 1, 1)
_LEAST_CONTRAST = 4.0
"""Grey levels: less is a blank picture, whose noise must not be blown up."""


class ExpressionNetwork(nn.Module):
    """K. He et al., "Deep residual learning for image recognition", 2016, with few channels."""

    def __init__(
        self,
        widths: Sequence[int] = WIDTHS,
        blocks: Sequence[int] = BLOCKS,
        dropout: float = 0.0,
    ) -> None:
        """Each stage has its width in channels and its number of residual blocks; it sees half as
        many pixels each way as the one before, the first half of the input's."""
        super().__init__()
        self.widths, self.block_counts = tuple(widths), tuple(blocks)
        narrow = widths[0] // 2
        self.stem = nn.Sequential(
            *(nn.Conv2d(1, narrow, 3, 1, 1, bias=False), nn.BatchNorm2d(narrow), nn.ReLU()),
            *(nn.Conv2d(narrow, widths[0], 3, 2, 1, bias=False), nn.BatchNorm2d(widths[0])),
            nn.ReLU(),
        )
        stages: list[nn.Module] = []
        before = widths[0]
        for index, (width, count) in enumerate(zip(widths, blocks, strict=True)):
            for each in range(count):
                stages.append(_Block(before, width, 2 if index > 0 and each == 0 else 1))
                before = width
        self.stages = nn.Sequential(*stages)
        self.embed = nn.Linear(before, EMBEDDING_SIZE)
        self.dropout = nn.Dropout(dropout)
        self.classify = nn.Linear(EMBEDDING_SIZE, len(EXPRESSION_CLASSES))

    def forward(self, grey: Tensor) -> tuple[Tensor, Tensor]:
        """Embeddings [n, 64] and logits [n, 8] of faces [n, 1, side, side] in 0..255."""
        maps = self.stages(self.stem(normalised(grey)))
        embedding = self.embed(maps.mean(dim=(2, 3)))
        return embedding, self.classify(self.dropout(torch.relu(embedding)))


def normalised(grey: Tensor) -> Tensor:
    """Each face with mean 0 and deviation 1, so that light and exposure matter less."""
    deviation, mean = torch.std_mean(grey, dim=(1, 2, 3), keepdim=True, correction=0)
    return (grey - mean) / deviation.clamp_min(_LEAST_CONTRAST)


class _Block(nn.Module):
    def __init__(self, before: int, width: int, stride: int) -> None:
        super().__init__()
        self.inner = nn.Sequential(
            *(nn.Conv2d(before, width, 3, stride, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU()),
            *(nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width)),
        )
        self.past: nn.Module = nn.Identity()
        if stride > 1 or before != width:
            pool = nn.AvgPool2d(stride, ceil_mode=True)
            self.past = nn.Sequential(
                pool, nn.Conv2d(before, width, 1, bias=False), nn.BatchNorm2d(width)
            )

    def forward(self, maps: Tensor) -> Tensor:
        return torch.relu(self.inner(maps) + self.past(maps))
