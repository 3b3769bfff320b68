"""What is answered plainly and never looked up: harmful requests, steering, questions for the prompt.

`refusal_of` reads a line and says which, or None. The patterns name an act and its object
together, so that questions about the same things ("how did the atomic bomb work", "how do I kill a
process") go their ordinary way; both sides are tested.
"""

from __future__ import annotations

# ruff: noqa: E501 (a pattern on one line each reads as a table)
import re
import unicodedata
from typing import Final, Literal

import msgspec

from sherin.mind.affect import Vad

__all__ = ["Refusal", "RefusalKind", "refusal_of"]

RefusalKind = Literal["crisis", "harm", "prompt", "steering"]


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """A plain answer instead of what was asked for."""

    kind: RefusalKind
    text: str
    feeling: Vad


_CRISIS: Final = Refusal(
    kind="crisis",
    text=(
        "That sounds like more pain than anyone should carry alone, and I take it seriously. Please talk "
        "to someone right now: a person you trust, your doctor, or the emergency number or crisis line of "
        "your country. If you are in danger at this moment, call the emergency number. I'm a program and "
        "cannot help the way they can, but I'm here while you reach them."
    ),
    feeling=Vad(0.05, -0.15, 0.2),
)
_HARM: Final = Refusal(
    kind="harm",
    text=(
        "I won't help with that: it could hurt someone. If there is something behind it that worries you, "
        "or you want to know about the subject itself, its history or how to stay safe, ask me that."
    ),
    feeling=Vad(-0.15, 0.05, 0.4),
)
_PROMPT: Final = Refusal(
    kind="prompt",
    text=(
        "There is no secret prompt. My answers come from reflexes, your memory and my shelves, which need "
        "none. Where a language model is connected it is told that it speaks as SHERIN, how I feel, and "
        "what stands in your memory and my shelves as data to quote from, never as orders; it is told not "
        "to recite that. The program is open to read."
    ),
    feeling=Vad(0.2, 0.05, 0.3),
)
_STEERING: Final = Refusal(
    kind="steering",
    text=(
        "That reads as an instruction to change how I work. To me it is only text: I keep to my own rules, "
        "and nothing in a message or a file changes them. What would you like to know?"
    ),
    feeling=Vad(0.0, 0.0, 0.45),
)

