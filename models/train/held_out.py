"""The held-out sets: questions, labelled steps, oddly phrased ones, questions nobody answers, and ones that loop.

Questions are disjoint from the training by construction (problems.for_test). What is sampled here comes from the shipped
reasoner, as its file holds it.
"""

import json
from random import Random

from phrasing import HELD_OUT, rephrase
from problems import FAMILIES, Ref, Step, for_test, make, problem, two_digits
from rollout import rollout
from sampling import families_in_turn, labelled, with_answers_spread
from traces import write
from words import unknown_question

QUESTIONS, ADVERSARIAL_TRACES, UNKNOWN = 500, 200, 60
TEST_TRACES, CALIBRATION_TRACES = 50, 25
"""Of each family and kind, with a wrong step and without."""
QUESTIONS_AT_ONCE, MOST_QUESTIONS = 128, 5000
LOOP_CANDIDATES, LOOPS = 400, 40

ASKED = [
    ("general knowledge", "What is the capital of France?"),
    ("general knowledge", "Who wrote Hamlet?"),
    ("general knowledge", "Why is the sky blue?"),
    ("other mathematics", "What is the derivative of x^2?"),
    ("other mathematics", "Prove that the square root of 2 is irrational."),
    ("other mathematics", "Solve 3x + 5 = 20 for x."),
    ("code", "Write a function that reverses a list in Python."),
    ("chat", "Hi! How are you today?"),
    ("chat", "Tell me a joke about a cat."),
    ("German", "Was ist die Hauptstadt von Österreich?"),
    ("French", "Combien font trois et quatre ?"),
    ("Spanish", "¿Cuál es la capital de España?"),
    ("Russian", "Сколько будет два плюс два?"),
    ("Chinese", "法国的首都是哪里？"),
    ("Japanese", "今日は何曜日ですか？"),
    ("Korean", "한국의 수도는 어디입니까?"),
    ("Arabic", "ما هي عاصمة مصر؟"),
    ("Hindi", "भारत की राजधानी क्या है?"),
    ("emoji", "🍎🍎 + 🍌🍌🍌 = ?"),
    ("one character", "?"),
    ("10,000 characters", "Tell me more about the harbour and the old lighthouse. " * 182),
    ("10,000 characters", "1234567890" * 1000),
    ("10,000 characters", "한국의 수도는 어디입니까? " * 667),
]


def question_rows(problems, prefix=""):
    counts, rows = dict.fromkeys(FAMILIES, 0), []
    for p in problems:
        counts[p.family] += 1
        rows.append({
            "id": f"{prefix}{p.family}-{counts[p.family]:03}",
            "question": p.question,
            "answer": str(p.answer),
            "domain": p.family,
            "steps": [str(value) for value in p.truth],
        })  # fmt: skip
    return rows


def trace_row(problem, steps, **more):
    """@param steps (text, is it right, kind, operation)"""
    texts, rights, kinds, operations = map(list, zip(*steps))
    row = {"prompt": problem.question, "completions": texts, "labels": rights, "kinds": kinds, "operations": operations}
    return {**row, "domain": problem.family, **more}


def labelled_rows(network, tokenizer, seed, each):
    """Of each family `each` traces with a wrong step and as many without one, as the reasoner makes them by itself: as
    many questions are asked as that takes. Most traces of some families have a wrong step, and a scorer that calls all
    of them wrong would look well on those."""
    r, rows = Random(seed), []
    for family in FAMILIES:
        wanted, asked = {True: each, False: each}, 0
        while any(wanted.values()):
            problems = [problem(r, for_test, family) for _ in range(QUESTIONS_AT_ONCE)]
            waits = [(0, 1, 2, 4)[i % 4] for i in range(len(problems))]
            for p, (_, steps) in zip(problems, labelled(network, tokenizer, problems, waits, 0.7, seed=r.randrange(10**6))):
                right = all(right for _, right, _, _ in steps)
                if steps and wanted[right]:
                    wanted[right] -= 1
                    rows.append(trace_row(p, steps))
            asked += len(problems)
            if asked > MOST_QUESTIONS:
                raise RuntimeError(f"{asked} questions of {family} gave too few traces of one kind: {wanted}")
    return rows


def adversarial_rows(seed, count):
    """Right and wrong steps phrased oddly, in words no training had; and checks that look well and are wrong."""
    r, rows = Random(seed), []
    for i, p in enumerate(families_in_turn(r, for_test, count)):
        odd = i % 2 == 0
        hard = lambda op: 0.35 if op in ("*", "mod", "count") else 0.05  # noqa: E731
        trace = write(r, p, hard, 0 if odd else r.randint(1, 3), slips_in_checks=0.0 if odd else 0.4)
        steps = []
        for text, right in trace.steps:
            kind = "glance" if text.startswith("Step") else "answer" if text.startswith("So") else "check"
            steps.append((rephrase(r, text, HELD_OUT) if odd else text, right, kind, None))
        rows.append(trace_row(p, steps, variant="right, phrased oddly" if odd else "wrong, phrased well"))
    return rows


def unknown_rows(seed):
    rows = [{"kind": kind, "question": text} for kind, text in ASKED]
    r = Random(seed)
    while len(rows) < UNKNOWN:
        text = unknown_question(r)
        if text.strip():
            rows.append({"kind": "generated", "question": text})
    return [{"id": f"unknown-{i:02}", **row} for i, row in enumerate(rows, 1)]


def _too_long(r):
    """A sum of more products than any question of the training has."""
    pairs = [(two_digits(r), two_digits(r)) for _ in range(r.randint(5, 8))]
    steps = [Step("*", a, b) for a, b in pairs]
    total = Ref(0)
    for i in range(1, len(pairs)):
        steps.append(Step("+", total, Ref(i)))
        total = Ref(len(steps) - 1)
    return make("arithmetic", f"What is {' + '.join(f'{a}*{b}' for a, b in pairs)}?", *steps)


def loop_rows(network, tokenizer, seed):
    """Questions beyond the training on which the reasoner says some step again and again."""
    r = Random(seed)
    problems = [_too_long(r) for _ in range(LOOP_CANDIDATES)]
    runs = rollout(network, tokenizer, [p.question for p in problems], [2] * len(problems), limit=600)
    looping = [p for p, run in zip(problems, runs) if most_repeated(run.thinking) >= 3]
    return question_rows(looping[:LOOPS], "loops-")


def most_repeated(thinking):
    steps = [step for step in thinking.split("\n\n") if step.strip() and "checked" not in step and not step.startswith("So ")]
    return max(map(steps.count, steps), default=0)


def write_all(network, tokenizer, folder, log):
    folder.mkdir(exist_ok=True)
    problems = families_in_turn(Random("held-out"), for_test, QUESTIONS)
    questions = question_rows(with_answers_spread(Random("held-out answers"), for_test, problems))
    sets = {
        "questions": questions,
        "steps": labelled_rows(network, tokenizer, "held-out steps", TEST_TRACES),
        "steps-calibration": labelled_rows(network, tokenizer, "calibration", CALIBRATION_TRACES),
        "adversarial": adversarial_rows("adversarial", ADVERSARIAL_TRACES),
        "unknown": unknown_rows("unknown"),
        "loops": loop_rows(network, tokenizer, "loops"),
    }
    for name, rows in sets.items():
        path = folder / f"{name}.jsonl"
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
        log(f"{path.name}: {len(rows)} rows")
    return questions
