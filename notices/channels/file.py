"""Letters into a folder, one file each: for trying out, without a gateway and without cost."""

from pathlib import Path

from notices.channels.base import Letter, NotSent


class FileChannel:
    """Writes what would have been sent under ``folder``; the same letter again, the same file."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)

    def send(self, letter: Letter) -> None:
        path = self.folder / f"{letter.id}.txt"
        half = path.with_suffix(".part")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            half.write_text(f"Kepada: {letter.to}\n\n{letter.text}\n", encoding="utf-8")
            half.replace(path)
        except OSError as error:
            raise NotSent("Berkas tidak dapat ditulis.", is_down=True) from error

    def close(self) -> None:
        pass
