"""What the scorer is trained on: traces that the reasoner sampled, planted ones, the same in other words, and lines of
single operations. After each step stands `<step>`, where the scorer answers + or -.

In lines of single operations the scorer also learns to predict the right result: who knows that 83*46 is 3818 sees at
once that 3698 is wrong. That is knowledge the reasoner is not given, and the reason why the scorer can judge it.
"""

from random import Random

from phrasing import TRAINED, rephrase
from problems import apply, factors, for_scorer, is_held_word, problem
from reasoner_data import drilled, units
from traces import BLANK, STEP_TAG, prompt, slip, write, written
from words import unknown_question

PLANTED = {"*": 0.45, "mod": 0.45, "count": 0.45, "+": 0.06, "-": 0.06, "day": 0.05}
SLIPS_IN_CHECKS = 0.06
LINES_FROM = 1500 / 2300
"""Progress from which there are more lines, and most of them of what the scorer then still judged badly: remainders
and letters (AUC 0.76 and 0.71 there, against 0.94 for products)."""
KINDS = {"sampled": (0.50, 0.42), "planted": (0.18, 0.15), "unknown": (0.03, 0.03), "lines": (0.29, 0.40)}
"""Kinds of documents and their weights, before and after."""
LINES = {"*": (0.5, 0.2), "mod": (0.0, 0.35), "count": (0.0, 0.3), "any": (0.5, 0.15)}
"""Operations of lines and their weights, before and after; `any` has all of them."""
RESULT_WEIGHT = 0.5
"""Weight of a digit of a right result against that of a sign."""


class ScorerData:
    """`sampled`: (question, [(step, is it right)…]) of the reasoner. `mistakes`: (operation, a, b, wrong value) of it."""

    def __init__(self, tokenizer, sampled, mistakes):
        self.tokenizer, self.sampled, self.mistakes = tokenizer, sampled, mistakes
        self.tag = tokenizer.id[STEP_TAG]
        self.signs = {right: tokenizer.encode("+" if right else "-")[0] for right in (True, False)}

    def document(self, r: Random, progress):
        """@returns (ids, targets, weights), as training.Plan wants it"""
        late = int(progress >= LINES_FROM)
        kind = _drawn(r, KINDS, late)
        if kind == "sampled":
            question, steps = r.choice(self.sampled)
            return self.judged(question, steps)
        if kind == "planted":
            return self.judged(*self.planted(r))
        if kind == "unknown":
            # A question that nobody can work out makes every step a guess.
            question, steps = self.planted(r)
            return self.judged(unknown_question(r), [(step, False) for step, _ in steps[: r.randint(1, len(steps))]])
        return self.lines(r, late)

    def planted(self, r):
        made = problem(r, for_scorer)
        waits = r.choice([0, 0, 0, 1, 1, 2, 3, 4, 5])
        steps = write(r, made, PLANTED.get, waits, slips_in_checks=SLIPS_IN_CHECKS).steps
        if r.random() < 0.35:
            steps = [(rephrase(r, step, TRAINED), right) for step, right in steps]
        return made.question, steps

    def judged(self, question, steps):
        ids = self.tokenizer.encode(prompt(question))
        targets, weights = [0] * len(ids), [0.0] * len(ids)
        for step, right in steps:
            more = self.tokenizer.encode(step + BLANK)
            ids += [*more, self.tag]
            targets += [0] * len(more) + [self.signs[right]]
            weights += [0.0] * len(more) + [1.0]
        return ids, targets, weights

    def lines(self, r, late):
        """Operations that have nothing to do with each other, each judged and, where right, learnt."""
        ids = self.tokenizer.encode(prompt("Is each of these right?"))
        targets, weights = [0] * len(ids), [0.0] * len(ids)
        for n in range(1, r.randint(8, 16)):
            op, a, b, value = self._line(r, late)
            right = value == apply(op, a, b)
            head = f"Step {n}: {written(op, a, b)}="
            line = self.tokenizer.encode(f"{head}{value}.{BLANK}")
            # A weekday is one token with the sign before it, and is not predicted.
            first = len(self.tokenizer.encode(head))
            result = range(first, first + len(str(value))) if isinstance(value, int) else range(0)
            ids += [*line, self.tag]
            for i in range(len(line)):
                learnt = right and i + 1 in result
                targets.append(line[i + 1] if learnt else 0)
                weights.append(RESULT_WEIGHT if learnt else 0.0)
            targets.append(self.signs[right])
            weights.append(1.0)
        return ids, targets, weights

    def _line(self, r, late):
        if self.mistakes and r.random() < 0.3:
            return r.choice(self.mistakes)
        while True:
            wanted = _drawn(r, LINES, late)
            if wanted == "*":
                op, a, b = ("*", *(factors(r) if r.random() < 0.85 else units(r)))
            else:
                op, a, b, _ = drilled(r)
            if wanted in ("mod", "count") and op != wanted:
                continue
            if not (op == "count" and is_held_word(b)) and not (op == "*" and a > 999):
                right = apply(op, a, b)
                return (op, a, b, right if r.random() < 0.55 else slip(r, op, a, b))


def _drawn(r, weights, late):
    return r.choices(list(weights), [pair[late] for pair in weights.values()])[0]
