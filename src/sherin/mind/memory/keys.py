"""The key of one person's store: made once, kept in the keyring, in a head, or in a 0600 file.

`obtain_key` reads the key record beside the store and fetches or derives the key; the first time
it makes both. The record never changes afterwards, so that a store always finds its key again.
"""

from __future__ import annotations

import hashlib
import logging
import os
import secrets
import tempfile
from pathlib import Path
from typing import Final, Literal, Protocol

import msgspec

from sherin.errors import MemoryStoreError, WrongKeyError

__all__ = [
    "KEY_BYTES",
    "HeldKey",
    "KeyRing",
    "KeySource",
    "drop_key",
    "obtain_key",
    "system_keyring",
]

KEY_BYTES: Final = 32
_SERVICE: Final = "sherin"
_SCRYPT_N: Final = 2**15
"""With r = 8: 32 MB and about a tenth of a second for each guess. Source: RFC 7914, section 2."""
_SCRYPT_MEMORY: Final = 64 * 2**20
_CHECK_PERSON: Final = b"sherin-key-check"

KeySource = Literal["keyring", "passphrase", "file"]

_log = logging.getLogger(__name__)


class KeyRing(Protocol):
    """What we need of a keyring; the module `keyring` is one."""

    def get_password(self, service_name: str, username: str) -> str | None:
        """The secret kept under that name, or None."""
        ...

    def set_password(self, service_name: str, username: str, password: str) -> None:
        """Keep a secret."""
        ...

    def delete_password(self, service_name: str, username: str) -> None:
        """Forget a secret."""
        ...


class _KeyRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The file beside the store."""

    version: int = 1
    source: KeySource
    account: str
    """The name in the keyring; random, so that two homes never share a key."""
    check: str
    """Tells a wrong key from a torn store; a digest that does not give the key away."""
    salt: str = ""
    """passphrase: hex, 16 bytes."""
    scrypt_n: int = 2**15
    """passphrase: what a guess costs."""
    key: str = ""
    """file: hex, the key itself."""


class HeldKey(msgspec.Struct, frozen=True):
    """A key and where it came from."""

    key: bytes
    source: KeySource


def system_keyring() -> KeyRing | None:
    """The system's keyring, or None where there is none that keeps what it is given."""
    import keyring

    return keyring


def obtain_key(
    path: Path, *, store_exists: bool, passphrase: str | None, keyring: KeyRing | None
) -> HeldKey:
    """The key for a store, made now where there is neither a record nor a store.

    Args:
        path: The key record.
        store_exists: There is a store already, so a new key would be of no use.
        passphrase: What the person gave; used where the keyring keeps nothing.
        keyring: Where keys are kept first; None for nowhere.

    Raises:
        WrongKeyError: the passphrase, or what the keyring holds, is not the one of this store.
        MemoryStoreError: the record is missing or torn, or the passphrase is not given.
    """
    if not path.exists():
        if store_exists:
            raise MemoryStoreError(
                f"{path}: the key record of this memory is gone, and without it the memory beside "
                "it cannot be read. Put the record back from a backup (NAME.key.json)."
            )
        _write_new(path, _new_record(passphrase, keyring))  # another process may have been first
    record = _read(path)
    key = _key_of(record, path, passphrase=passphrase, keyring=keyring)
    if _check_of(key) != record.check:
        wrong = "the passphrase" if record.source == "passphrase" else f"the {record.source}'s key"
        raise WrongKeyError(
            f"{path}: {wrong} does not open this memory. Nothing was changed. "
            + (
                "Set SHERIN_PASSPHRASE to the one it was made with."
                if record.source == "passphrase"
                else "Put back the key, or the folder it belongs to."
            )
        )
    return HeldKey(key, record.source)


def drop_key(path: Path, keyring: KeyRing | None) -> None:
    """Delete the record, and what the keyring keeps for it; a torn record is deleted as well."""
    try:
        record = _read(path)
    except MemoryStoreError:
        record = None
    if record is not None and record.source == "keyring" and keyring is not None:
        try:
            keyring.delete_password(_SERVICE, record.account)
        except Exception as exc:  # noqa: BLE001 (backends raise what they like)
            _log.warning("key not deleted from the keyring reason=%r", exc)
    path.unlink(missing_ok=True)


