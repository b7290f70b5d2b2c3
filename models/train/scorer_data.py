"""What the scorer is trained on: traces that the reasoner sampled, planted ones, the same in other words, and lines of
single operations. After each step stands `<step>`, where the scorer answers + or -.

At the `=` of a step the scorer also learns to predict the right result, whatever the step says then: who knows that
83*46 is 3818 sees at once that 3698 is wrong. That is knowledge the reasoner is not given, and the reason why the scorer
can judge it.
"""

import re
from random import Random

from phrasing import TRAINED, rephrase
from problems import apply, factors, for_scorer, is_held_word, problem
from reasoner_data import drilled, number, units
from residues import DIVISOR_WEIGHTS
from traces import BLANK, STEP_TAG, prompt, slip, write, written
from words import unknown_question

PLANTED = {"*": 0.45, "mod": 0.45, "count": 0.45, "+": 0.06, "-": 0.06, "day": 0.05}
SLIPS_IN_CHECKS = 0.25
KINDS = {"sampled": 0.36, "planted": 0.22, "unknown": 0.03, "lines": 0.39}
"""Kinds of documents and their weights."""
LINES = {"*": 0.22, "mod": 0.30, "count": 0.26, "any": 0.22}
"""Operations of lines and their weights: most of them those that are hardest to judge; `any` has all of them."""
REPHRASED = {"sampled": 0.15, "planted": 0.6}
"""Share of traces in which steps are said in other words, and there a share drawn from 0 to 1 of the steps."""
RIGHT_LINES = 0.55
"""Share of lines that are right, save mistakes of the reasoner."""
RESULT_WEIGHT = 0.4
"""Weight of a digit of a right result against that of a sign."""

_GLANCE = re.compile(r"(?P<head>Step \d+: (?P<a>\w+)(?P<op> mod | in |[*+-])(?P<b>\w+)=)(?P<value>\d+)\.")
_OPERATIONS = {" mod ": "mod", " in ": "count"}


class ScorerData:
    """`sampled`: (question, [(step, is it right)…]) of the reasoner. `mistakes`: (operation, a, b, wrong value) of it."""

    def __init__(self, tokenizer, sampled, mistakes):
        self.tokenizer, self.sampled, self.mistakes = tokenizer, sampled, mistakes
        self.tag = tokenizer.id[STEP_TAG]
        self.signs = {right: tokenizer.encode("+" if right else "-")[0] for right in (True, False)}

    def document(self, r: Random, _progress):
        """@returns (ids, targets, weights), as training.Plan wants it"""
        kind = r.choices(list(KINDS), list(KINDS.values()))[0]
        if kind == "lines":
            return self._lines(r, self._line)
        question, steps = r.choice(self.sampled) if kind == "sampled" else self.planted(r)
        if kind == "unknown":
            # A question that nobody can work out makes every step a guess.
            question, steps = unknown_question(r), [(step, False) for step, _ in steps[: r.randint(1, len(steps))]]
        if r.random() < REPHRASED.get(kind, 0):
            share = r.random()
            steps = [(rephrase(r, step, TRAINED) if r.random() < share else step, right) for step, right in steps]
        return self.judged(question, steps)

    def remainders(self, r: Random, _progress):
        """A document of nothing but remainders."""
        return self._lines(r, self._remainder)

    def planted(self, r):
        made = problem(r, for_scorer)
        waits = r.choice([0, 0, 0, 1, 1, 2, 3, 4, 5])
        return made.question, write(r, made, PLANTED.get, waits, slips_in_checks=SLIPS_IN_CHECKS).steps

    def judged(self, question, steps):
        ids = self.tokenizer.encode(prompt(question))
        targets, weights = [0] * len(ids), [0.0] * len(ids)
        for text, right in steps:
            start, more = len(ids), self.tokenizer.encode(text + BLANK)
            ids += [*more, self.tag]
            targets += [0] * len(more) + [self.signs[right]]
            weights += [0.0] * len(more) + [1.0]
            for place, digit in self._result(text):
                targets[start + place], weights[start + place] = digit, RESULT_WEIGHT
        return ids, targets, weights

    def _result(self, text):
        """(place in the step, the digit of the right result that belongs after it), as far as what is written is right.
        None for weekdays, which are one token with the sign before them."""
        match = _GLANCE.fullmatch(text)
        if not match:
            return
        op = _OPERATIONS.get(match["op"], match["op"])
        a, b = (x if op == "count" else int(x) if x.isdigit() else None for x in (match["a"], match["b"]))
        if a is None or b is None or (op == "mod" and b == 0):
            return
        right, value = str(apply(op, a, b)), match["value"]
        if not right.isdigit():
            return
        first = len(self.tokenizer.encode(match["head"])) - 1
        for i, digit in enumerate(right):
            yield first + i, self.tokenizer.encode(digit)[0]
            if value[i : i + 1] != digit:
                return

    def _lines(self, r, line):
        """Operations that have nothing to do with each other."""
        return self.judged("Is each of these right?", [line(r, n) for n in range(1, r.randint(8, 16))])

    def _line(self, r, n):
        op, a, b, value = self._judged_operation(r)
        step = f"Step {n}: {written(op, a, b)}={value}."
        return (rephrase(r, step, TRAINED) if r.random() < 0.25 else step), value == apply(op, a, b)

    def _remainder(self, r, n):
        a, b = number(r), r.choices(list(DIVISOR_WEIGHTS), list(DIVISOR_WEIGHTS.values()))[0]
        value = _right_or_slip(r, "mod", a, b)
        return f"Step {n}: {written('mod', a, b)}={value}.", value == a % b

    def _judged_operation(self, r):
        if self.mistakes and r.random() < 0.2:
            return r.choice(self.mistakes)
        wanted = r.choices(list(LINES), list(LINES.values()))[0]
        while True:
            if wanted == "*":
                op, a, b = ("*", *(factors(r) if r.random() < 0.85 else units(r)))
            else:
                op, a, b, _ = drilled(r)
            if wanted in ("mod", "count") and op != wanted:
                continue
            if not (op == "count" and is_held_word(b)) and not (op == "*" and a > 999):
                return (op, a, b, _right_or_slip(r, op, a, b))


def _right_or_slip(r, op, a, b):
    right = apply(op, a, b)
    return right if r.random() < RIGHT_LINES else slip(r, op, a, b)
