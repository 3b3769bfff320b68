"""Where the key of a memory is kept, and what happens when it is not the right one."""

from __future__ import annotations

import logging
from datetime import UTC
from pathlib import Path

import msgspec
import pytest

from sherin.errors import MemoryStoreError, WrongKeyError
from sherin.mind.memory import Memory

NOW = 1_800_000_000.0


def record(home: Path) -> Path:
    return home / "people" / "ada" / "memory.key.json"


def say_porridge(home: Path, **options: object) -> None:
    with Memory.open("Ada", home=home, zone=UTC, **options) as memory:  # type: ignore[arg-type]
        memory.remember_turn("I had porridge for breakfast", now_s=NOW)


def test_a_keyring_comes_first_and_nothing_secret_lies_in_the_folder(tmp_path: Path, keyring):
    say_porridge(tmp_path, keyring=keyring, passphrase="open sesame")
    ((_, key),) = keyring.kept.items()
    assert len(key) == 64
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert key.encode() not in path.read_bytes()
            assert bytes.fromhex(key) not in path.read_bytes()
    say_porridge(tmp_path, keyring=keyring)
    with pytest.raises(MemoryStoreError, match="system keyring that does not hold it"):
        say_porridge(tmp_path, keyring=None)


def test_a_keyring_that_keeps_nothing_is_passed_over(tmp_path: Path, keyring):
    keyring.set_password = lambda *_: None
    say_porridge(tmp_path, keyring=keyring, passphrase="open sesame")
    assert msgspec.json.decode(record(tmp_path).read_bytes())["source"] == "passphrase"


def test_a_keyring_with_another_key_is_a_wrong_key(tmp_path: Path, keyring):
    say_porridge(tmp_path, keyring=keyring)
    keyring.kept = dict.fromkeys(keyring.kept, "00" * 32)
    with pytest.raises(WrongKeyError, match="the keyring's key does not open"):
        say_porridge(tmp_path, keyring=keyring)


def test_a_passphrase_opens_and_a_wrong_one_changes_nothing(tmp_path: Path):
    say_porridge(tmp_path, keyring=None, passphrase="open sesame")
    store = record(tmp_path).with_name("memory.db")
    before = store.read_bytes()
    with pytest.raises(WrongKeyError, match=r"the passphrase does not open .* SHERIN_PASSPHRASE"):
        say_porridge(tmp_path, keyring=None, passphrase="open barley")
    with pytest.raises(MemoryStoreError, match=r"none is given\. Set SHERIN_PASSPHRASE"):
        say_porridge(tmp_path, keyring=None)
    assert store.read_bytes() == before
    say_porridge(tmp_path, keyring=None, passphrase="open sesame")


def test_a_key_file_is_0600_and_warned_of(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.WARNING):
        say_porridge(tmp_path, keyring=None)
    assert "memory key kept in a file" in caplog.text
    assert record(tmp_path).stat().st_mode & 0o777 == 0o600
    assert record(tmp_path).parent.stat().st_mode & 0o077 == 0
    record(tmp_path).chmod(0o644)
    say_porridge(tmp_path, keyring=None)
    assert record(tmp_path).stat().st_mode & 0o777 == 0o600


def test_a_lost_record_is_never_replaced_by_a_new_key(tmp_path: Path):
    say_porridge(tmp_path, keyring=None)
    kept = record(tmp_path).read_bytes()
    record(tmp_path).unlink()
    with pytest.raises(MemoryStoreError, match="key record of this memory is gone"):
        say_porridge(tmp_path, keyring=None)
    assert not record(tmp_path).exists()
    record(tmp_path).write_bytes(kept)
    with Memory.open("Ada", home=tmp_path, keyring=None, zone=UTC) as memory:
        assert memory.answer("what did I have for breakfast", now_s=NOW) is not None


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b'{"version": 2}'])
def test_a_torn_record_says_so(tmp_path: Path, content: bytes):
    say_porridge(tmp_path, keyring=None)
    record(tmp_path).write_bytes(content)
    with pytest.raises(MemoryStoreError, match="not a key record of version 1, or torn"):
        say_porridge(tmp_path, keyring=None)


@pytest.mark.parametrize("name", ["", "..", "a/b", "../x", "a\\b", "con", "x" * 41, "a\n", ".a"])
def test_a_name_that_is_no_folder_is_refused(tmp_path: Path, name: str):
    with pytest.raises(MemoryStoreError, match="Choose another name"):
        Memory.open(name, home=tmp_path, keyring=None)
    assert list(tmp_path.iterdir()) == []
