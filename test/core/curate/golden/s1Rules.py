"""What the rules of s1 (simplescaling/s1, data/filter.ipynb, data/decontaminate_util.py) say of questions, in Python:
the counts of the paper depend on Python's strings and expressions. Writes s1Rules.json, which the tests read.

    python3 test/core/curate/golden/s1Rules.py
"""
import json
import pathlib
import random
import re

BOLD = re.compile(r"\*\*(?=.*\d)[^\s\]]*\*\*")


def kept(question, source):
    """Whether the question passes the string patterns."""
    drawn = "[asy]" in question
    weird = (
        drawn
        or "![Image]" in question
        or any(f"p{i}." in question for i in range(1, 1000))
        or BOLD.search(question) is not None
    )
    return not weird or (drawn and "AIME" in source)


def grams(text, words):
    parts = text.lower().strip().split()
    return [" ".join(parts[i : i + words]) for i in range(len(parts) - words + 1)]


AIME = "qq8933/AIME_1983_2024"
questions = [
    ["What is 1+1?", "x"],
    ["[asy] draw((0,0)); [/asy] Find x.", "x"],
    ["[asy] draw((0,0)); [/asy] Find x.", AIME],
    ["[asy] draw [/asy] ![Image](a.png) p1. **1**", AIME],
    ["![Image](a.png)", AIME],
    ["![image](a.png)", "x"],
    ["p1. Find x.", AIME],
    ["p0. p1000. p01. Find x.", "x"],
    ["In step1. we find x", "x"],
    ["map12.5 and p7", "x"],
    ["xp999.", "x"],
    ["**Problem** has 3 parts", "x"],
    ["**Problem** has three parts\n3", "x"],
    ["**Problem** has three parts\r3", "x"],
    ["2 **Problem** first", "x"],
    ["**Two words** 3", "x"],
    ["**a]** 3 **b** 4", "x"],
    ["*** 3", "x"],
    ["**** 3", "x"],
    ["**** ", "x"],
    ["a**b**c**d 5", "x"],
    ["**1**", "x"],
    ["**bold** ٣", "x"],
    ["**a\u00a0b** 3", "x"],
    ["**a\u001fb** 3", "x"],
    ["**a\ufeffb** 3", "x"],
    ["**a\u0085b** 3", "x"],
    ["**a**\u2028 3", "x"],
    ["5\n**x** y\n6", "x"],
]
random.seed(4)
ALPHABET = ["*", "**", "*", " ", "\n", "]", "3", "a", "p1.", "p", "1", ".", "[asy]", "![Image]", "\u00a0", "\r", "é"]
for _ in range(1500):
    text = "".join(random.choices(ALPHABET[:12] if random.random() < 0.8 else ALPHABET, k=random.randint(1, 14)))
    questions.append([text, random.choice(["x", AIME])])

SPACES = [" ", " ", "  ", "\n", "\t", "\u00a0", "\u001c", "\u0085", "\u2003", "\u3000", "\ufeff", "\u180e"]
WORDS = ["a", "B", "É", "é", "ΑΣ", "ας", "İ", "x", "ß", "ﬁ"]
pairs = []
for _ in range(1000):
    a, b = (
        "".join(random.choice(SPACES) + random.choice(WORDS[: random.choice([2, 4, 10])]) for _ in range(random.randint(0, 9)))
        for _ in range(2)
    )
    shared = [gram for gram in grams(b, 2) if gram in set(grams(a, 2))]
    pairs.append([a, b, shared[0] if shared else None])

result = {
    "quality": [[question, source, kept(question, source)] for question, source in questions],
    "shared": pairs,
    "words": [[text, len(text.split())] for text, _, _ in pairs[:100]],
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(result, ensure_ascii=True, separators=(",", ":")) + "\n")
