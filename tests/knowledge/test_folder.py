"""Where the files of knowledge bases are."""

from __future__ import annotations

from pathlib import Path

from jupyter_powa.knowledge.cut import Piece
from jupyter_powa.knowledge.folder import Folder
from jupyter_powa.model.assets import Document


def test_what_nothing_keeps_is_gone_after_its_process_and_what_is_kept_stays(tmp_path: Path) -> None:
    for folder, stays in ((Folder(None), False), (Folder(tmp_path / "k"), True)):
        file = folder.file("a")
        file.put(Document(name="d"), [Piece("", "text")])
        assert folder.file("a").counts() == (1, 1)
        folder.close()
        folder.close()
        assert file.path.exists() is stays
