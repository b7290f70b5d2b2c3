"""Samples traces of the reasoner and labels their steps: what the scorer learns from, and what it is measured on."""

import collections
import json
import math
import multiprocessing
from random import Random

import torch

from labels import label
from network import load
from problems import FAMILIES, for_scorer, hard_steps, problem
from rollout import rollout
from words import unknown_question

TEMPERATURES = [0.0, 0.7, 0.7, 0.7, 1.0]
WAITS = [0, 0, 0, 0, 1, 1, 2, 3, 5]
SHARD = 384


def labelled(network, tokenizer, problems, waits, temperature, seed):
    """@returns for each problem (Run, labelled steps as labels.label gives them)"""
    runs = rollout(network, tokenizer, [p.question for p in problems], waits, temperature, seed)
    return [(run, label(p, run.thinking)) for run, p in zip(runs, problems)]


def _shard(task):
    weights, tokenizer, seed, number = task
    torch.set_num_threads(1)
    network, r = load(weights), Random(f"{seed} samples {number}")
    problems = [problem(r, for_scorer) for _ in range(SHARD)]
    temperature = TEMPERATURES[number % len(TEMPERATURES)]
    traces = labelled(network, tokenizer, problems, [r.choice(WAITS) for _ in problems], temperature, number)
    sampled = [(p.question, [(text, right) for text, right, _, _ in steps]) for p, (_, steps) in zip(problems, traces)]
    unknown = [unknown_question(r) for _ in range(SHARD // 24)]
    for question, run in zip(unknown, rollout(network, tokenizer, unknown, [r.choice(WAITS) for _ in unknown], 0.7, number)):
        sampled.append((question, [(step, False) for step in run.thinking.split("\n\n") if step.strip()]))
    return [item for item in sampled if item[1]], _mistakes(problems, traces)


def _mistakes(problems, traces):
    """Wrong values at a glance on right operands: (operation, a, b, value)."""
    found = []
    for p, (_, steps) in zip(problems, traces):
        for text, right, kind, op in steps:
            if kind == "glance" and op in ("*", "mod", "count") and not right:
                i = int(text.split(":")[0].split()[1]) - 1
                a, b = p.steps[i].operands(p.truth)
                value = text.rstrip(".").split("=")[-1]
                if value.isdigit() and text.startswith(f"Step {i + 1}: {a}") and f"{b}=" in text:
                    found.append((op, a, b, int(value)))
    return found


def sample(weights, tokenizer, shards, seed, path, log):
    """Writes `path`: {sampled, mistakes}."""
    sampled, mistakes = [], []
    with multiprocessing.get_context("fork").Pool(2) as pool:
        tasks = [(weights, tokenizer, seed, number) for number in range(shards)]
        for done, (some, wrong) in enumerate(pool.imap(_shard, tasks), 1):
            sampled += some
            mistakes += wrong
            if done % 10 == 0 or done == shards:
                log(f"{done} of {shards} shards, {len(sampled)} traces")
    steps = [right for _, trace in sampled for _, right in trace]
    log(f"{len(steps)} steps, {sum(steps) / len(steps):.3f} of them right; {len(mistakes)} mistakes at a glance")
    path.write_text(json.dumps({"sampled": sampled, "mistakes": mistakes}))


MOST_HARD = {"word-problems": 2, "conversion": 2}
POSSIBLE_ANSWERS = {"calendar": 7}
"""Weekdays; elsewhere at least the 13 remainders."""


def families_in_turn(r, allowed, count):
    """`count` different problems: the families in turn, and in each those with one, two and three hard steps in turn. None
    has only one step, since a remainder or a count alone is often guessed."""
    seen = set()
    return [_in_place(r, allowed, i, seen) for i in range(count)]


def _in_place(r, allowed, i, seen):
    """A problem of the family and the number of hard steps whose turn it is at place `i`; adds it to the `seen` questions."""
    family = FAMILIES[i % len(FAMILIES)]
    hard = 1 + i // len(FAMILIES) % MOST_HARD.get(family, 3)
    while True:
        p = problem(r, allowed, family)
        if len(p.steps) > 1 and hard_steps(p) == hard and p.question not in seen:
            seen.add(p.question)
            return p


def with_answers_spread(r, allowed, problems):
    """What `families_in_turn` gave, with other problems in the place of those whose answer the family has had too often:
    none comes more often than if all possible answers came alike, so that guessing a frequent one does not pay."""
    spread, times, seen = [], collections.Counter(), {p.question for p in problems}
    for i, p in enumerate(problems):
        most = math.ceil(len(problems) / len(FAMILIES) / POSSIBLE_ANSWERS.get(p.family, 13))
        while times[p.family, p.answer] == most:
            p = _in_place(r, allowed, i, seen)
        times[p.family, p.answer] += 1
        spread.append(p)
    return spread
