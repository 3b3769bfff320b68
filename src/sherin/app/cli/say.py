"""`sherin say`: a text goes in, speech and the mouth's marks come out."""

from __future__ import annotations

import contextlib
import io
import json
import sys
import time
from collections.abc import Generator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

import click

from sherin.app.cli._film_input import place_of, read_text
from sherin.app.whole_file import whole_file
from sherin.errors import InputError

if TYPE_CHECKING:
    from sherin.body.voice import Prosody

__all__ = ["say"]

_WAV_ENDINGS: Final = ("", ".wav", ".wave")


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
@click.option(
    "--lang", default="en", show_default=True, metavar="CODE", help="Such as en-gb, de or fr."
)
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
    if output.suffix.lower() not in _WAV_ENDINGS:
        raise InputError(f"{output}: what is written is a WAV. Let its name end in .wav.")
    if marks_path is not None and marks_path.resolve() == output.resolve():
        raise InputError(f"{output}: is named for the WAV and for the marks. Name two files.")
    if emotion is not None and vad is not None:
        raise click.UsageError("Give one of --emotion and --vad.")
    if text is None and text_path is not None:
        text = read_text(text_path)
    _check_sound(text or "", lang)
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


def _check_sound(text: str, lang: str) -> None:
    from sherin.body.voice import phrases

    if next(phrases(text, language=lang), None) is None:
        raise InputError("the text has nothing in it that can be read aloud. Give it some words.")


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
            stream = files.enter_context(_opened(output))
            marks = files.enter_context(_opened(marks_path)) if marks_path else None
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

    place = place_of(emotion=emotion, vad=vad)
    if place is None:
        return prosody_of(0.0, 0.0, 0.0)
    return prosody_of(place.valence, place.arousal, place.dominance)


@contextlib.contextmanager
def _opened(path: Path) -> Generator[IO[bytes]]:
    """A file that appears when it is complete, or stdout for `-`."""
    if str(path) == "-":
        buffer = io.BytesIO()  # a WAV header holds lengths that are known at the end
        yield buffer
        sys.stdout.buffer.write(buffer.getvalue())
        return
    with whole_file(path) as stream:
        yield stream


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
