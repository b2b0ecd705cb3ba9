"""Zips that should not be read, each refused with a word for it, and none of it unpacked."""

import io
import stat
import zipfile
from pathlib import PurePosixPath

import pytest

from knowledge import archives
from knowledge.archives import ArchiveRefused, members_of


def zipped(*entries: tuple[str | zipfile.ZipInfo, bytes]) -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    file.seek(0)
    return file


def link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def lying() -> io.BytesIO:
    """Says that its file unpacks to ten bytes."""
    file = zipped(("a.md", b"0" * 5_000))
    data = bytearray(file.getvalue())
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(mark) + place
        data[at : at + 4] = (10).to_bytes(4, "little")
    return io.BytesIO(bytes(data))


def test_members_are_read_one_after_the_other() -> None:
    members = list(members_of(zipped(("a.md", b"A"), ("images/", b""), ("images/b.png", b"B"))))

    assert [(member.path, member.data) for member in members] == [
        (PurePosixPath("a.md"), b"A"),
        (PurePosixPath("images/b.png"), b"B"),
    ]


@pytest.mark.parametrize(
    ("archive", "reason"),
    [
        (zipped(("../../etc/passwd", b"x")), "“../../etc/passwd” leads out of it."),
        (zipped(("/etc/passwd", b"x")), "“/etc/passwd” leads out of it."),
        (zipped(("..\\..\\a.md", b"x")), "“..\\..\\a.md” leads out of it."),
        (zipped(("C:/a.md", b"x")), "“C:/a.md” leads out of it."),
        (zipped((link("a.md"), b"/etc/passwd")), "“a.md” is a link to elsewhere."),
        (zipped(("inner.zip", zipped(("a.md", b"x")).getvalue())), "“inner.zip” is an archive itself."),
        (zipped(("bomb.md", b"0" * 20 * 1024**2)), "“bomb.md” grows beyond all measure."),
        (zipped(("large.bin", bytes(26 * 1024**2))), "“large.bin” is larger than 25 MB."),
        (io.BytesIO(b"%PDF-1.7 no zip at all"), "it is no zip, or it is damaged."),
        (io.BytesIO(zipped(("a.md", b"A" * 500)).getvalue()[:-30]), "it is no zip, or it is damaged."),
        (lying(), "it is no zip, or it is damaged."),
    ],
    ids=["slip", "absolute", "backslash", "drive", "symlink", "nested", "bomb", "large", "pdf", "cut", "lying"],
)
def test_odd_archive_is_refused(archive: io.BytesIO, reason: str) -> None:
    with pytest.raises(ArchiveRefused) as refusal:
        list(members_of(archive))

    assert str(refusal.value) == f"Archive refused: {reason}"


def test_too_many_entries_are_refused() -> None:
    with pytest.raises(ArchiveRefused, match="20000 entries; the limit is 5000"):
        list(members_of(zipped(*((f"{number}.md", b"") for number in range(20_000)))))


def test_many_files_that_are_too_large_together_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "LARGEST_TOTAL", 1024**2)

    with pytest.raises(ArchiveRefused, match="it unpacks to more than 1 MB"):
        list(members_of(zipped(*((f"{number}.md", b"x" * 400_000) for number in range(3)))))


def test_locked_archive_is_refused() -> None:
    data = bytearray(zipped(("a.md", b"A")).getvalue())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1

    with pytest.raises(ArchiveRefused, match=r"“a\.md” is locked with a password"):
        list(members_of(io.BytesIO(bytes(data))))
