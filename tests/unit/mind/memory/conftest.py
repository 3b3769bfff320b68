"""A memory in an own folder, a keyring of our own, and a clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import pytest

from sherin.mind.memory import Memory


class OwnKeyRing:
    """A keyring that lives as long as a test."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service_name: str, username: str) -> str | None:
        return self.kept.get((service_name, username))

    def set_password(self, service_name: str, username: str, password: str) -> None:
        self.kept[service_name, username] = password

    def delete_password(self, service_name: str, username: str) -> None:
        del self.kept[service_name, username]


@pytest.fixture(autouse=True)
def _no_system_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test touches the keyring of the person who runs it."""
    monkeypatch.setattr("sherin.mind.memory.memory._system_keyring", lambda: None)
    monkeypatch.setattr("sherin.mind.memory.keys._SCRYPT_N", 2**10)  # quick, and only here


@pytest.fixture
def keyring() -> OwnKeyRing:
    return OwnKeyRing()


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    with Memory.open("Ada", home=tmp_path, keyring=None, zone=UTC) as opened:
        yield opened
