"""What torch says from the shipped reasoner, greedily and without a budget: what llama.cpp is compared with."""

import json
import sys
from pathlib import Path

import torch

import gguf_file
from rollout import Decoder
from traces import EOS, prompt

PROMPTS = 50
CLOSE = 0.1
"""Logits that lie nearer than this may come out in another order where activations are rounded to 8 bits."""
LIMIT = 400


@torch.no_grad()
def greedy(network, tokenizer, question):
    """@returns the ids up to the end of generation, and where the two best were close"""
    decoder = Decoder(network, 1, 2048)
    logits = decoder.prefill([tokenizer.encode(prompt(question))])
    ids, close = [], []
    while len(ids) < LIMIT and (not ids or ids[-1] != tokenizer.id[EOS]):
        best = logits[0].topk(2)
        if float(best.values[0] - best.values[1]) < CLOSE:
            close.append(len(ids))
        ids.append(int(best.indices[0]))
        logits = decoder.step([ids[-1]])
    return {"question": question, "ids": ids, "close": close}


def greedy_of_file(models):
    network, tokenizer = gguf_file.read(models / "reasoner.gguf")
    lines = (models / "heldout" / "questions.jsonl").read_text().splitlines()
    questions = [json.loads(line)["question"] for line in lines[:: len(lines) // PROMPTS][:PROMPTS]]
    return [greedy(network, tokenizer, question) for question in questions]


if __name__ == "__main__":
    torch.set_num_threads(1)
    json.dump(greedy_of_file(Path(__file__).resolve().parent.parent), sys.stdout)
