"""Makes one file of each format, with nothing but the standard library where that is possible."""

import io
import lzma
import struct
import zipfile
from pathlib import Path

import zstandard

SENTENCE = (
    "The {name} lighthouse was finished in 1874 by the engineer Ada Thornbury, who built it of "
    "grey granite on a reef nine kilometres from the coast, and its lamp could be seen for forty "
    "kilometres in clear weather until it was switched off in 1988."
)


def sentence(name: str) -> str:
    return SENTENCE.format(name=name)


def write_pdf(path: Path, text: str) -> None:
    """A PDF of one page with lines of text, written by hand after ISO 32000-1."""
    words = text.split()
    lines = [" ".join(words[k : k + 10]) for k in range(0, len(words), 10)]
    drawn = b"BT /F1 12 Tf 72 720 Td 14 TL\n"
    for line in lines:
        drawn += b"(" + line.replace("(", r"\(").replace(")", r"\)").encode("latin-1") + b") '\n"
    drawn += b"ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
            b"/Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out = b"%PDF-1.4\n"
    places: list[int] = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        table,
    )
    path.write_bytes(out)


def write_docx(path: Path, title: str, text: str) -> None:
    import docx

    document = docx.Document()
    document.core_properties.title = title
    document.add_heading("The building", level=1)
    document.add_paragraph(text)
    document.save(str(path))


def write_epub(path: Path, title: str, chapters: dict[str, str]) -> None:
    items = "".join(
        f'<item id="c{n}" href="c{n}.xhtml" media-type="application/xhtml+xml"/>'
        for n in range(len(chapters))
    )
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    package = (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title>'
        "<dc:creator>A. Keeper</dc:creator><dc:date>1999-04-01</dc:date></metadata>"
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr(
            "META-INF/container.xml",
            '<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>',
        )
        archive.writestr("OEBPS/book.opf", package)
        for n, (heading, text) in enumerate(chapters.items()):
            page = f"<html><head><title>{heading}</title></head><body><p>{text}</p></body></html>"
            archive.writestr(f"OEBPS/c{n}.xhtml", page)


def write_zim(
    path: Path, pages: dict[str, str], *, packing: str = "zstd", per_cluster: int = 2
) -> None:
    """A ZIM archive after openzim.org, version 6.1, with a redirect and a picture."""
    mimetypes = ["text/html", "image/png"]
    names = list(pages)
    clusters = [names[k : k + per_cluster] for k in range(0, len(names), per_cluster)]
    where = {name: (c, b) for c, group in enumerate(clusters) for b, name in enumerate(group)}
    packed = [_cluster([pages[n].encode() for n in group], packing) for group in clusters]
    packed.append(_cluster([b"\x89PNG not text"], "plain"))
    entries = [
        struct.pack("<HBcIII", 0, 0, b"C", 0, *where[name])
        + f"A/{name}".encode() + b"\0" + name.encode() + b"\0"
        for name in names
    ]  # fmt: skip
    entries.append(struct.pack("<HBcIII", 1, 0, b"C", 0, len(packed) - 1, 0) + b"pic.png\0\0")
    entries.append(struct.pack("<HBcII", 0xFFFF, 0, b"C", 0, 0) + b"Other\0\0")
    kinds = b"".join(kind.encode() + b"\0" for kind in mimetypes) + b"\0"
    at = 80 + len(kinds)
    body = io.BytesIO()
    entry_places: list[int] = []
    for entry in entries:
        entry_places.append(at + body.tell())
        body.write(entry)
    cluster_places: list[int] = []
    for cluster in packed:
        cluster_places.append(at + body.tell())
        body.write(cluster)
    entry_table = at + body.tell()
    body.write(struct.pack(f"<{len(entries)}Q", *entry_places))
    title_table = at + body.tell()
    body.write(struct.pack(f"<{len(entries)}I", *range(len(entries))))
    cluster_table = at + body.tell()
    body.write(struct.pack(f"<{len(packed)}Q", *cluster_places))
    checksum_at = at + body.tell()
    head = struct.pack(
        "<IHH16sIIQQQQIIQ", 72173914, 6, 1, b"u" * 16, len(entries), len(packed),
        entry_table, title_table, cluster_table, 80, 0xFFFFFFFF, 0xFFFFFFFF, checksum_at,
    )  # fmt: skip
    path.write_bytes(head + kinds + body.getvalue() + b"\0" * 16)


def _cluster(blobs: list[bytes], packing: str) -> bytes:
    first = 4 * (len(blobs) + 1)
    offsets = [first]
    for blob in blobs:
        offsets.append(offsets[-1] + len(blob))
    data = struct.pack(f"<{len(offsets)}I", *offsets) + b"".join(blobs)
    if packing == "xz":
        return b"\x04" + lzma.compress(data)
    if packing == "zstd":
        return b"\x05" + zstandard.ZstdCompressor().compress(data)
    return b"\x01" + data


def page(name: str) -> str:
    return (
        f"<html><head><title>{name}</title><script>var x = 'not text';</script></head><body>"
        f"<nav>Menu Home About</nav><h1>{name}</h1><p>{sentence(name)}</p></body></html>"
    )
