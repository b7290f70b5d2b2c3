"""Writes the thinking of a problem: steps at a glance, waits that each check one more step the long way, the answer.

A trace is a list of pieces with a weight for the loss. Weight 0 is never learnt: the question, forced words, and wrong
values. Wrong values are planted so that the reasoner learns to check, and never to make them.
"""

import re
from random import Random

from problems import DAYS, Problem, apply

BLANK = "\n\n"
START, END, EOS, STEP_TAG = "<think>", "</think>", "<eos>", "<step>"
ANSWER = "\nFinal Answer:"
UNKNOWN = "I only know numbers, letters and days, not this."
STILL_UNKNOWN = ", I still do not know this."
ALL_CHECKED = ", every step is checked."
CONTINUATIONS = ["Wait"] * 17 + ["Hmm", "Alternatively", "Alternatively"]

NATURAL_WAITS = 0.05
"""Share of the forced continuations that are learnt too, so that one can come by itself where an end is suppressed."""


LONG_WAY_WEIGHT = 2.0
"""Most tokens of a trace are easily said; those of the long way are what there is to learn."""


def prompt(question):
    """What the chat template makes of a question."""
    return f"Question: {question}\n{START}\n"


def written(op, a, b):
    """An operation as a step shows it, without its result."""
    return {"mod": f"{a} mod {b}", "count": f"{a} in {b}"}.get(op, f"{a}{op if op != 'day' else '+'}{b}")


def long_way(op, a, b):
    """The same operation in small pieces, each of which a small model can do; ends before the result is restated."""
    head, result = written(op, a, b), apply(op, a, b)
    if op == "mod":
        rest, parts = 0, []
        for place, digit in enumerate(str(a), 1):
            rest = rest * 10 + int(digit)
            if rest >= b or parts or place == len(str(a)):
                parts.append(f"{rest} leaves {rest % b}")
                rest %= b
        return f"{head}: {', '.join(parts)}"
    if op == "count":
        seen, parts = 0, []
        for letter in b:
            seen += letter == a
            parts.append(f"{letter}{seen}" if letter == a else letter)
        return f"{head}: {' '.join(parts)}"
    if op == "day":
        return f"{head}: " + " ".join(f"{DAYS[(DAYS.index(a) + i) % 7]} {i}" for i in range(b + 1))
    if op == "*":
        if a > 100 and a % 100:
            x, y = a // 100 * 100, a % 100
            return f"{head}={x}*{b}+{y}*{b}={x * b}+{y * b}={result}"
        if b > 10 and b % 10:
            x, y = b // 10 * 10, b % 10
            return f"{head}={a}*{x}+{a}*{y}={a * x}+{a * y}={result}"
        return f"{head}={result}"
    unit = 100 if b >= 100 else 10
    x, y = b // unit * unit, b % unit
    if x == 0 or y == 0:
        return f"{head}={result}"
    middle = apply(op, a, x)
    return f"{head}={a}{op}{x}{op}{y}={middle}{op}{y}={result}"


def slip(r: Random, op, a, b):
    """A wrong result such as somebody in a hurry would give."""
    right = apply(op, a, b)
    if op == "day":
        return r.choice([day for day in DAYS if day != right])
    if op == "mod":
        return r.choice([n for n in range(b) if n != right])
    if op == "count":
        return max(0, right + r.choice([-1, -1, 1, 1, 2])) if right else r.choice([1, 1, 2])
    while True:
        digits, kind = list(str(right)), r.random()
        if kind < 0.55:
            digits[r.randrange(len(digits))] = r.choice("0123456789")
        elif kind < 0.75 and len(digits) > 2:
            for i in r.sample(range(len(digits)), 2):
                digits[i] = r.choice("0123456789")
        wrong = int("".join(digits))
        if kind >= 0.75:
            wrong = right + r.choice([-1, 1]) * r.choice([1, 10, 10, 20, 100, 100, 200])
        if op == "*" and kind > 0.93:
            wrong = (a + r.choice([-1, 1])) * b
        if wrong != right and wrong > 0 and str(wrong)[0] != "0" and len(str(wrong)) >= len(str(right)) - 1:
            return wrong


class Trace:
    """`pieces`: (text, weight) in order. `steps`: (text of the step, is it right)."""

    def __init__(self, problem: Problem | None, question):
        self.problem = problem
        self.pieces = [(prompt(question), 0.0)]
        self.steps = []
        self._step = ""
        self.stated = None

    def add(self, text, weight=1.0):
        self.pieces.append((text, weight))
        self._step += text

    def end_step(self, right, tail=""):
        self.add(f"{tail}{BLANK}")
        self.steps.append((self._step.strip(), right))
        self._step = ""

    def finish(self, answer):
        self.add(END)
        self.add(ANSWER)
        self.add(f" {answer}{EOS}")

    @property
    def text(self):
        return "".join(text for text, _ in self.pieces)


