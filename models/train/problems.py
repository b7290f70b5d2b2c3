"""The questions: six families, each a short program of steps with one checkable answer.

A problem is a question in English and the steps that answer it. A step is one operation on two operands; an operand is
a value or the result of an earlier step. Everything else (the thinking, its checks, the labels of the scorer) follows
from the steps.
"""

import hashlib
from dataclasses import dataclass
from random import Random

from words import NAMES, THINGS, WORDS, made_up_word

DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
FAMILIES = ["arithmetic", "word-problems", "remainders", "conversion", "letters", "calendar"]


@dataclass(frozen=True)
class Ref:
    """The result of step `index`, counted from 0."""

    index: int


@dataclass(frozen=True)
class Step:
    """`op` is one of * + - mod, `count` (letter, word) and `day` (weekday, days later)."""

    op: str
    left: object
    right: object

    def operands(self, results):
        """The two values, given the results of the earlier steps."""
        return tuple(results[x.index] if isinstance(x, Ref) else x for x in (self.left, self.right))

    def needs(self, indices):
        """Whether an operand is the result of one of these steps."""
        return any(isinstance(x, Ref) and x.index in indices for x in (self.left, self.right))


@dataclass(frozen=True)
class Problem:
    family: str
    question: str
    steps: tuple
    truth: tuple
    """The right result of every step; the last one is the answer."""

    @property
    def answer(self):
        return self.truth[-1]


def apply(op, a, b):
    """The right result of one operation."""
    if op == "*":
        return a * b
    if op == "+":
        return a + b
    if op == "-":
        return a - b
    if op == "mod":
        return a % b
    if op == "count":
        return b.count(a)
    assert op == "day", op
    return DAYS[(DAYS.index(a) + b) % 7]


def make(family, question, *steps):
    """@raises ValueError when a result is no positive number (remainders and counts may be 0)"""
    truth = []
    for step in steps:
        value = apply(step.op, *step.operands(truth))
        if isinstance(value, int) and value < (0 if step.op in ("mod", "count") else 1):
            raise ValueError
        truth.append(value)
    return Problem(family, question, tuple(steps), tuple(truth))


# ---- what is held out -------------------------------------------------------------------------------------------


def _eighth(text):
    return hashlib.md5(text.encode()).digest()[0] % 8 == 0


def is_glance_product(a, b):
    """Whether a product is more than a line of the small multiplication table, so that a glance does not do."""
    return min(a, b) > 1 and (a >= 11 and b >= 11 and b % 10 != 0 or a > 100 and a % 100 != 0)


def hard_steps(problem):
    """How many steps a glance seldom gets right: products, remainders, letters of a word."""
    return sum(
        step.op in ("mod", "count") or (step.op == "*" and is_glance_product(*step.operands(problem.truth)))
        for step in problem.steps
    )


def is_held_pair(a, b):
    """A pair of factors that the reasoner never sees multiplied: an eighth of them all."""
    return is_glance_product(a, b) and _eighth(f"{a}*{b}")


def is_held_word(word):
    """A word whose letters neither model ever counts or spells: an eighth of them all."""
    return _eighth(word)


def _products(problem):
    pairs = [s.operands(problem.truth) for s in problem.steps if s.op == "*"]
    return [pair for pair in pairs if is_glance_product(*pair)]


def _words(problem):
    return [s.right for s in problem.steps if s.op == "count"]


def _is_held_program(problem):
    return _eighth("; ".join(f"{s.op} {s.left} {s.right}" for s in problem.steps))


def for_reasoner(problem):
    """Whether the reasoner may be trained on it: no pair of factors, word or program that is held out."""
    return not (
        any(is_held_pair(*pair) for pair in _products(problem))
        or any(map(is_held_word, _words(problem)))
        or _is_held_program(problem)
    )


def for_scorer(problem):
    """Whether the scorer may be trained on it: the same, but it may see every pair of factors."""
    return not (any(map(is_held_word, _words(problem))) or _is_held_program(problem))


def for_test(problem):
    """Whether it belongs to the held-out questions: its program, all its pairs of factors and all its words do."""
    return (
        _is_held_program(problem)
        and all(is_held_pair(*pair) for pair in _products(problem))
        and all(map(is_held_word, _words(problem)))
    )


# ---- numbers ----------------------------------------------------------------------------------------------------


