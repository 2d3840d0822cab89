"""The judge suite (`evals/judge.py`) as a log: how far a model judge agrees with a careful reader, and only then what
it says of our drafts.

Each question stands by itself. Where judge and reader agree no better than a kappa of .4, what the judge says of the
drafts is not shown: the question is "not calibrated". What has no answer is unscored, apart from what is wrong.
"""

from collections.abc import Iterable, Mapping, Sequence

from assistant.errors import EscalateError
from assistant.llm import LanguageModel, model_options
from assistant.modelled import source_of
from evals.case import EvalCase
from evals.judge import Judge, Judgement, Kind, Paper, live, rubric
from evals.judged import JudgedText, load_judged
from evals.judged.agreement import CALIBRATED, agreement, counts, kappa, measures
from evals.judged.recordings import load_recordings
from evals.log import Figure, Row, SuiteLog, Wrong
from evals.measures import Measure, share, value_of
from evals.running import Work
from evals.suites.drafted import figures_of

MOST_CASES = 30
"""Cases whose drafts are judged, evenly over all of them: two calls each (house choice)."""
_SAYS = {True: "yes", False: "no"}


def run(work: Work) -> SuiteLog:
    """Judge with the configured model; without one, show what is recorded; without either, say so."""
    judged = load_judged()
    options = model_options(work.assistant.settings)
    if options is None:
        recorded = load_recordings()
        if not recorded.replies:
            return SuiteLog(name="judge", status="not run", why="no model", notes=(reader_note(judged),))
        judge = Judge(recorded.ask)
        head = f"replies of {recorded.source}, recorded {recorded.recorded}; drafts are judged by a live model only"
        return report(judged, judge.judge_all([t.paper for t in judged]), (), f"{head}; {judge.label}")
    model = LanguageModel(options, cache_dir=work.assistant.settings.home / "judge")
    judge = Judge(live(model), context=work.assistant.settings.model_context)
    said = judge.judge_all([t.paper for t in judged])
    if not calibrated(judged, said):
        return report(judged, said, (), f"{model.name}; no question is calibrated: no draft was judged; {judge.label}")
    chosen = spread(work.cases)
    papers, failed = drafted_papers(work, chosen)
    head = f"{model.name}; drafts of {len(chosen)} of {len(work.cases)} cases, by rules; {judge.label}"
    return report(judged, said, [*judge.judge_all(papers), *failed], head)


def calibrated(judged: Sequence[JudgedText], said: Sequence[Judgement]) -> tuple[str, ...]:
    """The questions on which judge and reader agree well enough for the judge to be heard."""
    pairs = [held_row(text, judgement).counts for text, judgement in zip(judged, said, strict=True)]
    return tuple(q.id for q in rubric() if (value_of(measures(q.id)[0], pairs) or 0.0) >= CALIBRATED)


