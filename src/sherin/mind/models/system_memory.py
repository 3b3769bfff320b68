"""How much memory is free on this machine, by what each system itself tells.

No package is needed: Linux has /proc/meminfo and the limits of its control group, macOS `vm_stat`,
Windows one call of kernel32. None where none of them answers.
"""

from __future__ import annotations

import ctypes
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

__all__ = ["free_memory_bytes", "free_of_group", "free_of_meminfo", "free_of_vm_stat"]

_MEMINFO: Final = Path("/proc/meminfo")
_GROUP: Final = Path("/sys/fs/cgroup")


def free_memory_bytes() -> int | None:
    """Bytes a new process can use without the system beginning to swap; None: not known."""
    if sys.platform == "win32":
        return _free_of_windows()
    if sys.platform == "darwin":
        return _free_of_macos()
    try:
        free = free_of_meminfo(_MEMINFO.read_text(encoding="ascii", errors="replace"))
    except OSError:
        return None
    limit = free_of_group(_GROUP)
    return min((n for n in (free, limit) if n is not None), default=None)


def free_of_meminfo(text: str) -> int | None:
    """`MemAvailable` of /proc/meminfo: what is free, and what caches would give back."""
    match = re.search(r"^MemAvailable:\s+(\d+) kB", text, re.MULTILINE)
    return int(match[1]) * 1024 if match else None


def free_of_group(folder: Path) -> int | None:
    """What the control group (version 2) of a container leaves; None without a limit."""
    try:
        limit = (folder / "memory.max").read_text(encoding="ascii").strip()
        used = int((folder / "memory.current").read_text(encoding="ascii"))
        cached = re.search(
            r"^inactive_file (\d+)",
            (folder / "memory.stat").read_text(encoding="ascii"),
            re.MULTILINE,
        )
    except (OSError, ValueError):
        return None
    if not limit.isdecimal():  # "max"
        return None
    return max(int(limit) - used + (int(cached[1]) if cached else 0), 0)


def free_of_vm_stat(text: str) -> int | None:
    """What `vm_stat` of macOS counts as free, inactive, speculative or purgeable."""
    page = re.search(r"page size of (\d+) bytes", text)
    counts = re.findall(
        r"^Pages (?:free|inactive|speculative|purgeable):\s+(\d+)\.", text, re.MULTILINE
    )
    return int(page[1]) * sum(map(int, counts)) if page and counts else None


def _free_of_macos() -> int | None:
    try:
        done = subprocess.run(
            ["/usr/bin/vm_stat"], capture_output=True, text=True, timeout=2, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return free_of_vm_stat(done.stdout)


class _MemoryStatus(ctypes.Structure):
    """MEMORYSTATUSEX of sysinfoapi.h."""

    _fields_ = (
        ("length", ctypes.c_uint32),
        ("load", ctypes.c_uint32),
        ("total_physical", ctypes.c_uint64),
        ("free_physical", ctypes.c_uint64),
        ("total_page_file", ctypes.c_uint64),
        ("free_page_file", ctypes.c_uint64),
        ("total_virtual", ctypes.c_uint64),
        ("free_virtual", ctypes.c_uint64),
        ("free_extended_virtual", ctypes.c_uint64),
    )


def _free_of_windows() -> int | None:
    kernel = getattr(getattr(ctypes, "windll", None), "kernel32", None)
    if kernel is None:
        return None
    status = _MemoryStatus(length=ctypes.sizeof(_MemoryStatus))
    done = kernel.GlobalMemoryStatusEx(ctypes.byref(status))
    return int(status.free_physical) if done else None
