"""What the reasoner is trained on, made while it is trained: traces, drills, cut traces, and questions it does not know.

A document is token ids with a weight of the loss for each.
"""

from random import Random

from problems import (
    DAYS,
    FAMILIES,
    MAKERS,
    any_word,
    apply,
    factors,
    for_reasoner,
    is_held_pair,
    is_held_word,
    letters,
    problem,
)
from traces import ANSWER, BLANK, END, EOS, long_way, write, write_unknown, written
from words import WORDS, made_up_word, unknown_question

PLANTED = {"*": 0.6, "mod": 0.6, "count": 0.6, "+": 0.2, "-": 0.2, "day": 0.1}
"""Share of values at a glance that are planted wrong, by operation: the more, the harder the operation is."""


def allowed_pair(a, b):
    return not is_held_pair(a, b)


def number(r):
    kind = r.random()
    if kind < 0.2:
        return r.randint(10, 99)
    if kind < 0.45:
        return r.randint(100, 999)
    if kind < 0.85:
        return r.randint(1000, 9999)
    return r.randint(10000, 25000)


def units(r):
    """A product as conversions have it."""
    return (r.randint(11, 99), r.choice([12, 16, 24])) if r.random() < 0.6 else (r.randint(61, 599), 60)


def drilled(r):
    """One operation, as the steps and checks of traces have it: (op, a, b, the long way?)."""
    kind = r.random()
    if kind < 0.27:
        a, b = factors(r) if r.random() < 0.75 else units(r)
        return ("*", a, b, r.random() < 0.85)
    if kind < 0.38:
        return ("*", r.choice([r.randint(2, 99), r.randint(1, 9) * 100]), r.randint(2, 9) * r.choice([1, 10]), False)
    if kind < 0.66:
        a, b = number(r), number(r)
        if r.random() < 0.35:
            return ("-", max(a, b) + 1, min(a, b), r.random() < 0.5)
        return ("+", a, b, r.random() < 0.5)
    if kind < 0.76:
        return ("mod", number(r), r.choice([6, 7, 7, 7, 8, 9, 11, 12, 13]), r.random() < 0.9)
    if kind < 0.80:
        d = r.choice([6, 7, 8, 9, 11, 12, 13])
        return ("mod", r.randint(0, d * 10), d, False)
    if kind < 0.97:
        word = made_up_word(r) if r.random() < 0.5 else r.choice(WORDS)
        return ("count", r.choice(word) if r.random() < 0.85 else r.choice("aeiourstlnm"), word, r.random() < 0.9)
    return ("day", r.choice(DAYS), r.randint(0, 6), r.random() < 0.5)


SPELLING_FROM = 2750 / 6000
"""Progress from which spelling is trained harder: twice the letters, and most words made up, so that copying and
spelling are learnt, and not the list of words."""
SPELLING_MAKERS = {**MAKERS, "letters": lambda r: letters(r, lambda r: any_word(r, 0.6))}


def drill(r, progress=0.0):
    """Unrelated operations, one a line."""
    pieces = []
    for _ in range(r.randint(4, 9)):
        op, a, b, long = drilled(r)
        if (op == "*" and (is_held_pair(a, b) or a > 999)) or (op == "count" and is_held_word(b)):
            continue
        text = long_way(op, a, b) if long else f"{written(op, a, b)}={apply(op, a, b)}"
        if op == "count" and long and progress >= SPELLING_FROM:
            # Said first, so that saying it again is copying.
            pieces += [(written(op, a, b) + BLANK, 0.0), (text + "." + BLANK, 1.0)]
            continue
        head = len(written(op, a, b))
        pieces += [(text[:head], 0.0), (text[head:] + "." + BLANK, 1.0)]
    return pieces + [(EOS, 0.0)]


def _cut(r, tokenizer, trace):
    """A trace cut anywhere in its thinking, where the answer is forced: what it stated last, else the right one."""
    thinking = [k for k, (text, _) in enumerate(trace.pieces) if text == END][0]
    ids, weights = encode(tokenizer, trace.pieces[:thinking])
    start = len(tokenizer.encode(trace.pieces[0][0]))
    at = r.randint(start, len(ids)) if r.random() < 0.9 else start
    said = tokenizer.decode(ids[start:at]).split("So the answer is ")
    last = said[-1].split(".")[0] if len(said) > 1 and "." in said[-1] else said[-2].split(".")[0] if len(said) > 2 else None
    answer = last or str(trace.problem.answer)
    forced = tokenizer.encode(END + ANSWER)
    ending = tokenizer.encode(f" {answer}{EOS}")
    return ids[:at] + forced + ending, weights[:at] + [0.0] * len(forced) + [1.0] * len(ending)


def encode(tokenizer, pieces):
    """Ids and weights. Pieces are joined first, so that tokens do not depend on where a piece ends."""
    ids = tokenizer.encode("".join(text for text, _ in pieces))
    weights, position, k, end = [], 0, 0, len(pieces[0][0].encode())
    for token in ids:
        while position >= end:
            k += 1
            end += len(pieces[k][0].encode())
        weights.append(pieces[k][1])
        position += tokenizer.size(token)
    return ids, weights


def drills_at(progress):
    """Share of drills: much at first, since traces teach nothing to who cannot add."""
    return 0.65 if progress < 0.15 else 0.45 if progress < 0.35 else 0.3 if progress < 0.6 else 0.18


KINDS = {
    "unknown": 0.03,
    "cut, no wait": 0.07,
    "cut": 0.09,
    "no wait": 0.08,
    "early waits": 0.10,
    "waits": 0.47,
}
"""Kinds of traces and their weights. Cut ones teach to answer at any moment, early waits what a fork may ask."""


def document(r: Random, tokenizer, progress=1.0):
    """@param progress 0..1, how much of the training is over. @returns (ids, weights)"""
    if r.random() < drills_at(progress):
        return encode(tokenizer, drill(r, progress))
    kind = r.choices(list(KINDS), list(KINDS.values()))[0]
    if kind == "unknown":
        longest = 2500 if r.randrange(10) == 9 else 160
        return encode(tokenizer, write_unknown(unknown_question(r, longest), r.choice([0, 0, 0, 1, 2, 4]), r).pieces)
    made = problem(r, for_reasoner)
    if progress >= SPELLING_FROM:
        made = problem(r, for_reasoner, r.choice([*FAMILIES, "letters"]), SPELLING_MAKERS)
    steps = len(made.steps)
    if kind == "cut, no wait":
        return _cut(r, tokenizer, write(r, made, lambda op: 0.0, 0))
    if kind == "cut":
        waits = r.randint(1, steps + 2)
        return _cut(r, tokenizer, write(r, made, PLANTED.get, waits, allowed_pair=allowed_pair))
    if kind == "no wait":
        return encode(tokenizer, write(r, made, lambda op: PLANTED[op] / 2, 0, allowed_pair=allowed_pair).pieces)
    early = [i for i in range(1, steps + 1) if r.random() < 0.4] if kind == "early waits" else []
    waits = r.randint(1, steps + 1) if r.random() < 0.88 else steps + r.randint(2, 6)
    if early:
        waits = r.randint(0, steps)
    return encode(tokenizer, write(r, made, PLANTED.get, waits, early, allowed_pair=allowed_pair).pieces)
