"""A Word document (docx): headings, paragraphs and the cells of tables."""

from __future__ import annotations

from pathlib import Path

from sherin.mind.knowledge.formats.zipped import check_zip
from sherin.mind.knowledge.passages import Block, Document

__all__ = ["read_docx"]


def read_docx(path: Path, name: str) -> Document:
    """The text of a Word document; its title property, or first heading, is the title.

    Raises:
        ValueError: it unpacks to far more than its size, as a bomb does.
    """
    import docx

    check_zip(path)
    file = docx.Document(str(path))
    title = (file.core_properties.title or "").strip()
    heading = ""
    blocks: list[Block] = []
    for paragraph in file.paragraphs:
        text = paragraph.text.strip()
        style = (paragraph.style.name if paragraph.style else "") or ""
        if style == "Title" and text:
            title = title or text
        elif style.startswith("Heading") and text:
            heading = text
            title = title or text
        elif text:
            blocks.append(Block(text, heading))
    for table in file.tables:
        for row in table.rows:
            cells = dict.fromkeys(cell.text.strip() for cell in row.cells)  # merged ones repeat
            text = "; ".join(cell for cell in cells if cell)
            if text:
                blocks.append(Block(text, heading))
    created = file.core_properties.created
    return Document(
        title=title or name,
        blocks=blocks,
        date=created.date().isoformat() if created else "",
        author=file.core_properties.author or "",
    )
