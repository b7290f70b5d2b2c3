"""Says of every step of a sampled trace whether it is right, from the problem's own results.

A step is right when it works on the right operands and has the right result: one that builds on a wrong value counts as
wrong, whatever its own arithmetic. Kinds: `glance`, `check`, `answer`, `done`, `other`.
"""

import re

from traces import BLANK, written

_GLANCE = re.compile(r"Step (\d+): .*=(\w+)\.")
_CHECK = re.compile(r"\w+, let me check step (\d+): .*, so step (\d+) is (\w+)\.")
_ANSWER = re.compile(r"So the answer is (\w+)\.")
_DONE = re.compile(r"\w+, every step is checked\.")


def steps_of(thinking):
    return [step for step in thinking.split(BLANK) if step.strip()]


def label(problem, thinking):
    """@returns for each step (text, is it right, kind, operation or None)"""
    truth = [str(value) for value in problem.truth]
    results = [None] * len(truth)
    labelled = []
    for text in steps_of(thinking):
        right, kind, op = False, "other", None
        if match := _GLANCE.fullmatch(text) or _CHECK.fullmatch(text):
            i, value = int(match[1]) - 1, match[match.lastindex]
            kind = "glance" if len(match.groups()) == 2 else "check"
            if 0 <= i < len(truth):
                op = problem.steps[i].op
                head = written(op, *problem.steps[i].operands(problem.truth))
                right = value == truth[i] and re.search(rf"step {i + 1}: {re.escape(head)}[=:]", text, re.I) is not None
                results[i] = value
        elif match := _ANSWER.fullmatch(text):
            kind, right = "answer", match[1] == truth[-1]
        elif _DONE.fullmatch(text):
            kind, right = "done", all(r is None or r == t for r, t in zip(results, truth))
        labelled.append((text, right, kind, op))
    return labelled
