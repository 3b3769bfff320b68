"""`<emotion-avatar>` when something is missing, goes away, comes back, or comes fifty times."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from .element_page import OpenElement, opened, say, shot, touch, until, until_still

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

    from .conftest import Server

pytestmark = pytest.mark.browser

NO_WEBGL = """
const getContext = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
  return kind.startsWith("webgl") ? null : getContext.call(this, kind, ...more);
};
"""
NO_CANVAS = "HTMLCanvasElement.prototype.getContext = () => null;"
LONG = "We walked around the garden for an hour and talked about everything. " * 3
# They go away some seconds after the last one.
WORDS = "said => face().shadowRoot.querySelector('[part=words]').textContent.includes(said)"
# The sound that this tab plays.
PLAYED = """
window.played = 0;
const start = AudioBufferSourceNode.prototype.start;
AudioBufferSourceNode.prototype.start = function (when) {
  window.played += 1;
  return start.call(this, when);
};
"""


@pytest.fixture
def open_element(browser: Browser, server: Server) -> Iterator[OpenElement]:
    """Opens a page around a piece of HTML."""
    yield from opened(browser, server)


def test_without_webgl_the_poster_and_the_words(open_element: OpenElement):
    page = open_element(script=NO_WEBGL, shown="still", may_complain=True)
    page.wait_for_function("() => lasts('error')?.code === 'no-webgl'")
    assert "WebGL" in page.evaluate("() => lasts('error').message")
    poster = page.locator("emotion-avatar [part=poster]")
    assert poster.is_visible()
    page.wait_for_function("() => lasts('hello') !== null")
    page.wait_for_function(
        "() => face().shadowRoot.querySelector('[part=poster]').naturalWidth > 100"
    )
    until_still(page)
    touch(page)
    page.evaluate("() => { void face().say('I can still talk.'); }")
    page.wait_for_function(WORDS, arg="still talk")


def test_without_any_canvas_the_words_alone(open_element: OpenElement):
    page = open_element(
        "<emotion-avatar src=figure></emotion-avatar>",
        script=NO_CANVAS,
        shown="words",
        may_complain=True,
    )
    page.wait_for_function("() => count('ready') > 0")
    touch(page)
    page.evaluate("() => { void face().say('Only words.'); }")
    page.wait_for_function(WORDS, arg="Only words.")


def test_without_websocket_it_says_so(open_element: OpenElement):
    page = open_element(script="delete window.WebSocket;", shown="figure")
    page.wait_for_function("() => lasts('status')?.line === 'impossible'")
    assert "WebSocket" in page.locator("emotion-avatar [part=status]").inner_text()


@pytest.mark.parametrize(
    ("content", "code"), [(b"no model at all", "broken-rig"), (None, "no-rig")]
)
def test_a_broken_model_leaves_the_poster(
    open_element: OpenElement, content: bytes | None, code: str
):
    def prepare(page: Page) -> None:
        def answer(route: Route) -> None:
            if content is None:
                route.fulfill(status=404, body="{}")
            else:
                route.fulfill(body=content, content_type="model/gltf-binary")

        page.route("**/avatars/*.glb", answer)

    page = open_element(shown="still", prepare=prepare, may_complain=True)
    page.wait_for_function("code => lasts('error')?.code === code", arg=code)
    assert page.evaluate("() => lasts('error').message.length") > 20
    assert page.locator("emotion-avatar [part=poster]").is_visible()


def test_a_photo_becomes_the_face_and_tells_how_far_it_is(open_element: OpenElement):
    """The server's part is told by the test: a rig takes seconds, and has tests of its own."""
    events = (
        'event: progress\ndata: {"step": "eyes", "share": 0.44}\n\n'
        'event: done\ndata: {"name": "astronaut", "notes": ["Grey."]}\n\n'
    )

    def prepare(page: Page) -> None:
        page.route("**/avatars?name=photo-*", lambda route: route.fulfill(json={"job": "j"}))
        page.route(
            "**/avatars/jobs/j",
            lambda route: route.fulfill(body=events, content_type="text/event-stream"),
        )

    page = open_element(prepare=prepare)
    name = page.evaluate(
        "() => face().upload(new File(['a photo'], 'me.jpg', {type: 'image/jpeg'}))"
    )
    assert name == page.evaluate("() => face().getAttribute('src')") == "astronaut"
    steps = page.evaluate("() => told.map((one) => one.detail?.building?.step).filter(Boolean)")
    assert steps == ["sending", "eyes", "done"]
    page.wait_for_function("() => face().shown === 'rig'")
    assert page.locator("emotion-avatar [part=status]").is_hidden()