def two_digits(r):
    return r.randint(11, 99)


def two_digits_no_ten(r):
    return r.choice([n for n in range(11, 100) if n % 10])


def factors(r):
    """Two digits by two, or three by one."""
    if r.random() < 0.65:
        return two_digits(r), two_digits_no_ten(r)
    return r.randint(101, 999), r.randint(3, 9)


def term(r):
    return r.randint(11, 99) if r.random() < 0.4 else r.randint(100, 999)


DIVISORS = [6, 7, 8, 9, 11, 12, 13]


def divisor(r):
    return r.choice(DIVISORS)


# ---- the families -----------------------------------------------------------------------------------------------

SHAPES = {2: ["pc", "cp", "ccc"], 3: ["pp", "pp", "pcc", "cpc"], 4: ["ppc", "pcp", "cpp"], 5: ["ppp"]}


def arithmetic(r):
    """A chain of products, sums and differences: the products first, then the rest from left to right."""
    shape = r.choice(SHAPES[r.choices([2, 3, 4, 5], [15, 25, 30, 30])[0]])
    steps, terms, written = [], [], ""
    for kind in shape:
        sign = "+" if not written or r.random() < 0.6 else "-"
        written += f" {sign} " if written else ""
        if kind == "p":
            a, b = factors(r)
            written += f"{a}*{b}"
            steps.append(Step("*", a, b))
            terms.append((sign, Ref(len(steps) - 1)))
        else:
            c = term(r)
            written += str(c)
            terms.append((sign, c))
    total = terms[0][1]
    for sign, value in terms[1:]:
        steps.append(Step(sign, total, value))
        total = Ref(len(steps) - 1)
    asked = r.choice(["What is {}?", "What is {}?", "What is {}?", "Compute {}.", "Calculate {}.", "Work out {}."])
    return make("arithmetic", asked.format(written), *steps)


def prices(r):
    who, (one, two) = r.choice(NAMES), r.sample(THINGS, 2)
    (n, p), (m, q) = (two_digits(r), two_digits_no_ten(r)), (two_digits(r), two_digits_no_ten(r))
    steps = [Step("*", n, p), Step("*", m, q), Step("+", Ref(0), Ref(1))]
    text = f"{who} buys {n} {one} at {p} cents each and {m} {two} at {q} cents each."
    if r.random() < 0.4:
        return make("word-problems", text + " How many cents is that in all?", *steps)
    paid = r.choice([15000, 20000])
    text += f" {who} pays with {paid} cents. How many cents come back?"
    return make("word-problems", text, *steps, Step("-", paid, Ref(2)))


def distances(r):
    (h, v), (k, w), d = (two_digits(r), two_digits_no_ten(r)), (two_digits(r), two_digits_no_ten(r)), term(r)
    what = r.choice(["train", "bus", "ship", "truck"])
    steps = [Step("*", v, h), Step("*", w, k), Step("+", Ref(0), Ref(1))]
    text = f"A {what} goes {h} hours at {v} km an hour and {k} hours at {w} km an hour."
    if r.random() < 0.4:
        return make("word-problems", text + " How many km does it go?", *steps)
    text += f" Then {d} km are left. How many km is the whole way?"
    return make("word-problems", text, *steps, Step("+", Ref(2), d))


def ages(r):
    a, b = r.sample(NAMES, 2)
    age, times, less = r.randint(11, 29), r.randint(2, 4), r.randint(2, 9)
    text = f"{a} is {age} years old. {b} is {times} times as old, less {less} years. How old are they together?"
    return make("word-problems", text, Step("*", age, times), Step("-", Ref(0), less), Step("+", age, Ref(1)))


def seats(r):
    rows, each, empty, price = two_digits(r), two_digits_no_ten(r), term(r), two_digits(r)
    text = f"A hall has {rows} rows of {each} seats. {empty} seats stay empty."
    if r.random() < 0.5:
        ask = " How many seats are taken?"
        return make("word-problems", text + ask, Step("*", rows, each), Step("-", Ref(0), empty))
    chairs, tables = two_digits_no_ten(r), price
    text += f" Outside there are {tables} tables with {chairs} chairs each, all taken. How many people sit?"
    steps = Step("*", rows, each), Step("*", tables, chairs), Step("-", Ref(0), empty), Step("+", Ref(2), Ref(1))
    return make("word-problems", text, *steps)


