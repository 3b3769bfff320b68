"""`sherin say`: a text goes in, speech and the mouth's marks come out."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
import tempfile
import time
from collections.abc import Generator
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from sherin.errors import InputError

if TYPE_CHECKING:
    from sherin.body.voice import Prosody

__all__ = ["say"]

_MAX_FILE_BYTES = 16 << 20


@click.command()
@click.argument("text", required=False)
@click.option(
    "-o",
    "--output",
    "output",
    type=click.Path(path_type=Path, allow_dash=True),
    help="Where the WAV goes; - for stdout.",
)
@click.option("--emotion", metavar="WORDS", help='How: "joy", "joy:0.6+doubt:0.4".')
@click.option("--vad", metavar="V,A,D", help="How: valence, arousal, dominance, each -1..1.")
@click.option(
    "--voice", metavar="NAME", help="Timbre, such as f3; a Piper voice, NAME.onnx; or silent."
)
@click.option("--lang", default="en", show_default=True, metavar="CODE", help="en, en-gb, de, zh.")
@click.option(
    "--marks",
    "marks_path",
    type=click.Path(path_type=Path),
    help="Phonemes and visemes as NDJSON, in ms from sample 0.",
)
@click.option(
    "--file",
    "text_path",
    type=click.Path(path_type=Path, allow_dash=True),
    help="Read TEXT from a UTF-8 file, or - for stdin.",
)
@click.option("--list-voices", is_flag=True, help="Print every language and timbre.")
@click.option("--json", "as_json", is_flag=True, help="What was made, as one JSON object.")
def say(
    text: str | None,
    *,
    output: Path | None,
    emotion: str | None,
    vad: str | None,
    voice: str | None,
    lang: str,
    marks_path: Path | None,
    text_path: Path | None,
    list_voices: bool,
    as_json: bool,
) -> None:
    """\b
    Examples:
      sherin say "The report is finished." -o done.wav
      sherin say "We won!" --emotion joy --voice f3 --marks won.ndjson -o won.wav
      sherin say --file letter.md --lang de -o - | aplay

    Markdown, emoji, addresses, prices, times and dates are read sensibly. The WAV is 16-bit mono at
    24 kHz and says in its LIST/INFO chunk that it is synthetic.
    """
    if list_voices:
        _print_voices(as_json=as_json)
        return
    if (text is None) == (text_path is None):
        raise click.UsageError("Give exactly one of TEXT and --file.")
    if output is None:
        raise click.UsageError("Say where the WAV goes: -o speech.wav, or -o - for stdout.")
    if emotion is not None and vad is not None:
        raise click.UsageError("Give one of --emotion and --vad.")
    if text is None and text_path is not None:
        text = _read_text(text_path)
    prosody = _prosody(emotion, vad)
    _speak(
        text or "",
        prosody,
        output=output,
        marks_path=marks_path,
        voice=voice,
        lang=lang,
        as_json=as_json,
    )


def _speak(
    text: str,
    prosody: Prosody,
    *,
    output: Path,
    marks_path: Path | None,
    voice: str | None,
    lang: str,
    as_json: bool,
) -> None:
    from sherin import __version__
    from sherin.app.mark_lines import mark_lines
    from sherin.body.voice import SAMPLE_RATE_HZ, VisemeTracker, WavWriter, open_voice

    began = time.perf_counter()
    first_s: float | None = None
    speaker = open_voice(language=lang, variant=voice)
    try:
        with contextlib.ExitStack() as files:
            # Both are opened before a word is said: a wrong path is refused at once.
            stream = files.enter_context(_whole_file(output))
            marks = files.enter_context(_whole_file(marks_path)) if marks_path else None
            wav = WavWriter(stream, software=f"SHERIN {__version__} ({speaker.name})")
            tracker = VisemeTracker()
            for chunk in speaker.speak(text, prosody):
                first_s = time.perf_counter() - began if first_s is None else first_s
                wav.write(chunk.audio)
                if marks is not None:
                    for line in mark_lines(chunk, tracker.marks(chunk)):
                        marks.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
            wav.finish()
    finally:
        speaker.close()
    _report(
        {
            "ok": True,
            "voice": speaker.name,
            "seconds": round(wav.n_samples / SAMPLE_RATE_HZ, 3),
            "first_audio_ms": None if first_s is None else round(1000.0 * first_s, 1),
            "took_s": round(time.perf_counter() - began, 3),
            "output": str(output),
            "marks": None if marks_path is None else str(marks_path),
        },
        as_json=as_json,
        to_stderr=str(output) == "-",
    )


def _report(made: dict[str, object], *, as_json: bool, to_stderr: bool) -> None:
    if as_json:
        click.echo(json.dumps(made, ensure_ascii=False), err=to_stderr)
        return
    click.echo(
        f"{made['output']}: {made['seconds']} s of speech by {made['voice']}, "
        f"made in {made['took_s']} s",
        err=True,
    )
    if str(made["voice"]) == "silent":
        click.echo(
            "silence with estimated timing: no engine was asked for or could start", err=True
        )


def _prosody(emotion: str | None, vad: str | None) -> Prosody:
    from sherin.body.voice import prosody_of

    if emotion is not None:
        from sherin.mind.affect import feeling

        place = feeling(emotion)
        return prosody_of(place.valence, place.arousal, place.dominance)
    if vad is None:
        return prosody_of(0.0, 0.0, 0.0)
    try:
        values = [float(part) for part in vad.split(",")]
    except ValueError:
        values = []
    if len(values) != 3 or not all(-1.0 <= value <= 1.0 for value in values):
        raise InputError(
            f"--vad {vad[:40]!r}: expected three numbers in -1..1 with commas, "
            "valence,arousal,dominance. Example: --vad 0.6,0.4,0.1"
        )
    return prosody_of(values[0], values[1], values[2])


def _read_text(path: Path) -> str:
    try:
        if str(path) == "-":
            data = sys.stdin.buffer.read(_MAX_FILE_BYTES + 1)
        else:
            with path.open("rb") as stream:
                data = stream.read(_MAX_FILE_BYTES + 1)
    except OSError as error:
        raise InputError(
            f"{path}: {error.strerror}. Name a UTF-8 text file, or - for stdin."
        ) from None
    if len(data) > _MAX_FILE_BYTES:
        raise InputError(f"{path}: longer than {_MAX_FILE_BYTES} bytes. Split the text.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path}, byte {error.start}: not UTF-8. Save the file as UTF-8."
        ) from None


@contextlib.contextmanager
def _whole_file(path: Path) -> Generator[IO[bytes]]:
    """A file that appears under its name when it is complete, and not at all when it fails."""
    if str(path) == "-":
        buffer = io.BytesIO()  # a WAV header holds lengths that are known at the end
        yield buffer
        sys.stdout.buffer.write(buffer.getvalue())
        return
    if path.is_dir():
        raise InputError(f"{path}: is a folder. Name a file in it.")
    try:
        number, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    except OSError as error:
        raise InputError(
            f"{path}: cannot be written, {error.strerror}. Choose another folder."
        ) from None
    unfinished = Path(name)
    try:
        with os.fdopen(number, "w+b") as stream:
            yield stream
        umask = os.umask(0)
        os.umask(umask)
        unfinished.chmod(0o666 & ~umask)  # as an ordinary file would have
        unfinished.replace(path)
    except OSError as error:
        raise InputError(
            f"{path}: cannot be written, {error.strerror}. Choose another place."
        ) from None
    finally:
        unfinished.unlink(missing_ok=True)


def _print_voices(*, as_json: bool) -> None:
    from sherin.body.voice import EspeakVoice

    with EspeakVoice() as engine:
        voices = engine.voices()
    if as_json:
        document = {"languages": sorted(voices.languages), "voices": voices.variants}
        click.echo(json.dumps(document, ensure_ascii=False))
        return
    click.echo(f"languages ({len(voices.languages)}): {' '.join(sorted(voices.languages))}")
    click.echo(f"voices ({len(voices.variants)}): silent {' '.join(voices.variants)}")
