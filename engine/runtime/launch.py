"""Where training runs: one processor, one graphics card, or the processes that torchrun starts."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lightning_fabric import Fabric


def launch(device: str, precision: str = "32-true") -> Fabric:
    """A launched Fabric: the process's place among the others, its device, its arithmetic.

    Under ``torchrun`` every process calls this; gradients are then averaged over all of them.

    Args:
        device: ``cpu``, ``cuda`` or ``mps``, as ``choose_device`` names them.
        precision: as in ``engine.training.config.Precision``.
    """
    from lightning_fabric import Fabric  # noqa: PLC0415 - takes a second to import
    from lightning_fabric.strategies.ddp import DDPStrategy  # noqa: PLC0415

    logging.getLogger("lightning_fabric").setLevel(logging.WARNING)
    here = int(os.environ.get("LOCAL_WORLD_SIZE", "1"))
    everywhere = int(os.environ.get("WORLD_SIZE", "1"))
    fabric = Fabric(
        accelerator=device,
        devices=here,
        num_nodes=everywhere // here,
        # Modalities that no row of a step has leave parameters without gradient.
        strategy=DDPStrategy(find_unused_parameters=True) if everywhere > 1 else "auto",
        precision=precision,  # type: ignore[arg-type]
    )
    fabric.launch()
    return fabric