def savings(r):
    who = r.choice(NAMES)
    (weeks, each), (days, pay), spent = factors(r), (two_digits(r), two_digits_no_ten(r)), term(r)
    text = (
        f"{who} saves {weeks} cents a week for {each} weeks, earns {pay} cents a day for {days} days, "
        f"and spends {spent} cents. How many cents are left?"
    )
    steps = Step("*", weeks, each), Step("*", days, pay), Step("+", Ref(0), Ref(1)), Step("-", Ref(2), spent)
    return make("word-problems", text, *steps)


def word_problems(r):
    return r.choices([prices, distances, ages, seats, savings], [30, 25, 10, 15, 20])[0](r)


def remainders(r):
    d, kind = divisor(r), r.choices(["number", "two", "sum", "products", "add"], [8, 17, 25, 30, 20])[0]
    (a, b), (c, e) = factors(r), factors(r)
    plain = r.choice(["What is the remainder when {} is divided by {}?", "What is {} mod {}?"])
    if kind == "number":
        n = r.randint(1000, 9999)
        return make("remainders", plain.format(n, d), Step("mod", n, d))
    if kind == "two":
        n, m, k = r.randint(1000, 9999), r.randint(1000, 9999), divisor(r)
        text = f"Add the remainder of {n} divided by {d} and the remainder of {m} divided by {k}. What is the sum?"
        return make("remainders", text, Step("mod", n, d), Step("mod", m, k), Step("+", Ref(0), Ref(1)))
    if kind == "sum":
        c = term(r)
        steps = Step("*", a, b), Step("+", Ref(0), c), Step("mod", Ref(1), d)
        return make("remainders", plain.format(f"{a}*{b} + {c}", d), *steps)
    if kind == "products":
        steps = Step("*", a, b), Step("*", c, e), Step("+", Ref(0), Ref(1)), Step("mod", Ref(2), d)
        return make("remainders", plain.format(f"{a}*{b} + {c}*{e}", d), *steps)
    text = f"What is the smallest number to add to {a}*{b} so that {d} divides the sum?"
    problem = make("remainders", text, Step("*", a, b), Step("mod", Ref(0), d), Step("-", d, Ref(1)))
    if problem.truth[1] == 0:
        raise ValueError
    return problem


def conversion(r):
    kind = r.choices(["seconds", "minutes", "inches", "ounces", "days", "yards"], [22, 15, 20, 18, 10, 15])[0]
    asked = r.choice(["How many {} are {}?", "Convert {1} to {0}."])
    if kind == "seconds":
        h, m, s = r.randint(2, 9), r.randint(11, 59), r.randint(11, 59)
        text = asked.format("seconds", f"{h} hours, {m} minutes and {s} seconds")
        steps = Step("*", h, 60), Step("+", Ref(0), m), Step("*", Ref(1), 60), Step("+", Ref(2), s)
    elif kind == "minutes":
        d, h, m = r.randint(2, 9), r.randint(2, 23), r.randint(11, 59)
        text = asked.format("minutes", f"{d} days, {h} hours and {m} minutes")
        steps = Step("*", d, 24), Step("+", Ref(0), h), Step("*", Ref(1), 60), Step("+", Ref(2), m)
    elif kind == "inches":
        a, b, x, y = two_digits(r), two_digits(r), r.randint(2, 11), r.randint(2, 11)
        text = f"One plank is {a} feet and {x} inches long, another {b} feet and {y} inches. How many inches are both?"
        steps = (
            *(Step("*", a, 12), Step("+", Ref(0), x), Step("*", b, 12)),
            *(Step("+", Ref(2), y), Step("+", Ref(1), Ref(3))),
        )
    elif kind == "ounces":
        a, b, x = two_digits(r), two_digits(r), r.randint(2, 15)
        text = f"One parcel weighs {a} pounds, another {b} pounds and {x} ounces. How many ounces are both?"
        steps = Step("*", a, 16), Step("*", b, 16), Step("+", Ref(1), x), Step("+", Ref(0), Ref(2))
    elif kind == "days":
        w, d = r.randint(101, 999), r.randint(2, 6)
        text = asked.format("days", f"{w} weeks and {d} days")
        steps = Step("*", w, 7), Step("+", Ref(0), d)
    else:
        y, f = r.randint(11, 32), r.randint(1, 2)
        text = asked.format("inches", f"{y} yards and {f} feet")
        steps = Step("*", y, 3), Step("+", Ref(0), f), Step("*", Ref(1), 12)
    return make("conversion", text, *steps)


