"""The whole recipe, stage by stage: `npm run models:train`. A stage that is done is not done again; one that broke off
goes on. Everything it makes on the way is in work/, what is shipped is in the folder above.
"""

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import torch

import network
import reasoner_data
import tokenizer as tokenizers
import training
from problems import for_reasoner, problem
from residues import ResidueHint
from scorer_data import ScorerData
from traces import write, write_unknown
from words import unknown_question

HERE = Path(__file__).resolve().parent
MODELS = HERE.parent
VOCABULARY = 512
TOKENIZER_DOCUMENTS = 4000
REASONER_STEPS = 6000
SCORER_LAYERS = 7
SCORER_STEPS = 2400
REMAINDER_STEPS, REMAINDER_TOKENS = 1000, 768
"""Many small steps: the layers learn one after the other."""
SCORER_RATES = {"matrix_rate": 0.012, "other_rate": 0.002}
SAMPLE_SHARDS = 36


class Recipe:
    def __init__(self, work, seed, log):
        self.work, self.seed, self.log = work, seed, log
        self.merges, self.reasoner = work / "merges.json", work / "reasoner.pt"
        self.samples, self.remainders, self.scorer = work / "samples.json", work / "remainders.pt", work / "scorer.pt"

    @property
    def tokenizer(self):
        return tokenizers.load(self.merges)

    def train_tokenizer(self):
        r, texts = Random(f"{self.seed} tokenizer"), []
        for _ in range(TOKENIZER_DOCUMENTS):
            kind = r.random()
            if kind < 0.1:
                texts.append("".join(text for text, _ in reasoner_data.drill(r)))
            elif kind < 0.15:
                texts.append(write_unknown(unknown_question(r), 1, r).text)
            else:
                texts.append(write(r, problem(r, for_reasoner), lambda op: 0.3, r.randint(0, 5)).text)
        merges = tokenizers.train(texts, VOCABULARY - 256 - len(tokenizers.SPECIAL))
        self.merges.write_text(json.dumps(merges))

    def train_reasoner(self):
        tokenizer = self.tokenizer

        def document(r, progress):
            return training.next_token(*reasoner_data.document(r, tokenizer, progress))

        torch.manual_seed(self.seed)
        shape = network.Shape(len(tokenizer.vocabulary))
        plan = training.Plan(document, REASONER_STEPS, seed=self.seed)
        training.train(network.Network(shape), plan, self.reasoner, self.log)

    def sample(self):
        import sampling

        sampling.sample(self.reasoner, self.tokenizer, SAMPLE_SHARDS, self.seed, self.samples, self.log)

    @property
    def scorer_data(self):
        made = json.loads(self.samples.read_text())
        return ScorerData(self.tokenizer, made["sampled"], [tuple(x) for x in made["mistakes"]])

    def train_remainders(self):
        torch.manual_seed(self.seed + 2)
        scorer = network.load(self.reasoner).grown(SCORER_LAYERS)
        scorer.hint = ResidueHint(self.tokenizer, scorer.shape.width)
        document = self.scorer_data.remainders
        plan = training.Plan(document, REMAINDER_STEPS, REMAINDER_TOKENS, seed=self.seed + 2, **SCORER_RATES)
        training.train(scorer.train(), plan, self.remainders, self.log)

    def train_scorer(self):
        scorer = network.load(self.remainders, ResidueHint(self.tokenizer, network.Shape.width))
        plan = training.Plan(self.scorer_data.document, SCORER_STEPS, seed=self.seed + 1, **SCORER_RATES)
        training.train(scorer.train(), plan, self.scorer, self.log)

    def publish(self):
        import publish

        publish.publish(self, MODELS)

    def evaluate(self):
        subprocess.run(["npm", "run", "models:eval"], cwd=MODELS.parent, check=True)


STAGES = {
    "tokenizer": Recipe.train_tokenizer,
    "reasoner": Recipe.train_reasoner,
    "samples": Recipe.sample,
    "remainders": Recipe.train_remainders,
    "scorer": Recipe.train_scorer,
    "publish": Recipe.publish,
    "evaluate": Recipe.evaluate,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=HERE / "work", help="folder for what is made on the way")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--until", choices=STAGES, default="evaluate", help="the last stage to do")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    started = time.time()

    def log(line):
        print(f"{time.time() - started:6.0f} s  {line}", flush=True)

    recipe, anew = Recipe(options.work, options.seed, log), False
    for name, stage in STAGES.items():
        done = options.work / f"{name}.done"
        if done.exists() and not anew:
            log(f"{name}: done before")
        else:
            # What was made of an earlier outcome of this stage is no longer true.
            anew = True
            done.unlink(missing_ok=True)
            log(f"{name} …")
            stage(recipe)
            done.touch()
        if name == options.until:
            return


if __name__ == "__main__":
    sys.exit(main())
