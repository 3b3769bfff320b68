"""Free memory, from what each system says."""

import os
import sys
from pathlib import Path

import pytest

from sherin.mind.models.system_memory import (
    free_memory_bytes,
    free_of_group,
    free_of_meminfo,
    free_of_vm_stat,
)

# macOS 14 on a machine with 16 GB
VM_STAT = """\
Mach Virtual Memory Statistics: (page size of 16384 bytes)
Pages free:                               11210.
Pages active:                            301344.
Pages inactive:                          295482.
Pages speculative:                         4926.
Pages throttled:                              0.
Pages wired down:                        117020.
Pages purgeable:                           6114.
"Translation faults":                 512345678.
"""


def test_linux_counts_what_is_available():
    text = "MemTotal:       24669052 kB\nMemFree:  100 kB\nMemAvailable:   23000000 kB\n"
    assert free_of_meminfo(text) == 23_000_000 * 1024
    assert free_of_meminfo("MemTotal: 5 kB") is None


def test_macos_counts_pages_that_can_be_had():
    assert free_of_vm_stat(VM_STAT) == 16_384 * (11_210 + 295_482 + 4_926 + 6_114)
    assert free_of_vm_stat("") is None


def test_a_containers_limit_counts_without_its_file_cache(tmp_path: Path):
    assert free_of_group(tmp_path) is None
    (tmp_path / "memory.current").write_text("3000\n")
    (tmp_path / "memory.stat").write_text("anon 1500\ninactive_file 1000\n")
    (tmp_path / "memory.max").write_text("max\n")
    assert free_of_group(tmp_path) is None
    (tmp_path / "memory.max").write_text("5000\n")
    assert free_of_group(tmp_path) == 3000
    (tmp_path / "memory.max").write_text("100\n")
    assert free_of_group(tmp_path) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="compares with sysconf of Linux")
def test_this_machine_has_some_and_not_more_than_it_has():
    free = free_memory_bytes()
    assert free is not None
    assert 0 < free <= os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