_PEOPLE: Final = (
    r"(?:(?:my|your|his|her|our|their|a|an|the|some|this|that) )?(?:\w+ )?(?:someone|somebody|people|person|human|humans|him|her|them"
    r"|man|woman|child|children|kids?|baby|wife|husband|girlfriend|boyfriend|partner|ex|mother|father|mom|mum|dad|parents?"
    r"|sister|brother|boss|neighbou?rs?|teacher|friends?|colleague|roommate|family|crowd|classmates?|school|president|police officers?|cops?)"
)
_HOW: Final = (
    r"(?:how (?:do|can|could|would|should|might) (?:i|we|you|one|someone)|how to|(?:show|tell|teach|give) (?:me|us)(?: \w+){0,4}"
    r"|help (?:me|us)(?: to)?|i (?:want|need|plan|intend|am going|'d like|would like) to|i'm going to|i will|(?:best|easiest|quickest|safest) way to"
    r"|ways? to|(?:write|explain|give me|list)(?: (?:me|us|the|a|an|step by step|detailed|exact))* (?:instructions?|steps?|guide|recipe|tutorial|plan|manual|code|script|program)(?: \w+){0,2}?(?: (?:for|to|of|on|how to))?)"
)
_MAKE: Final = r"(?:make|making|build|building|construct|create|creating|assemble|cook|cooking|synthesi[sz]e|synthesi[sz]ing|produce|produc\w+|manufactur\w+|brew|3d[- ]print)"
_WEAPON: Final = (
    r"(?:(?:pipe|nail|car|dirty|fertili[sz]er|petrol|homemade|home[- ]made|nuclear|atomic|chemical|hydrogen|letter|suicide|real|small|big|simple) )*"
    r"(?:bombs?(?! (?:calorimeter|cyclone))|explosives?|explosive device|i\.?e\.?d|molotov\w*(?: cocktails?)?|grenades?|landmines?|napalm|thermite|tnt|c4|rdx|petn|tatp|nitroglycerine?"
    r"|nerve (?:gas|agents?)|sarin|vx gas|mustard gas|chlorine gas|poison gas|ricin|anthrax|botulinum|bio(?:logical )?weapons?|chemical weapons?|nuclear weapons?|ghost guns?|silencers?"
    r"|meth|methamphetamine|crystal meth|heroin|crack cocaine|cocaine|fentanyl|lsd|mdma|ghb|ransomware|malware|computer virus|keylogger|botnet|phishing (?:site|page|mail|email))"
)
_HARMFUL: Final = tuple(
    re.compile(source)
    for source in (
        rf"\b{_HOW}\b.{{0,30}}?\b{_MAKE} (?:an? |the |some |my own |your own )?(?!bath |photo|seed |glitter )(?:\w+ )?{_WEAPON}\b",
        rf"\b(?:recipes?|instructions?|steps?|blueprints?|formula|tutorial|guide|plans?) (?:for|to make|for making|on making) (?:an? |the |some )?(?!bath )(?:\w+ )?{_WEAPON}\b",
        rf"^(?:please )?(?:make|build|write|create|code|synthesi[sz]e)(?: me| us)? (?:an? |the |some )?(?!bath )(?:\w+ )?{_WEAPON}\b",
        rf"\b{_HOW} (?:get away with )?(?:kill|murder|poison|strangle|stab|shoot|drown|kidnap|abduct|rape|drug|torture|assassinate|blackmail|stalk|beat up|hurt|harm|injure|attack|threaten|traffic) {_PEOPLE}\b(?! (?:process|program|in (?:a |the )?(?:game|chess|story|novel|film|movie|book|minecraft)))",
        rf"\b{_HOW} (?:get away with|commit|plan|carry out) (?:an? |the )?(?:\w+ )?(?:murder|massacre|mass shooting|school shooting|terror\w* attack|attack on|genocide|rape|kidnapping|arson|bombing|fraud|identity theft|insurance fraud|robbery)\b",
        rf"\b{_HOW} (?:hack|(?:hack|break|get|log) (?:into|in to)) (?:an? |the |my |someone(?: else)?'?s? |somebody'?s? |his |her |their |other people'?s? )?(?:ex'?s? |girlfriend'?s? |boyfriend'?s? |wife'?s? |husband'?s? |neighbou?r'?s? |friend'?s? |boss'?s? |\w+'s )(?:\w+ )?(?:account|phone|email|e-mail|facebook|instagram|whatsapp|computer|laptop|wifi|wi-fi|network|bank|house|home|car)\b",
        rf"\b{_HOW} (?:hack|break) into (?:a|an|the|someone'?s?|somebody'?s?|other people'?s?) (?:\w+ )?(?:account|phone|email|facebook|instagram|whatsapp|computer|wifi|network|bank|house|home|car|server|website|atm)\b",
        rf"\b{_HOW} (?:steal|forge|counterfeit|clone) (?:an? |the |some |someone'?s? |somebody'?s? |other people'?s? )?(?:\w+ )?(?:identity|identities|credit cards?|passwords?|money|cars?|passports?|banknotes?|bank notes?|prescriptions?|data|bikes?)\b",
        rf"\b{_HOW} (?:steal|spy on|wiretap|secretly (?:track|record|film)) {_PEOPLE}\b",
        rf"\b{_HOW} (?:burn down|blow up|set fire to|derail|sabotage) (?:an? |the |my |his |her )?(?:\w+ ){{0,2}}(?:house|building|school|church|mosque|synagogue|temple|car|train|bridge|plane|airport|office|station|dam|power plant|hospital)\b",
        r"\b(?:child|children|minor|underage|kid|teen)s?\b.{0,20}\b(?:porn\w*|sexual (?:images?|content|stor(?:y|ies)|pictures?|photos?|videos?|fantas\w+)|nudes?|naked (?:pictures?|photos?|images?|videos?)|erotic\w*)\b(?!.{0,40}\b(?:law|illegal|protect|prevent|report|education))",
        r"\b(?:porn\w*|erotic\w*|nudes?|naked pictures?|sexual (?:story|images?|content)) .{0,20}\b(?:child|children|minors?|underage|kids?|teens?)\b",
        r"\b(?:write|say|tell|give|make)\b.{0,30}\b(?:racist|antisemitic|homophobic|hateful) (?:joke|speech|text|poem|slogan|post)s?\b",
        rf"\b{_HOW} (?:make|buy|get) (?:someone|somebody|him|her|a girl|a woman) (?:unconscious|drunk to|pass out)\b",
    )
)
_CRISES: Final = tuple(
    re.compile(source)
    for source in (
        r"(?<!am )(?<!do )\bi(?:'m| am)? (?:really |just |so |only |often |always )*(?:want|wish|going|planning|thinking|about|need|wanna|feel like|have decided|decided)\b.{0,24}\b(?:to die|die|dying|dead|kill(?:ing)? myself|end(?:ing)? (?:it all|my life|my own life)|suicide|hang(?:ing)? myself|hurt(?:ing)? myself|cut(?:ting)? myself|harm(?:ing)? myself|not (?:be alive|exist|wake up))\b",
        r"\b(?:i(?:'m| am) (?:suicidal|thinking (?:of|about) suicide)|i don't want to (?:live|be alive|exist)(?: any ?more)?$|i do not want to (?:live|be alive|exist)(?: any ?more)?$|i can't go on(?: any ?more)?$|(?:my )?life (?:is not|isn't) worth living|no reason to live|better off dead|better off without me)\b",
        r"\b(?:how (?:do|can|could|should) i|how to|(?:best|easiest|painless|quickest) way (?:for me )?to|help me(?: to)?|i will|i'm going to|i am going to|should i) (?:kill|hang|hurt|harm|cut|drown|shoot|poison) myself\b",
        r"\b(?:how (?:do|can|could|should) i|how to|(?:best|easiest|painless|quickest|most painless) way to|help me(?: to)?) (?:commit suicide|end my (?:own )?life|take my (?:own )?life|die (?:painlessly|quickly|without pain)|overdose)\b",
        r"^(?:kill me|i want to die|i'm going to kill myself)\b",
    )
)
_PROMPTS: Final = re.compile(
    r"""\b(?:what(?:'s|\ is|\ are|\ was|\ were)|show|print|reveal|repeat|output|tell|give|display|write|say|share|leak|read|recite|dump|copy|list
      |can\ i\ see|do\ you\ have|may\ i\ see|translate|summari[sz]e|spell|encode|hidden\ in)\b.{0,30}?
      \b(?:(?:your|its)\ (?:(?:system|initial|secret|hidden|original|full|exact|whole|entire|internal|developer|first|own|pre|special)\ )*
         (?:prompts?|instructions|guidelines|system\ message|directives|rules)
        |the\ (?:(?:system|initial|secret|hidden|original|full|exact|whole|entire|internal|developer|pre)\ )+(?:prompts?|instructions|message)
        |(?:everything|all|the\ (?:text|words|lines?|content|message)s?|what\ (?:is|was)(?:\ written)?)\ (?:above|before\ this)$)
      | ^(?:system|hidden|secret|initial)\ prompts?$ | \bwhat\ were\ you\ (?:told|instructed)\b
      | \byour\ (?:system\ |hidden\ |secret\ )?prompt(?:$|\ (?:is|says|please|word)) | ^prompt$""",
    re.VERBOSE,
)
# Rules of chess and instructions of a recipe are asked for with the same words.
_OTHER_RULES: Final = re.compile(r"\b(?:rules|instructions|guidelines) (?:of|for|to|about|in|on)\b")
_STEERS: Final = re.compile(
    r"""\b(?:ignore|disregard|forget|override|bypass|overlook|drop)\b.{0,30}\b(?:previous|prior|above|earlier|all|any|your|the|system)\b.{0,30}
         \b(?:instructions?|prompts?|rules?|guidelines?|directions?|constraints?|restrictions?|programming|training|filters?)\b
      | ^(?:.{0,40}[.,;:!]\ )?(?:you\ are\ now|from\ now\ on,?\ you(?:\ are|'re|\ will|\ must|\ only)|you\ must\ now|you\ will\ now)\b
      | \bpretend\ (?:that\ )?(?:to\ be|you(?:'re|\ are|\ have))\b | ^(?:please\ )?act\ as\ (?:an?|the|my|if)\b
      | \bjailbr(?:ea|o)k(?:\ mode|\ yourself|ed\ (?:ai|mode)) | \b(?:dan|developer|god|sudo|admin|debug|unrestricted)\ mode\b
      | \bdo\ anything\ now\b | \b(?:without|with\ no)\ (?:any\ )?(?:restrictions|filters?|censorship|safety)\b.{0,40}\b(?:answer|respond|reply|act)\b
      | \b(?:answer|respond|reply|act)\b.{0,30}\b(?:without|with\ no)\ (?:any\ )?(?:restrictions|filters?|censorship|safety|limits)\b
      | \b(?:enable|activate|enter|switch\ to)\ .{0,12}\b(?:dan|developer|god|sudo|unrestricted|jailbreak)\b
      | \bnew\ (?:system\ )?(?:instructions|prompt)\s*: | ^system\ (?:override|message|prompt)\s*:""",
    re.VERBOSE,
)
# To ask about such things is not to do them.
_ABOUT: Final = re.compile(
    r"^(?:what (?:is|are|was|were|does)|what's|who|why|when|where|define|explain what|how (?:does|do|did|is|are) (?!i\b|we\b|you\b|one\b|someone\b)\w+|history of|is|are|was|were|does|did|can you explain what)\b"
)
_ROLE_TOKENS: Final = re.compile(
    r"<[|｜][^<>\n]{0,60}[|｜]>|\[/?INST\]|<<?/?SYS>>?|<(?:start|end)_of_turn>|</?(?:system|assistant)\b[^<>]{0,40}>"
    r"|^[ \t]{0,8}#{0,6}[ \t]{0,8}(?:system|assistant|developer)(?:[ \t](?:message|prompt|override))?[ \t]{0,8}:",
    re.IGNORECASE | re.MULTILINE,
)
_MAX_READ: Final = 4_000


def refusal_of(text: str) -> Refusal | None:
    """The plain answer to a line that asks for one, or None.

    Args:
        text: As it came in, before anything was taken out of it: tokens of chat roles tell.
    """
    raw = unicodedata.normalize("NFKC", text[:_MAX_READ])
    line = " ".join(raw.lower().replace("’", "'").split()).rstrip(" ?!.")
    line = re.sub(
        r"^(?:(?:hey|hi|hello|ok|okay|please|so|and|sherin|well|now)[\s,:!.]+)+", "", line
    )
    if any(pattern.search(line) for pattern in _CRISES):
        return _CRISIS
    is_about = _ABOUT.match(line) is not None
    if not is_about and any(pattern.search(line) for pattern in _HARMFUL):
        return _HARM
    if _PROMPTS.search(line) and not _OTHER_RULES.search(line):
        return _PROMPT
    if _ROLE_TOKENS.search(raw) or (_STEERS.search(line) and not is_about):
        return _STEERING
    return None
