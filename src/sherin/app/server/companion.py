"""The one companion of a server: its performance, its clock, and who is looking.

Everything here runs in one event loop and nothing here awaits, except the heartbeat between two
beats: reactions happen one after the other, in the order in which they were asked for.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import deque
from collections.abc import Sequence
from typing import Final

from sherin.app.performance import Performance, Performed
from sherin.app.server.clock import SessionClock
from sherin.app.server.limits import Limits
from sherin.app.server.utterances import Utterance, Utterances
from sherin.app.server.viewers import Outgoing, Viewer
from sherin.app.voicing import prosody_for
from sherin.mind.affect import Personality, Vad
from sherin.mind.companion.bus import EventBus, PacketSent, TaskEvent, Tick, UiContext
from sherin.wire import (
    Activity,
    Context,
    Hello,
    IndexBook,
    Interrupt,
    Mood,
    Packet,
    PacketMessage,
    State,
    encode_binary,
    encode_message,
    quantise_mood,
)

__all__ = ["FIGURE", "Companion"]

HEARTBEAT_S: Final = 1.0
"""How often the state is looked at while affect decays."""
QUIET_AFTER_MS: Final = 10_000
"""After so long without an event the companion rests; affect re-centres then, too (DESIGN 4.3)."""
_VISIBLE_STEP: Final = 0.02
"""A change of mood worth a message; by taste, below what the drawn face shows."""
FIGURE: Final = "figure"
"""The avatar that is always there: the drawn figure, which the page brings along."""
_ACTIVITY_OF: Final[dict[Context, Activity]] = {
    "typing": "typing",
    "reading": "reading",
    "thinking": "thinking",
    "listening": "listening",
}
"""As the timeline reads a packet's context: the others change nothing that it does."""


