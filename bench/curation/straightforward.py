"""The rules of s1's curation as one would write them in Python first: everything in memory, a set of n-grams.
What `npm run bench -- curation` compares with. Prints counts and seconds as JSON.

    python3 straightforward.py POOL.jsonl EVALUATION.jsonl SELECTION.jsonl DROPPED.jsonl
"""
import hashlib
import json
import random
import re
import resource
import sys
import time

BOLD = re.compile(r"\*\*(?=.*\d)[^\s\]]*\*\*")


def grams(text, n=8):
    words = text.lower().split()
    return [" ".join(words[i : i + n]) for i in range(len(words) - n + 1)]


def weird(row):
    question = row["question"]
    if "[asy]" in question:
        return "AIME" not in row["source_type"]
    return (
        "![Image]" in question
        or any(f"p{i}." in question for i in range(1, 1000))
        or BOLD.search(question) is not None
    )


def main(pool, evaluation, selection, dropped):
    began = time.perf_counter()
    with open(evaluation) as file:
        known = {gram for line in file for gram in grams(json.loads(line)["question"])}
    with open(pool) as file:
        lines = [(line, json.loads(line)) for line in file]
    left, out, seen = [], [], set()
    counts = dict(quality=0, difficulty=0, decontamination=0)
    question_seconds = trace_seconds = 0.0
    for line, row in lines:
        key = hashlib.sha256(row["question"].encode()).hexdigest()[:16]
        if key in seen:
            continue
        seen.add(key)
        at = time.perf_counter()
        contaminated = any(gram in known for gram in grams(row["question"]))
        question_seconds += time.perf_counter() - at
        at = time.perf_counter()
        any(gram in known for gram in grams(row["thinking_trajectories"][0]))
        trace_seconds += time.perf_counter() - at
        if any(value is None for name, value in row.items() if name != "cot") or weird(row):
            rule = "quality"
        elif row["isqwen7bcorrect"] or row["isqwen32bcorrect"]:
            rule = "difficulty"
        elif contaminated:
            rule = "decontamination"
        else:
            left.append((key, row["domain"], len(row["thinking_trajectories"][0].split()), line))
            continue
        counts[rule] += 1
        out.append({"key": key, "question": row["question"], "rule": rule})
    domains = {}
    for row in left:
        domains.setdefault(row[1], []).append(row)
    for rows in domains.values():
        rows.sort(key=lambda row: -row[2])
    names, drawn, rng = sorted(domains), [], random.Random(7)
    while len(drawn) < 1000 and names:
        rows = domains[name := rng.choice(names)]
        rank = rng.choices(range(len(rows)), [2.0**-r for r in range(len(rows))])[0]
        drawn.append(rows.pop(rank))
        if not rows:
            names.remove(name)
    keys = {row[0] for row in drawn}
    with open(selection, "w") as file:
        file.writelines(row[3] for row in drawn)
    with open(dropped, "w") as file:
        for row in out:
            file.write(json.dumps(row) + "\n")
        for row in left:
            if row[0] not in keys:
                file.write(json.dumps({"key": row[0], "rule": "not drawn"}) + "\n")
    print(
        json.dumps(
            {
                "dropped": counts,
                "questionMs": question_seconds * 1000,
                "traceMs": trace_seconds * 1000,
                # What the check of whole traces takes is measured beside, and not part of the whole.
                "wholeMs": (time.perf_counter() - began - trace_seconds) * 1000,
                "peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
            }
        )
    )


main(*sys.argv[1:])