def test_less_motion_shows_still_pictures(open_element: OpenElement):
    page = open_element(reduced_motion="reduce")
    assert page.evaluate("() => face().paused") is True
    page.wait_for_function("() => drawn.lit > 0")  # the light of the page comes in one step
    still = until_still(page)
    count = page.evaluate("() => drawn.count")
    page.wait_for_timeout(600)
    # Moving would have been some thirty; the page's light may come in one more step.
    assert page.evaluate("n => drawn.count - n", count) <= 2
    assert page.evaluate("() => face().framesPerS") == 0
    page.evaluate("() => { void face().feel('joy'); }")
    until(page, lambda: shot(page) != still)
    count = page.evaluate("() => drawn.count")
    page.evaluate("() => { face().paused = false; }")
    page.wait_for_function("count => drawn.count > count + 12", arg=count)
    page.wait_for_function("() => face().framesPerS > 0")


SEEN = """
window.seen = "visible";
Object.defineProperty(document, "visibilityState", {get: () => window.seen});
window.look = (seen) => {
  window.seen = seen;
  document.dispatchEvent(new Event("visibilitychange"));
};
window.frames = 0;
addEventListener("avatar-frame", () => { frames += 1; });
"""


def test_hidden_or_scrolled_away_it_draws_nothing(open_element: OpenElement):
    page = open_element(script=SEEN)
    # Only what listens on the element itself asks for frames.
    page.evaluate("() => face().addEventListener('avatar-frame', () => {})")

    def draws() -> None:
        page.wait_for_function(
            "count => frames > count + 3", arg=page.evaluate("() => frames"), polling=50
        )

    def rests() -> None:
        # Whether it is seen is told when the browser gets to it, and a busy one draws nothing now
        # and then: no frame for a whole while, once, is rest.
        def is_still() -> bool:
            before = page.evaluate("() => frames")
            page.wait_for_timeout(600)
            after = page.evaluate("() => ({frames, framesPerS: face().framesPerS})")
            return after == {"frames": before, "framesPerS": 0}

        until(page, is_still)

    draws()
    page.evaluate("() => look('hidden')")
    rests()
    page.evaluate("() => { void face().feel('joy'); }")
    page.wait_for_function("() => packets().length > 0", polling=50)
    page.evaluate("() => look('visible')")
    draws()
    page.evaluate("""() => {
        document.body.style.height = "4000px";
        scrollTo(0, 3000);
    }""")
    rests()
    page.evaluate("() => scrollTo(0, 0)")
    draws()


def test_two_tabs_show_the_same_and_one_is_heard(open_element: OpenElement):
    one, other = (open_element(script=PLAYED) for _ in range(2))
    touch(one)
    touch(other)
    say(one, LONG)  # as long as it takes to look at both
    for page in (one, other):
        page.wait_for_function("() => told.some((one) => one.detail.isSpeaking === true)")
        page.wait_for_function("() => talks()")
        page.wait_for_function("() => count('phrase') > 0")
    one.evaluate("() => face().interrupt()")
    for page in (one, other):
        page.wait_for_function("() => lasts('speaking').isSpeaking === false")
    assert one.evaluate("() => played") > 0
    assert other.evaluate("() => played") == 0
    spoken = "() => packets().find(({utterance}) => utterance !== null).seq"
    phrase = "() => told.find((one) => one.name === 'phrase').detail.text"
    for told in (spoken, phrase):
        assert one.evaluate(told) == other.evaluate(told)


def test_a_late_joiner_gets_the_state(open_element: OpenElement, server: Server):
    # The page is there before: affect goes back by itself while a busy browser loads.
    page = open_element("<p>Nothing yet.</p>", shown=None)
    page.wait_for_function("() => customElements.get('emotion-avatar') !== undefined")
    for _ in range(3):
        server.ask("emotion", {"feeling": "grief"})
    page.evaluate("() => document.body.append(document.createElement('emotion-avatar'))")
    page.wait_for_function("() => lasts('hello') !== null && lasts('state') !== null")
    below = page.evaluate(
        "() => lasts('hello').baseline.valence"
        " - told.find(({name}) => name === 'state').detail.mood.valence"
    )
    assert below > 0.05
    assert page.evaluate("() => count('packet')") == 0