HELD_WORDS = [word for word in WORDS if is_held_word(word)]


def any_word(r, made_up=0.3):
    return made_up_word(r) if r.random() >= 1 - made_up else r.choice(WORDS)


def held_word(r):
    return r.choice(HELD_WORDS)


def letters(r, some_word=any_word):
    def pick():
        word = some_word(r)
        often = [c for c in sorted(set(word)) if word.count(c) > 1]
        return r.choice(often if often and r.random() < 0.75 else word), word

    kind = r.choices(["one", "two", "signs", "two signs", "three"], [8, 18, 22, 27, 25])[0]
    (c, word), n, m = pick(), two_digits(r), two_digits(r)
    (_, other), (_, third) = pick(), pick()
    if kind == "one":
        text = r.choice(["How many times does the letter {} occur in {}?", "How many letters {} are in {}?"])
        return make("letters", text.format(c, word), Step("count", c, word))
    if kind == "two":
        text = f"How many letters {c} are in {word} and {other} together?"
        steps = Step("count", c, word), Step("count", c, other), Step("+", Ref(0), Ref(1))
    elif kind == "signs":
        text = f"A painter paints the word {word} {n} times. How many letters {c} is that?"
        steps = Step("count", c, word), Step("*", n, Ref(0))
    elif kind == "two signs":
        text = f"A painter paints {word} {n} times and {other} {m} times. How many letters {c} is that?"
        steps = (
            *(Step("count", c, word), Step("*", n, Ref(0)), Step("count", c, other)),
            *(Step("*", m, Ref(2)), Step("+", Ref(1), Ref(3))),
        )
    else:
        text = f"How many letters {c} are in {word}, {other} and {third} together?"
        steps = (
            *(Step("count", c, word), Step("count", c, other), Step("+", Ref(0), Ref(1))),
            *(Step("count", c, third), Step("+", Ref(2), Ref(3))),
        )
    return make("letters", text, *steps)


def calendar(r):
    day, kind = r.choice(DAYS), r.choices(["days", "every", "rest", "two"], [18, 25, 27, 30])[0]
    (a, b), (c, d) = factors(r), factors(r)
    if kind == "days":
        n = r.randint(100, 9999)
        text = f"What day of the week is it {n} days after a {day}?"
        return make("calendar", text, Step("mod", n, 7), Step("day", day, Ref(0)))
    if kind == "every":
        text = f"A job runs every {a} days. One run is on a {day}. What day of the week is it {b} runs later?"
        return make("calendar", text, Step("*", a, b), Step("mod", Ref(0), 7), Step("day", day, Ref(1)))
    if kind == "rest":
        n = term(r)
        text = f"On a {day} a ship starts on {b} trips of {a} days each, then rests {n} days. What day of the week is it then?"
        steps = Step("*", a, b), Step("+", Ref(0), n), Step("mod", Ref(1), 7), Step("day", day, Ref(2))
    else:
        text = f"On a {day} a ship starts on {b} trips of {a} days and {d} trips of {c} days. What day of the week is it after them?"
        steps = (
            *(Step("*", a, b), Step("*", c, d), Step("+", Ref(0), Ref(1))),
            *(Step("mod", Ref(2), 7), Step("day", day, Ref(3))),
        )
    return make("calendar", text, *steps)


MAKERS = dict(zip(FAMILIES, [arithmetic, word_problems, remainders, conversion, letters, calendar]))
HELD_OUT_MAKERS = {**MAKERS, "letters": lambda r: letters(r, held_word)}


def problem(r: Random, allowed, family=None, makers=MAKERS):
    """A random problem of a family (any by default) for which `allowed(problem)` holds."""
    makers = HELD_OUT_MAKERS if allowed is for_test else makers
    while True:
        try:
            made = makers[family or r.choice(FAMILIES)](r)
        except ValueError:
            continue
        if allowed(made):
            return made


if __name__ == "__main__":
    for i in range(24):
        p = problem(Random(i), for_reasoner, FAMILIES[i % 6])
        print(p.question, "|", p.answer)
