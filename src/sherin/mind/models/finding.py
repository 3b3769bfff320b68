"""Which models are on this machine: servers at their well-known ports, files in a folder.

`find_models` looks, `open_model` opens one by its name, `open_route` the one the person chose.
Looking sends no text of the person's anywhere.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, cast

import msgspec

from sherin.errors import ModelError
from sherin.mind.models.choice import load_choice, models_folder
from sherin.mind.models.gguf_file import gguf_parts, read_gguf_head
from sherin.mind.models.interface import GenerationLimits, Model, ModelInfo
from sherin.mind.models.loopback import LoopbackServer, loopback_server
from sherin.mind.models.openai_server import OpenAiServer, get_json, listed_models
from sherin.mind.models.route import ModelRoute
from sherin.mind.models.system_memory import free_memory_bytes

__all__ = ["WELL_KNOWN", "find_models", "open_model", "open_route"]

WELL_KNOWN: Final[Mapping[str, str]] = {
    "http://127.0.0.1:8080": "llama.cpp",
    "http://127.0.0.1:11434": "Ollama",
    "http://127.0.0.1:1234": "LM Studio",
    "http://127.0.0.1:8000": "vLLM",
}
"""Where these servers listen by default."""
_ELSEWHERE: Final = "it runs on another machine, and nothing leaves this one"
_NO_TEXT: Final = "it writes no text"
_MAX_FILES: Final = 1_000
_AT: Final = re.compile(r"(.+)@([\w.\[\]:-]+:\d+)")
"""A name and where; names of LM Studio hold an `@` themselves."""


def find_models(
    home: Path,
    *,
    urls: Sequence[str] = (),
    well_known: Mapping[str, str] = WELL_KNOWN,
    free_bytes: int | None = None,
) -> tuple[ModelInfo, ...]:
    """Every model that is there: of servers first, then of files, by name.

    Args:
        home: SHERIN_HOME; its folder `models` is looked through.
        urls: More servers to ask.
        well_known: Address -> software of those that are asked anyway.
        free_bytes: Memory that is free; by default as the system says.

    Raises:
        ModelError: one of `urls` is not on this machine.

    Cost: servers are asked all at once; a third of a second where one accepts and is silent.
    """
    servers: list[LoopbackServer] = []
    for server in map(loopback_server, (*well_known, *urls)):
        if not any(server.is_same(other) for other in servers):
            servers.append(server)
    software = {loopback_server(url).url: name for url, name in well_known.items()}
    free = free_memory_bytes() if free_bytes is None else free_bytes

    def look(server: LoopbackServer) -> list[ModelInfo]:
        return _of_server(server, software.get(server.url, ""))

    with ThreadPoolExecutor(max_workers=8, thread_name_prefix="model-look") as pool:
        found = list(pool.map(look, servers))
    models = [model for group in found for model in group] + _of_folder(models_folder(home))
    return tuple(_with_fit(model, free) for model in models)


def open_model(
    name: str,
    *,
    home: Path,
    url: str | None = None,
    well_known: Mapping[str, str] = WELL_KNOWN,
) -> Model:
    """A model, ready to be asked; nothing is loaded before the first question or warm-up.

    Args:
        name: As `find_models` says; with `@HOST:PORT` where several servers have it; or the path
            of a .gguf file.
        home: SHERIN_HOME.
        url: Its server; it need not run now.
        well_known: See `find_models`.

    Raises:
        ModelError: no such model (near names are listed), or one that cannot be used.
        MissingExtraError: it is a file, and the extra `gguf` is not installed.
    """
    match = _AT.fullmatch(name)
    wanted, at = (match[1], match[2]) if match else (name, "")
    if url is not None:
        at = loopback_server(url).host
        found = find_models(home, urls=[url], well_known={})
    else:
        found = find_models(home, well_known=well_known)
    matching = [m for m in found if m.name == wanted and (not at or _host_of(m) == at)]
    if not matching and url is not None:
        return _open_server(ModelInfo(name=wanted, kind="server", where=loopback_server(url).url))
    if not matching and name.endswith(".gguf"):  # llama.cpp's servers call theirs so as well
        return _open_file(_info_of_file(Path(name).expanduser().absolute()))
    if not matching:
        known = [model.name for model in found]
        near = difflib.get_close_matches(wanted, known, n=3, cutoff=0.5) or known[:5]
        guess = f"Found: {', '.join(near)}." if near else "No model was found at all."
        raise ModelError(f"model {name[:100]!r}: there is none. {guess} See: sherin models list")
    model = matching[0]
    if model.refused is not None:
        raise ModelError(
            f"model {name!r} cannot be used: {model.refused}. Choose another: sherin models list"
        )
    return _open_file(model) if model.kind == "gguf" else _open_server(model)


def open_route(
    home: Path,
    *,
    expressions: Mapping[str, str] | None = None,
    limits: GenerationLimits | None = None,
    well_known: Mapping[str, str] = WELL_KNOWN,
) -> ModelRoute | None:
    """The route of the model the person chose; None where none was chosen, which is normal.

    A chosen server that does not run now is a route all the same: it answers once it is there.

    Args:
        home: SHERIN_HOME.
        expressions: See `ModelRoute`.
        limits: See `ModelRoute`.
        well_known: See `find_models`.

    Raises:
        ModelError: the choice cannot be read, or names a model that cannot be used.
        MissingExtraError: it is a file, and the extra `gguf` is not installed.
    """
    choice = load_choice(home)
    if choice is None or choice.name is None:
        return None
    model = open_model(choice.name, home=home, url=choice.url, well_known=well_known)
    return ModelRoute(model, expressions=expressions, limits=limits)


def _open_server(info: ModelInfo) -> Model:
    return OpenAiServer(loopback_server(info.where), info=info, model_id=info.name)


def _open_file(info: ModelInfo) -> Model:
    from sherin.mind.models.gguf import GgufModel

    if info.refused is not None:
        raise ModelError(f"model file {info.where}: {info.refused}. Choose another one.")
    return GgufModel(Path(info.where), info=info)


def _host_of(model: ModelInfo) -> str:
    return loopback_server(model.where).host if model.kind == "server" else ""


def _with_fit(model: ModelInfo, free_bytes: int | None) -> ModelInfo:
    if model.needed_bytes is None:
        return model
    if model.needed_bytes == 0:
        return msgspec.structs.replace(model, fits=True)
    fits = None if free_bytes is None else model.needed_bytes <= free_bytes
    return msgspec.structs.replace(model, fits=fits)


def _of_folder(folder: Path) -> list[ModelInfo]:
    """Models in files, by name; the second and later parts of a split one are not models."""
    found: list[ModelInfo] = []
    for path in sorted(folder.rglob("*.gguf"))[:_MAX_FILES] if folder.is_dir() else ():
        if not path.is_file() or gguf_parts(path)[0] != path:
            continue
        try:
            found.append(_info_of_file(path))
        except ModelError as error:
            found.append(
                ModelInfo(name=path.stem, kind="gguf", where=str(path), refused=str(error))
            )
    return found


def _info_of_file(path: Path) -> ModelInfo:
    head = read_gguf_head(path)
    return ModelInfo(
        name=path.stem,
        kind="gguf",
        where=str(path),
        software="llama.cpp, in a process of its own",
        size_bytes=head.size_bytes,
        quantisation=head.quantisation,
        parameters=head.parameters,
        context=head.context,
        is_loaded=False,
        needed_bytes=head.needed_bytes,
        refused=None if head.writes_text else _NO_TEXT,
    )


def _of_server(server: LoopbackServer, software: str) -> list[ModelInfo]:
    """The models of one server; none where nothing of the kind answers."""
    for address in server.addresses:
        try:
            listed = get_json(server, "/v1/models", address=address)
        except ModelError:
            continue
        entries = listed_models(listed)
        more = _details(server, address) if entries else {}
        return [_info_of_entry(entry, server, software, more) for entry in entries]
    return []


_Table = dict[str, object]


def _details(server: LoopbackServer, address: str) -> dict[str, _Table]:
    """What Ollama and LM Studio tell beside the common protocol, by the model's name."""
    found: dict[str, _Table] = {}
    for path, key, name in (
        ("/api/tags", "models", "name"),
        ("/api/ps", "models", "name"),
        ("/api/v0/models", "data", "id"),
    ):
        try:
            told = get_json(server, path, address=address)
        except ModelError:
            continue
        for entry in _tables(_table(told).get(key)):
            about = found.setdefault(str(entry.get(name)), {})
            about.update(entry)
            about.update(_table(entry.get("details")))
            if path == "/api/ps":
                about["state"] = "loaded"
    return found


