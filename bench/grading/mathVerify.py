"""Records what Math-Verify says of every pair in pairs.jsonl, one line a pair, in mathVerify.jsonl.

    python3 -m venv build/mathVerify
    build/mathVerify/bin/pip install -r bench/grading/requirements.txt
    build/mathVerify/bin/python bench/grading/mathVerify.py

Texts are given to it as in its own tests (tests/test_all.py): a number in plain text as it is, everything else, which
it only reads as LaTeX inside an environment, between dollar signs. Its limits of 5 seconds stay as they are.
"""

import json
import re
from pathlib import Path

from math_verify import ExprExtractionConfig, LatexExtractionConfig, parse, verify

FOLDER = Path(__file__).parent
TARGETS = [LatexExtractionConfig(boxed_match_priority=0), ExprExtractionConfig()]
PLAIN_NUMBER = re.compile(
    r"-?\$?(\d{1,3}([ ,]\d{3})+|\d*)(\.\d+|,\d{2,3})?( ?(%|percent|pct|percentage|€|m²|cm|miles|apples))?"
)
ENVIRONMENT = re.compile(r"(?<!\\)\$|\\boxed|^\\\[|^\\\(")


def read(text: str):
    wrapped = text if PLAIN_NUMBER.fullmatch(text) or ENVIRONMENT.search(text) else f"${text}$"
    return parse(wrapped, TARGETS)


def verdict(pair: dict) -> dict:
    # Never raises: what cannot be read or takes too long is False.
    equal = bool(verify(read(pair["expected"]), read(pair["answer"])))
    return {"expected": pair["expected"], "answer": pair["answer"], "equal": equal}


def main() -> None:
    pairs = [json.loads(line) for line in (FOLDER / "pairs.jsonl").read_text("utf-8").splitlines()]
    lines = [json.dumps(verdict(pair), ensure_ascii=False, separators=(",", ":")) for pair in pairs]
    (FOLDER / "mathVerify.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{len(lines)} pairs recorded")


if __name__ == "__main__":
    main()
