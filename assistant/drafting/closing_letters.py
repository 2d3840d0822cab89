"""The letters that end a matter: the resolution, ours or the customer's own, and the de-escalation."""

from assistant.domain import SignalName
from assistant.drafting.answers import link, public_article, title
from assistant.drafting.letter import Answers, Letter
from assistant.drafting.public import PublicVoice

_OVER = (SignalName.SELF_RESOLVED, SignalName.ALREADY_SOLVED)


def is_over(voice: PublicVoice) -> bool:
    """Whether it is said in public that the trouble is gone."""
    return voice.knows(*_OVER)


def resolution(letter: Letter, news: str | None) -> Answers:
    """How it is solved: by a public article, else as told in public or in `news`, the agent's own words."""
    article = None if is_over(letter.voice) else public_article(letter.case)
    if article is None:
        return _solved(letter, news)
    body = letter.quoted_article(article, lasting=True)
    lead = letter.say("resolution", "meanwhile" if body != link(article) else "meanwhile_link")
    return Answers(
        letter.opening_sentences(),
        (letter.say("resolution", "know", matter=letter.matter, title=title(article)),),
        (letter.say("resolution", "unknown"),),
        (letter.say("resolution", "next"),),
        (lead,),
        closing=True,
        attached=body,
        cites=(article.id,),
    )


def _solved(letter: Letter, news: str | None) -> Answers:
    """The trouble is gone: who says so, what we told of the cause, and whether the case is closed.

    A case is closed when the customer asks for it and the cause is told; without a cause it stays open (X12).
    """
    cause, closing = letter.telling.cause_told(), letter.telling.asks_to_close()
    confirmed = letter.voice.says(*_OVER)
    known = [letter.say("solved", "confirmed" if confirmed else "know", matter=letter.matter)]
    if cause and confirmed:
        known.append(letter.say("solved", "own_words", words=cause))
    if news:
        known = [news.strip()]
    settled = confirmed and cause is not None
    key = ("closed" if settled else "close_later") if closing and confirmed else "next"
    return Answers(
        (letter.say("impact", "over"),),
        tuple(known),
        (letter.say("solved", "unknown_told" if settled else "unknown"),),
        (letter.say("solved", key, next=letter.next_told),),
        (letter.say("solved", "meanwhile"),),
        closing=True,
    )


def de_escalation(letter: Letter, news: str | None) -> Answers:
    """That it needs no escalation any more. `news` is what the agent adds."""
    return Answers(
        (letter.say("impact", "over"),),
        ((news.strip(),) if news else ()) + (letter.say("de_escalation", "know"),),
        (letter.say("de_escalation", "unknown"),),
        (letter.say("de_escalation", "next"),),
        (letter.say("de_escalation", "meanwhile", matter=letter.matter),),
        closing=True,
    )