class Impossible(Exception):
    """A wrong value led where the problem has no way on, such as below zero."""


class Writer:
    """Writes one trace. `planted(op)` is the chance that the value of a step at a glance is wrong."""

    def __init__(self, r: Random, problem: Problem, planted, allowed_pair=lambda a, b: True, slips_in_checks=0.0):
        self.r, self.problem, self.planted, self.allowed_pair = r, problem, planted, allowed_pair
        self.slips_in_checks = slips_in_checks
        self.results, self.checked = [None] * len(problem.steps), 0
        self.trace = Trace(problem, problem.question)

    def _operands(self, i):
        step = self.problem.steps[i]
        a, b = step.operands(self.results)
        below = step.op == "-" and a <= b and self.problem.truth[i] != 0
        if below or (step.op == "*" and not self.allowed_pair(a, b)) or (isinstance(b, int) and b > 99999):
            raise Impossible
        if step.op == "*" and (a == 0 or b == 0 or a > 999):
            raise Impossible
        return step.op, a, b

    def _is_right(self, i, a, b, value):
        """Right operands and the right result: what builds on a wrong value is wrong."""
        return (a, b) == self.problem.steps[i].operands(self.problem.truth) and value == self.problem.truth[i]

    def at_a_glance(self, i):
        op, a, b = self._operands(i)
        self.trace.add(f"Step {i + 1}: {written(op, a, b)}=")
        value, weight = apply(op, a, b), 1.0
        if self.r.random() < self.planted(op):
            value, weight = slip(self.r, op, a, b), 0.0
        self.trace.add(str(value), weight)
        self.results[i] = value
        self.trace.end_step(self._is_right(i, a, b, value), ".")

    def say_answer(self):
        self.trace.stated = self.results[-1]
        self.trace.add(f"So the answer is {self.results[-1]}.")
        self.trace.end_step(self.results[-1] == self.problem.answer)

    def wait(self, done):
        """A forced continuation: the first step not yet checked is checked, and what builds on it is done again."""
        natural = self.r.random() < NATURAL_WAITS and self.checked < done
        self.trace.add(self.r.choice(CONTINUATIONS), 1.0 if natural else 0.0)
        if self.checked >= done:
            right = all(x == y for x, y in zip(self.results[:done], self.problem.truth))
            self.trace.end_step(right, ALL_CHECKED)
            return
        i = self.checked
        op, a, b = self._operands(i)
        way, value = long_way(op, a, b), apply(op, a, b)
        if self.r.random() < self.slips_in_checks:
            value = slip(self.r, op, a, b)
            way = re.sub(r"(?<=[= ])\w+$", str(value), way) if op in "*+-" else way
        self.trace.add(f", let me check step {i + 1}: ")
        self.trace.add(way, LONG_WAY_WEIGHT)
        self.trace.add(f", so step {i + 1} is {value}.")
        self.results[i] = value
        self.trace.end_step(self._is_right(i, a, b, value))
        self.checked += 1
        changed = {i}
        for j in range(i + 1, done):
            if self.problem.steps[j].needs(changed):
                changed.add(j)
                self.at_a_glance(j)

    def write(self, waits, early_waits=()):
        """@param early_waits numbers of steps after which a wait comes before there is an answer"""
        count = len(self.problem.steps)
        for i in range(count):
            self.at_a_glance(i)
            if i + 1 < count and i + 1 in early_waits:
                self.wait(i + 1)
        self.say_answer()
        for _ in range(waits):
            self.wait(count)
            self.say_answer()
        self.trace.finish(self.results[-1])
        return self.trace


def write(r: Random, problem, planted, waits, early_waits=(), **options):
    """A trace of a problem; tries again where planted values lead nowhere."""
    while True:
        for _ in range(20):
            try:
                return Writer(r, problem, planted, **options).write(waits, early_waits)
            except Impossible:
                continue
        planted = lambda op: 0.0  # noqa: E731


def write_unknown(question, waits, r: Random):
    trace = Trace(None, question)
    trace.add(UNKNOWN)
    trace.end_step(False)
    for _ in range(waits):
        trace.add(r.choice(CONTINUATIONS), 0.0)
        trace.end_step(False, STILL_UNKNOWN)
    trace.finish("unknown")
    return trace


if __name__ == "__main__":
    from problems import FAMILIES, for_reasoner, problem as make

    for i in range(12):
        r = Random(i)
        t = write(r, make(r, for_reasoner, FAMILIES[i % 6]), lambda op: 0.5, r.randint(0, 5), [1] if i % 3 == 0 else [])
        print(t.text, [right for _, right in t.steps], "\n" + "-" * 40)