class Companion:
    """Hears, feels and shows it to every viewer; affect belongs to it, not to them."""

    def __init__(
        self,
        performance: Performance,
        personality: Personality,
        *,
        clock: SessionClock,
        limits: Limits,
        utterances: Utterances | None = None,
        bus: EventBus | None = None,
    ) -> None:
        """A companion at rest with nobody looking.

        Args:
            performance: Turns lines and events into packets.
            personality: The one that the performance has.
            clock: Starts with the session.
            limits: Bounds of the outboxes and of what is kept.
            utterances: Its voice; the one this machine can give by default.
            bus: Told what the person does, what happens, each beat and each packet.
        """
        self.performance = performance
        self.personality = personality
        self.clock = clock
        self.session: Final = secrets.token_hex(8)
        self.utterances = Utterances(limits) if utterances is None else utterances
        self.rig = FIGURE
        """Name of the avatar that it wears."""
        self.bus: Final = EventBus() if bus is None else bus
        """Joins it with whoever wants to know; one that nobody listens to costs nothing."""
        self.viewers: set[Viewer] = set()
        self.n_packets = 0
        self.n_dropped = 0
        """Packets that slow viewers lost, in all."""
        self.n_ignored = 0
        """Messages of viewers that were too many or named nothing known."""
        self._limits = limits
        self._kept: deque[Outgoing] = deque(maxlen=limits.n_kept_packets)
        self._activity: Activity = "rest"
        self._last_event_ms = 0
        self._is_thinking = False
        self._spoken: Utterance | None = None
        self._silent_from_ms: float | None = None
        self._shown = self.mood()

    # --- what happens ---------------------------------------------------------------------------

    def hear(self, text: str) -> Performed:
        """React to a line; the packet goes to every viewer."""
        performed = self.performance.hear(text, now_ms=self.clock.now_ms())
        # The sentence is over: it listens no longer, and goes on with what it says itself.
        return self._show(performed, "talking" if self.is_speaking else "rest")

    def say(
        self,
        text: str,
        place: Vad | None = None,
        *,
        expression: str | None = None,
        goes_on: bool = False,
    ) -> Performed:
        """Say a line: the packet goes to every viewer, the voice begins; needs an event loop.

        Args:
            text: What is said; an earlier line that is not over yet is cut off.
            place: The feeling it is said with; what the line itself says by default.
            expression: Id of an expression that shows it.
            goes_on: More of it comes with `say_on`, and ends with `say_no_more`.
        """
        self._is_thinking = False
        if self.is_speaking:
            self.interrupt()
        performed = self.performance.say(
            text, now_ms=self.clock.now_ms(), place=place, expression=expression
        )
        utterance = performed.packet.utterance
        if utterance is None:
            return self._show(performed, "rest")
        self._silent_from_ms = None
        self._spoken = self.utterances.begin(
            utterance,
            text,
            prosody_for(performed, self.performance.library),
            on_end=lambda made: self._note_made(made, performed.packet),
            goes_on=goes_on,
        )
        return self._show(performed, "talking")

    def say_on(self, content_id: str, text: str) -> bool:
        """Go on with an utterance that was begun so; False where it was cut off meanwhile."""
        spoken = self._spoken
        if spoken is None or spoken.content_id != content_id or spoken.ending is not None:
            return False
        spoken.texts.put_nowait(text)
        return True

    def say_no_more(self, content_id: str) -> None:
        """Nothing more follows of an utterance that was begun to go on."""
        spoken = self._spoken
        if spoken is not None and spoken.content_id == content_id:
            spoken.texts.put_nowait(None)

    def interrupt(self) -> bool:
        """Fall silent: every viewer is told. False when nothing was being said."""
        was_speaking = self.is_speaking
        self.utterances.stop()
        self._spoken = None
        message = encode_message(Interrupt(t_ms=self.clock.now_ms())).decode()
        for viewer in self.viewers:
            viewer.offer_interrupt(message)
        if was_speaking:
            self._activity, self._last_event_ms = "rest", self.clock.now_ms()
            self._tell_state()
        return was_speaking

    @property
    def is_speaking(self) -> bool:
        """Whether something is being said, as far as it is known here when sound began."""
        return self._spoken is not None

    def feel(self, place: Vad, *, expression: str | None = None) -> Performed:
        """Show a feeling; the packet goes to every viewer."""
        performed = self.performance.feel(place, now_ms=self.clock.now_ms(), expression=expression)
        return self._show(performed, self._activity)

    def notice(self, event: str, context: Context | None = None) -> Performed:
        """React to an event; the packet goes to every viewer.

        Raises:
            AffectError: no such event; the nearest are listed.
        """
        performed = self._react(event, context)
        known, at_s = performed.packet.context, time.time()
        if known is None:
            self.bus.publish(TaskEvent(name=event, at_s=at_s))
        else:
            self.bus.publish(UiContext(context=known, detail=event, at_s=at_s))
        return performed

    def think(self) -> Performed:
        """Show that an answer takes time, until `stop_thinking`; every viewer gets the packet."""
        self._is_thinking = True
        return self._react("thinking")  # nothing that the person does

    def stop_thinking(self) -> None:
        """The answer is there, or nobody waits for it any longer; every viewer is told."""
        self._is_thinking = False
        if self._activity == "thinking":
            self._activity = "rest"
            self._tell_state()

    def adopt(self, personality: Personality) -> None:
        """Become someone else: affect begins again at that baseline, and every viewer is told."""
        self.personality = personality
        self.performance.adopt(personality)
        self._activity = "rest"
        self._greet()

    def leave_person(self) -> None:
        """Forget what was said and felt here: somebody else is there. Every viewer is told."""
        if self.is_speaking:
            self.interrupt()
        self.utterances.forget()
        self.performance.book = IndexBook()
        self._kept.clear()
        self.adopt(self.personality)

    def wear(self, rig: str) -> None:
        """Put on another avatar; every viewer is told, also when only its file is another."""
        self.rig = rig
        self._greet()

    # --- what is so -----------------------------------------------------------------------------

    def mood(self) -> Mood:
        """Affect now, decayed."""
        return self.performance.mood_at(self.clock.now_ms())

    def state(self) -> State:
        """What a viewer has to know that joins now."""
        return State(t_ms=self.clock.now_ms(), mood=self.mood(), activity=self._activity)

    def hello(self) -> Hello:
        """The first message to a viewer."""
        rest = self.personality.baseline
        return Hello(
            session=self.session,
            library=self.performance.library.hash,
            rig=self.rig,
            baseline=Mood(
                valence=quantise_mood(rest.valence),
                arousal=quantise_mood(rest.arousal),
                dominance=quantise_mood(rest.dominance),
            ),
            t_ms=self.clock.now_ms(),
        )

    # --- who is looking -------------------------------------------------------------------------

    def join(self, viewer: Viewer, *, after: int | None = None) -> None:
        """Let a viewer in: the hello, the state, and the packets it missed.

        Args:
            viewer: Its outbox, still empty.
            after: Number of the last packet it got in this session; None for a new viewer, which
                gets the state and none of the past.
        """
        viewer.offer_greeting(encode_message(self.hello()).decode())
        viewer.offer_state(encode_message(self.state()).decode())
        for outgoing in self.missed(after):
            viewer.offer_packet(outgoing)
        self.viewers.add(viewer)

    def missed(self, after: int | None) -> Sequence[Outgoing]:
        """The kept packets that follow number `after`; at most what an outbox holds."""
        if after is None:
            return ()
        found = [outgoing for outgoing in self._kept if _follows(outgoing.seq, after)]
        return found[-self._limits.max_waiting_packets :]

    def leave(self, viewer: Viewer) -> None:
        """Let a viewer go."""
        self.viewers.discard(viewer)

    async def beat(self) -> None:
        """Tell the viewers how affect decays; runs until it is cancelled."""
        while True:
            await asyncio.sleep(HEARTBEAT_S)
            self.bus.publish(Tick(at_s=time.time()))
            self.look_at_state()

    def look_at_state(self) -> None:
        """Tell the viewers where affect is, if it moved visibly or the companion came to rest."""
        now_ms = self.clock.now_ms()
        has_spoken = self._silent_from_ms is not None and now_ms >= self._silent_from_ms
        if has_spoken:
            self._spoken, self._silent_from_ms, self._last_event_ms = None, None, now_ms
        quiet_ms = now_ms - self._last_event_ms
        is_busy = self.is_speaking or self._is_thinking
        is_quiet = quiet_ms >= QUIET_AFTER_MS and not is_busy
        is_over = self._activity == "talking" and has_spoken
        is_resting = is_over or (self._activity != "rest" and is_quiet)
        if is_resting:
            self._activity = "rest"
        if is_resting or _distance(self.mood(), self._shown) >= _VISIBLE_STEP:
            self._tell_state()

    def _note_made(self, utterance: Utterance, packet: Packet) -> None:
        # All of its sound exists long before it has been heard.
        if self._spoken is utterance:
            begins_ms = packet.t_ms + packet.onset_ms
            self._silent_from_ms = begins_ms + 1000.0 * utterance.seconds

    def _react(self, event: str, context: Context | None = None) -> Performed:
        now_ms = self.clock.now_ms()
        performed = self.performance.notice(event, now_ms=now_ms, context=context)
        known = performed.packet.context
        if known is None:
            return self._show(performed, "talking" if self.is_speaking else "rest")
        return self._show(performed, _ACTIVITY_OF.get(known, self._activity))

    def _show(self, performed: Performed, activity: Activity) -> Performed:
        packet = performed.packet
        outgoing = Outgoing.framed(
            seq=packet.seq,
            text=encode_message(PacketMessage(packet)).decode(),
            packed=encode_binary(packet, self.performance.library.index),
        )
        self.n_packets += 1
        self._kept.append(outgoing)
        n_bytes = len(outgoing.text)
        self.bus.publish(PacketSent(seq=packet.seq, n_bytes=n_bytes, at_s=time.time()))
        # A packet that says what the person does says it to the viewers, too; otherwise they would
        # go on as before: thinking, long after the sentence has come.
        is_untold = activity != self._activity and packet.context is None
        self._activity, self._last_event_ms, self._shown = activity, packet.t_ms, packet.mood
        if is_untold:
            self._tell_state()
        for viewer in self.viewers:
            if not viewer.offer_packet(outgoing):
                self.n_dropped += 1
                viewer.offer_state(encode_message(self.state()).decode())
        return performed

    def _greet(self) -> None:
        hello = encode_message(self.hello()).decode()
        for viewer in self.viewers:
            viewer.offer_greeting(hello)
        self._tell_state()

    def _tell_state(self) -> None:
        state = self.state()
        self._shown = state.mood
        text = encode_message(state).decode()
        for viewer in self.viewers:
            viewer.offer_state(text)


def _follows(seq: int, after: int) -> bool:
    """Whether `seq` comes after `after`; both are uint32 and go round."""
    return 0 < (seq - after) & 0xFFFFFFFF < 0x80000000


def _distance(a: Mood, b: Mood) -> float:
    return max(
        abs(a.valence - b.valence),
        abs(a.arousal - b.arousal),
        abs(a.dominance - b.dominance),
    )
