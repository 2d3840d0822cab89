"""`python -m evals.judged`: ask the configured model to judge the judged texts, and keep its replies."""

import sys
from datetime import UTC, datetime

from assistant.errors import EscalateError, ModeMissing
from assistant.llm import LanguageModel, model_options
from assistant.settings import load_settings
from evals.judge import Judge, live
from evals.judged import load_judged
from evals.judged.recordings import Recordings, save_recordings


def main() -> int:
    """Record; returns the exit code. Raises ModeMissing where no model is configured."""
    settings = load_settings()
    options = model_options(settings)
    if options is None:
        raise ModeMissing("no model is configured.", "Set OPENAI_API_KEY or OPENAI_BASE_URL.")
    model = LanguageModel(options, cache_dir=None)
    kept = Recordings(model.name, datetime.now(UTC).date().isoformat())
    judge = Judge(kept.keeping(live(model)), context=settings.model_context)
    done = judge.judge_all([t.paper for t in load_judged()])
    for judgement in done:
        for question, why in judgement.unscored.items():
            print(f"{judgement.id}: {question}: not scored: {why}", file=sys.stderr)
    if not kept.replies:
        raise ModeMissing("the model answered nothing; the recordings are left as they were.")
    save_recordings(kept)
    print(f"{len(kept.replies)} of {len(done)} texts recorded. See: python -m evals judge", file=sys.stderr)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except EscalateError as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)
