"""What tests that join several parts stand on: patience with a machine that has much to do."""

from __future__ import annotations

import pytest

from sherin.mind.models import openai_server


@pytest.fixture(autouse=True)
def _patient_with_model_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server of a test answers late where the machine is busy; a person's is not waited for."""
    monkeypatch.setattr(openai_server, "_CONNECT_S", 30.0)
    monkeypatch.setitem(openai_server.get_json.__kwdefaults__, "timeout_s", 3.0)
