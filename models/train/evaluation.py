"""A quick look at a reasoner in torch: accuracy over waits, and how often each kind of step is right.

What is published comes from `npm run models:eval`, from the shipped files through Waitpoint itself. This is for whoever
works on the recipe, and uses other questions than the held-out ones.
"""

import collections
import sys
from random import Random

from labels import label
from network import load
from problems import FAMILIES, for_test
from rollout import rollout
from sampling import families_in_turn
from tokenizer import load as load_tokenizer


def accuracy_over_waits(network, tokenizer, count, waits, temperature=0.0, seed="development"):
    problems = families_in_turn(Random(seed), for_test, count)
    questions = [p.question for p in problems]
    kinds = collections.defaultdict(list)
    for n in waits:
        runs = rollout(network, tokenizer, questions, [n] * count, temperature, seed=n)
        right = [run.answer == str(p.answer) for run, p in zip(runs, problems)]
        by_family = {f: sum(r for r, p in zip(right, problems) if p.family == f) * len(FAMILIES) / count for f in FAMILIES}
        tokens = sum(len(run.ids) if run.closed_at is None else run.closed_at for run in runs) / count
        families = "  ".join(f"{f} {share:.2f}" for f, share in by_family.items())
        print(f"{n} waits: {sum(right) / count:.3f}  {tokens:.0f} tokens  {families}", flush=True)
        if n == max(waits):
            changed = collections.Counter()
            for run, p in zip(runs, problems):
                truth, now = [str(t) for t in p.truth], {}
                for text, ok, kind, op in label(p, run.thinking):
                    kinds[kind, op].append(ok)
                    if kind in ("glance", "check") and op:
                        i = int(text.split("step " if kind == "check" else "Step ")[1].split(":")[0]) - 1
                        value = text.rstrip(".").split(" is " if kind == "check" else "=")[-1]
                        if kind == "check":
                            changed["was right" if now.get(i) == truth[i] else "was wrong", ok] += 1
                        now[i] = value
            print("checks (before, now right):", dict(changed))
            unfinished = sum(not run.finished for run in runs)
            print("unfinished:", unfinished)
            for run, p in zip(runs, problems):
                if run.answer != str(p.answer):
                    print("WRONG", p.family, p.question, p.truth, "->", run.thinking[-400:].replace("\n\n", " | "), run.answer)
                    changed["shown"] += 1
                    if changed["shown"] > 4:
                        break
    for (kind, op), values in sorted(kinds.items(), key=str):
        print(f"  {kind:7} {op or '':6} {sum(values) / len(values):.3f} of {len(values)}")


if __name__ == "__main__":
    weights, merges, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    accuracy_over_waits(load(weights), load_tokenizer(merges), count, [int(n) for n in sys.argv[4].split(",")], float((sys.argv + ["0"])[5]))