def _new_record(passphrase: str | None, keyring: KeyRing | None) -> _KeyRecord:
    key = secrets.token_bytes(KEY_BYTES)
    account = f"memory-{secrets.token_hex(8)}"
    if keyring is not None and _keeps(keyring, account, key):
        return _KeyRecord(source="keyring", account=account, check=_check_of(key))
    if passphrase:
        salt = secrets.token_bytes(16)
        key = _derive(passphrase, salt, _SCRYPT_N)
        return _KeyRecord(
            source="passphrase",
            account=account,
            check=_check_of(key),
            salt=salt.hex(),
            scrypt_n=_SCRYPT_N,
        )
    _log.warning(
        "memory key kept in a file: no keyring keeps it and SHERIN_PASSPHRASE is not set; "
        "who can read the person's folder can read the memory"
    )
    return _KeyRecord(source="file", account=account, check=_check_of(key), key=key.hex())


def _keeps(keyring: KeyRing, account: str, key: bytes) -> bool:
    """Whether the keyring gives back what it was given; some take it and keep nothing."""
    try:
        keyring.set_password(_SERVICE, account, key.hex())
        return keyring.get_password(_SERVICE, account) == key.hex()
    except Exception as exc:  # noqa: BLE001 (backends raise what they like: D-Bus, locked, none)
        _log.debug("keyring not usable reason=%r", exc)
        return False


def _key_of(
    record: _KeyRecord, path: Path, *, passphrase: str | None, keyring: KeyRing | None
) -> bytes:
    if record.source == "file":
        if os.name == "posix" and path.stat().st_mode & 0o077:
            _log.warning("key record was readable by others, now 0600 path=%s", path)
            path.chmod(0o600)
        return _from_hex(record.key, path)
    if record.source == "passphrase":
        if not passphrase:
            raise MemoryStoreError(
                f"{path}: this memory is locked with a passphrase and none is given. "
                "Set SHERIN_PASSPHRASE."
            )
        return _derive(passphrase, _from_hex(record.salt, path), record.scrypt_n)
    try:
        kept = keyring.get_password(_SERVICE, record.account) if keyring is not None else None
    except Exception as exc:
        raise MemoryStoreError(
            f"{path}: the system keyring that holds the key does not answer ({exc}). "
            "Unlock it and try again."
        ) from exc
    if kept is None:
        raise MemoryStoreError(
            f"{path}: the key is in a system keyring that does not hold it here (entry "
            f"{record.account!r} of {_SERVICE!r}). Log in as the one who made this memory."
        )
    return _from_hex(kept, path)


def _derive(passphrase: str, salt: bytes, n: int) -> bytes:
    return hashlib.scrypt(
        passphrase.encode(), salt=salt, n=n, r=8, p=1, maxmem=_SCRYPT_MEMORY, dklen=KEY_BYTES
    )


def _check_of(key: bytes) -> str:
    return hashlib.blake2b(key, digest_size=16, person=_CHECK_PERSON).hexdigest()


def _from_hex(text: str, path: Path) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise _torn(path) from None


def _read(path: Path) -> _KeyRecord:
    try:
        record = msgspec.json.decode(path.read_bytes(), type=_KeyRecord)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        raise _torn(path) from None
    # A power of two, and not so large that a changed record eats the memory of the machine.
    if record.version != 1 or record.scrypt_n not in {2**k for k in range(10, 16)}:
        raise _torn(path)
    return record


def _torn(path: Path) -> MemoryStoreError:
    return MemoryStoreError(
        f"{path}: not a key record of version 1, or torn. Put it back from a backup; "
        "the memory beside it was not touched."
    )


def _write_new(path: Path, record: _KeyRecord) -> None:
    """Write the record, whole and flushed, unless one is there by now."""
    number, name = tempfile.mkstemp(prefix=".key.", suffix=".part", dir=path.parent)
    unfinished = Path(name)
    try:
        with os.fdopen(number, "wb") as file:  # mkstemp made it 0600
            file.write(msgspec.json.format(msgspec.json.encode(record)))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(unfinished, path)  # unlike a rename, it never replaces another's key
        except FileExistsError:
            return
    except OSError as exc:
        raise MemoryStoreError(
            f"{path}: the key record cannot be written ({exc.strerror}). "
            "Choose a folder on a disk with room by setting SHERIN_HOME."
        ) from exc
    finally:
        unfinished.unlink(missing_ok=True)