def _info_of_entry(
    entry: _Table, server: LoopbackServer, software: str, more: dict[str, _Table]
) -> ModelInfo:
    name = str(entry["id"])
    about = more.get(name, {})
    meta = _table(entry.get("meta"))  # llama.cpp
    owner = str(entry.get("owned_by", ""))
    software = {"llamacpp": "llama.cpp", "vllm": "vLLM", "library": "Ollama"}.get(owner, software)
    size = _whole(about.get("size")) or _whole(meta.get("size"))
    n_parameters = _whole(meta.get("n_params"))
    # One model a process: what llama.cpp and vLLM list, they have in memory.
    is_loaded = about.get("state") == "loaded" if about else software in {"llama.cpp", "vLLM"}
    refused = None
    if about.get("remote_host") or about.get("remote_model") or name.endswith(("-cloud", ":cloud")):
        refused = _ELSEWHERE
    elif about.get("type") == "embeddings" or "bert" in str(about.get("family", "")):
        refused = _NO_TEXT
    return ModelInfo(
        name=name,
        kind="server",
        where=server.url,
        software=software,
        size_bytes=size,
        quantisation=_word(about.get("quantization_level") or about.get("quantization")),
        parameters=_word(about.get("parameter_size"))
        or (f"{n_parameters / 1e9:.1f}B" if n_parameters else None),
        context=_whole(meta.get("n_ctx_train"))
        or _whole(entry.get("max_model_len"))
        or _whole(about.get("max_context_length")),
        is_loaded=is_loaded,
        needed_bytes=0 if is_loaded else (round(1.2 * size) if size else None),
        refused=refused,
    )


def _table(value: object) -> _Table:
    return cast("_Table", value) if isinstance(value, dict) else {}


def _tables(value: object) -> list[_Table]:
    return [_table(v) for v in cast("list[object]", value)] if isinstance(value, list) else []


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and value > 0 else None


def _word(value: object) -> str | None:
    return value[:40] if isinstance(value, str) and value else None
