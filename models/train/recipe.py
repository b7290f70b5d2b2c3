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
from traces import write, write_unknown
from words import unknown_question

HERE = Path(__file__).resolve().parent
MODELS = HERE.parent
VOCABULARY = 512
TOKENIZER_DOCUMENTS = 4000
REASONER_STEPS = 6000
SCORER_LAYERS = 7
SCORER_STEPS = 4000
SAMPLE_SHARDS = 36


class Recipe:
    def __init__(self, work, seed, log):
        self.work, self.seed, self.log = work, seed, log
        self.merges, self.reasoner = work / "merges.json", work / "reasoner.pt"
        self.samples, self.scorer = work / "samples.json", work / "scorer.pt"

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

    def train_scorer(self):
        from scorer_data import ScorerData

        made = json.loads(self.samples.read_text())
        data = ScorerData(self.tokenizer, made["sampled"], [tuple(x) for x in made["mistakes"]])
        torch.manual_seed(self.seed + 1)
        scorer = network.load(self.reasoner).grown(SCORER_LAYERS)
        plan = training.Plan(data.document, SCORER_STEPS, seed=self.seed + 1, matrix_rate=0.012, other_rate=0.002)
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