def spread(cases: Sequence[EvalCase], most: int = MOST_CASES) -> tuple[EvalCase, ...]:
    """At most so many cases, evenly over their order, the same on every run."""
    if len(cases) <= most:
        return tuple(cases)
    return tuple(cases[n * len(cases) // most] for n in range(most))


def drafted_papers(work: Work, cases: Iterable[EvalCase]) -> tuple[list[Paper], list[Judgement]]:
    """The brief and the first update of each case, and what was not drafted."""
    papers: list[Paper] = []
    failed: list[Judgement] = []
    for case in cases:
        try:
            understood = work.assistant.understand(case.paste, **case.asked)
            escalation = work.assistant.write(understood, work.assistant.assess(understood))
        except EscalateError as error:
            failed.append(Judgement(case.id, unscored={"all": f"not drafted: {error}"}))
            continue
        names = source_of(understood).names()
        texts: list[tuple[Kind, str]] = [("update", u.text) for u in escalation.updates[:1]]
        if escalation.brief is not None:
            texts.insert(0, ("brief", escalation.brief.markdown))
        papers += [Paper(f"{case.id}/{kind}", kind, case.paste, text, names) for kind, text in texts]
    return papers, failed


def report(
    judged: Sequence[JudgedText], said: Sequence[Judgement], of_drafts: Sequence[Judgement], head: str
) -> SuiteLog:
    """The log: per question kappa, agreement and, where calibrated, the share of drafts answered yes."""
    held = [held_row(text, judgement) for text, judgement in zip(judged, said, strict=True)]
    pairs = [row.counts for row in held]
    trusted = calibrated(judged, said)
    drafts = [draft_row(judgement, trusted) for judgement in of_drafts]
    figures: list[Figure] = []
    for question in rubric():
        figures += figures_of(measures(question.id), pairs)
        if question.id in trusted:
            figures += figures_of([_yes(question.id, question.ask)], [row.counts for row in drafts])
    every = sum(len(j.answers) + len(j.unscored) for j in (*said, *of_drafts))
    answered = sum(len(j.answers) for j in (*said, *of_drafts))
    if every:
        figures.append(Figure(name="answered", value=round(answered / every, 4), meaning="answers that could be used"))
    notes = (head, *calibration_notes(pairs, trusted), reader_note(judged))
    return SuiteLog(name="judge", figures=tuple(figures), rows=(*held, *drafts), notes=notes)


def _yes(id: str, ask: str) -> Measure:
    return Measure(f"{id}.drafts", f"share of drafts answered yes: {ask}", share(f"drafts.{id}"))


def held_row(text: JudgedText, judgement: Judgement) -> Row:
    """One judged text: where the judge says otherwise than the reader did both times."""
    said = {id: answer.yes for id, answer in judgement.answers.items()}
    wrong = tuple(
        Wrong(what=id, expected=_SAYS[yes], got=str(judgement.answers[id]))
        for id, yes in text.answers.items()
        if id in said and said[id] != yes
    )
    return Row(
        id=f"judged/{judgement.id}", tags=(text.language, text.paper.kind), counts=counts(text.answers, said),
        wrong=wrong, unscored=_told(judgement),
    )  # fmt: skip


def draft_row(judgement: Judgement, trusted: Sequence[str]) -> Row:
    """One draft of ours: what a calibrated question found wanting. Others are counted nowhere."""
    found: dict[str, float] = {}
    for id in trusted:
        if id in judgement.answers:
            found |= {f"drafts.{id}.n": 1.0, f"drafts.{id}.right": float(judgement.answers[id].yes)}
    wrong = tuple(
        Wrong(what=id, expected="yes", got=str(answer))
        for id, answer in judgement.answers.items()
        if id in trusted and not answer.yes
    )
    return Row(id=f"draft/{judgement.id}", counts=found, wrong=wrong, unscored=_told(judgement))


def _told(judgement: Judgement) -> tuple[str, ...]:
    """Reasons once each, with the questions they hold for."""
    by_reason: dict[str, list[str]] = {}
    for id, why in judgement.unscored.items():
        by_reason.setdefault(why, []).append(id)
    return tuple(f"{', '.join(ids)}: {why}" for why, ids in by_reason.items())


def calibration_notes(pairs: Sequence[Mapping[str, float]], trusted: Sequence[str]) -> Iterable[str]:
    """The questions whose figure is not shown, and why."""
    for question in rubric():
        if question.id in trusted:
            continue
        found = value_of(measures(question.id)[0], pairs)
        n = sum(v for row in pairs for name, v in row.items() if name.startswith(f"{question.id}."))
        why = f"kappa {found:.2f}, less than {CALIBRATED}" if found is not None else "no kappa: one answer for all"
        yield f"{question.id}: not calibrated ({why if n else 'no text scored'}; {n:.0f} texts)"


def reader_note(judged: Sequence[JudgedText]) -> str:
    """How far the reader agrees with themself: no judge can be held to more."""
    pairs = [counts(text.first, text.second) for text in judged]
    told = []
    for question in rubric():
        alike = value_of(Measure("", "", agreement(question.id)), pairs)
        beyond = value_of(Measure("", "", kappa(question.id)), pairs)
        if alike is not None:
            told.append(f"{question.id} {alike:.2f} ({f'kappa {beyond:.2f}' if beyond is not None else 'no kappa'})")
    worse = sum(text.worsened is not None for text in judged)
    return f"the reader with themself on {len(judged)} texts, {worse} of them worsened: {', '.join(told)}"