COUNT = """
window.open_ = {sockets: 0, sounds: 0, timers: 0, textures: 0, buffers: 0, listeners: 0};
const WS = WebSocket;
window.WebSocket = class extends WS {
  constructor(...given) {
    super(...given);
    open_.sockets += 1;
    this.addEventListener("close", () => { open_.sockets -= 1; });
  }
};
const AC = AudioContext;
window.AudioContext = class extends AC {
  constructor(...given) { super(...given); open_.sounds += 1; }
  close() { open_.sounds -= 1; return super.close(); }
};
const every = setInterval, stop = clearInterval, timers = new Set();
window.setInterval = (...given) => {
  const id = every(...given); timers.add(id); open_.timers = timers.size; return id;
};
window.clearInterval = (id) => { stop(id); timers.delete(id); open_.timers = timers.size; };
const gls = new Set();
const getContext = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (...given) {
  const found = getContext.apply(this, given);
  if (given[0] === "webgl2" && found !== null) gls.add(found);
  return found;
};
window.living = () => [...gls].filter((gl) => !gl.isContextLost()).length;
for (const [kind, name] of [["Texture", "textures"], ["Buffer", "buffers"]]) {
  const create = WebGL2RenderingContext.prototype["create" + kind];
  const remove = WebGL2RenderingContext.prototype["delete" + kind];
  WebGL2RenderingContext.prototype["create" + kind] = function () {
    open_[name] += 1; return create.call(this);
  };
  WebGL2RenderingContext.prototype["delete" + kind] = function (one) {
    if (one) open_[name] -= 1; return remove.call(this, one);
  };
}
for (const target of [document, window, document.documentElement]) {
  for (const [method, by] of [["addEventListener", 1], ["removeEventListener", -1]]) {
    const plain = target[method];
    target[method] = function (type, call, options) {
      open_.listeners += by;
      options?.signal?.addEventListener("abort", () => { open_.listeners -= 1; });
      return plain.call(this, type, call, options);
    };
  }
}
"""
MOUNT = """
async (n) => {
  for (let k = 0; k < n; k += 1) {
    const avatar = document.createElement("emotion-avatar");
    document.body.append(avatar);
    // Some leave in the middle of loading, the others while they move.
    if (k % 2 === 0) {
      const until = performance.now() + 60_000;
      while (avatar.shown !== "rig" && performance.now() < until) {
        await new Promise((done) => setTimeout(done, 10));
      }
      if (avatar.shown !== "rig") return "no rig in round " + k;
      if (k % 10 === 0) void avatar.say("Round " + k).catch(() => {});
    } else await new Promise((done) => setTimeout(done, 5 * (k % 11)));
    avatar.remove();
  }
  return null;
}
"""


def test_fifty_mounts_leave_nothing(open_element: OpenElement):
    page = open_element("<p>Nothing yet.</p>", script=COUNT, shown=None, may_complain=True)
    touch(page)
    page.wait_for_function("() => customElements.get('emotion-avatar') !== undefined")
    before = page.evaluate("() => ({...open_})")
    assert page.evaluate(MOUNT, 50) is None
    # A socket takes its time to close, and one that left while it loaded finds out later.
    page.wait_for_function(
        """n => open_.sockets === n.sockets && living() === 0
            && Object.keys(n).every((name) => open_[name] <= n[name])""",
        arg=before,
    )
    assert page.evaluate("() => document.querySelectorAll('canvas').length") == 0
    assert page.evaluate("() => ({...open_})") == before


def test_it_can_be_moved_and_comes_back_after_removal(open_element: OpenElement):
    page = open_element("<main id=room></main><emotion-avatar></emotion-avatar>")
    page.evaluate("() => { window.held = face(); held.remove(); }")
    assert page.evaluate("() => [held.client, held.isSpeaking]") == [None, False]
    page.evaluate("() => room.append(held)")
    page.wait_for_function("() => held.shown === 'rig' && held.framesPerS > 0")


def test_the_server_is_killed_while_it_speaks_and_started_again(
    open_element: OpenElement, server: Server
):
    """Last, because it takes the server of this file away for a while."""
    # The browser itself reports every refused connection on the console; that is no complaint.
    page = open_element(may_complain=True)
    page.evaluate("() => { window.isSamePage = true; }")
    touch(page)
    say(page, LONG)
    server.kill()
    page.wait_for_function("() => lasts('status').line !== 'open'")
    page.wait_for_function("() => lasts('speaking').isSpeaking === false")
    # Between two tries it says nothing for a moment.
    page.wait_for_function(
        "() => /Out of reach/.test(face().shadowRoot.querySelector('[part=status]').textContent)"
    )
    # Idle life goes on.
    page.wait_for_function("count => drawn.count > count + 3", arg=page.evaluate("drawn.count"))
    refused = page.evaluate("() => face().say('Are you there?').catch(({message}) => message)")
    assert "sherin serve" in refused
    session = page.evaluate("() => lasts('hello').session")
    server.start()
    page.wait_for_function("session => lasts('hello').session !== session", arg=session)
    say(page, "Here I am again. " + LONG)
    page.wait_for_function("() => talks()")
    assert page.evaluate("() => isSamePage && face().shown === 'rig'")
    assert page.evaluate("() => face().client.nReturns") >= 1
    assert page.locator("emotion-avatar [part=status]").is_hidden()
