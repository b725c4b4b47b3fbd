"""A disc of one's own that can lose its power: what it had not been given yet is gone."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

SIZE_MB = 96


class Disc:
    """A file system in a file, mounted."""

    def __init__(self, folder: Path) -> None:
        self._image, self.path = folder / "disc.img", folder / "disc"

    def make(self) -> None:
        self.path.mkdir()
        subprocess.run(["truncate", "-s", f"{SIZE_MB}M", self._image], check=True)
        subprocess.run(["mkfs.ext4", "-q", self._image], check=True)

    def mount(self) -> bool:
        """Whether this account may."""
        mount = ("mount", "-o", "loop", self._image, self.path)
        return not subprocess.run(mount, check=False).returncode

    def unmount(self) -> None:
        subprocess.run(["umount", "-l", self.path], check=True)

    @contextmanager
    def after_a_power_cut(self) -> Iterator[Path]:
        """What the disc itself holds at this moment; memory that was not written yet is not."""
        other = Disc(self._image.parent / "after")
        other._image.parent.mkdir()
        other.path.mkdir()
        shutil.copyfile(self._image, other._image)
        assert other.mount()
        try:
            yield other.path
        finally:
            other.unmount()


@contextmanager
def a_disc(folder: Path) -> Iterator[Disc]:
    """For one test; unmounted afterwards."""
    disc = Disc(folder)
    disc.make()
    if not disc.mount():
        pytest.skip("a disc that can lose its power must be mounted, and this account may not")
    try:
        yield disc
    finally:
        disc.unmount()
