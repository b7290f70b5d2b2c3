"""Writes what is shipped: the two models, the held-out sets, torch's greedy tokens, and the manifest of them all."""

import hashlib
import json
import platform
from dataclasses import asdict

import torch

import gguf_file
import held_out
import network as networks
from greedy import greedy_of_file

TOKENIZER_STRINGS = 10_000
DEMO_QUESTIONS = 60


def publish(recipe, models):
    tokenizer = recipe.tokenizer
    about = {
        "reasoner": "Demo model: arithmetic and word problems. Thinks in steps; a wait makes it check one more.",
        "scorer": "Demo scorer: the chance that a step of the demo reasoner is right, at <step>, as + against -.",
    }
    for kind, path in ("reasoner", recipe.reasoner), ("scorer", recipe.scorer):
        target = models / f"{kind}.gguf"
        gguf_file.write(networks.load(path), tokenizer, target, f"waitpoint-{kind}", about[kind])
        recipe.log(f"{target.name}: {target.stat().st_size} bytes")
    reasoner, _ = gguf_file.read(models / "reasoner.gguf")
    scorer, _ = gguf_file.read(models / "scorer.gguf")
    questions = held_out.write_all(reasoner, tokenizer, models / "heldout", recipe.log)
    demo = models.parent / "media" / "demo" / "questions.jsonl"
    rows = [{key: row[key] for key in ("question", "answer", "domain")} for row in questions[:DEMO_QUESTIONS]]
    demo.write_text("".join(json.dumps(row) + "\n" for row in rows))
    (models / "greedy.json").write_text(_one_a_line(greedy_of_file(models)))
    shipped = [models / "reasoner.gguf", models / "scorer.gguf", models / "greedy.json", *sorted((models / "heldout").iterdir())]
    manifest = {
        "seed": recipe.seed,
        "reasoner": {**asdict(reasoner.shape), **_training(recipe.reasoner)},
        "scorer": {**asdict(scorer.shape), "remainders": _training(recipe.remainders), **_training(recipe.scorer)},
        "made with": {"python": platform.python_version(), "torch": torch.__version__},
        "files": {str(path.relative_to(models)): _identity(path) for path in shipped},
        "tokenizer": {"strings": TOKENIZER_STRINGS, "sha256": tokenizer_hash(tokenizer)},
    }
    (models / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")


def _training(path):
    record = path.with_suffix(".json")
    return json.loads(record.read_text()) if record.exists() else {}


def _identity(path):
    content = path.read_bytes()
    return {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}


def _one_a_line(rows):
    return "[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]\n"


def tokenizer_hash(tokenizer):
    """Of the ids of made-up strings. `npm run models:check` makes the same strings and asks llama.cpp for their ids."""
    state = 1

    def following():
        nonlocal state
        state = state * 48271 % 2147483647
        return state

    def character():
        kind = following() % 10
        if kind < 5:
            return chr(32 + following() % 95)
        if kind == 5:
            return "\n"
        low, size = {6: (0xA1, 95), 7: (0x4E00, 512), 8: (0xAC00, 512), 9: (0x1F600, 64)}[kind]
        return chr(low + following() % size)

    digest = hashlib.sha256()
    for _ in range(TOKENIZER_STRINGS):
        text = "".join(character() for _ in range(1 + following() % 40))
        ids = tokenizer.encode(text, special=False)
        assert tokenizer.decode(ids) == text
        digest.update((",".join(map(str, ids)) + "\n").encode())
    return digest.hexdigest()
