"""Runs the reasoner on many questions at once, with waits, as Waitpoint's budget forcing does."""

from dataclasses import dataclass, field

import torch
import torch.nn.functional as F

from network import EPSILON, HEAD, call
from traces import END, EOS, prompt

ANSWER_LIMIT = 24


@dataclass
class Run:
    """`thinking` and `answer` are texts; `tokens` counts the thinking; `ends` is where it wanted to end, in tokens."""

    ids: list = field(default_factory=list)
    ends: list = field(default_factory=list)
    waits: int = 0
    closed_at: int | None = None
    finished: bool = False
    thinking: str = ""
    answer: str | None = None


class Decoder:
    """Keys and values of a batch of sequences that end at the same slot; `firsts` is where each begins."""

    def __init__(self, network, batch, slots):
        self.network, self.heads, self.slots = network, network.shape.width // HEAD, slots
        make = lambda: torch.zeros(batch, self.heads, slots, HEAD)  # noqa: E731
        self.keys = [make() for _ in network.qkv]
        self.values = [make() for _ in network.qkv]
        self.used = 0

    def prefill(self, prompts):
        """@returns the logits after each prompt. Prompts end at the same slot."""
        lengths = torch.tensor([len(p) for p in prompts])
        self.used = int(lengths.max())
        self.firsts = self.used - lengths
        rows = torch.repeat_interleave(torch.arange(len(prompts)), lengths)
        ends = torch.cumsum(lengths, 0)
        positions = torch.arange(int(ends[-1])) - (ends - lengths)[rows]
        slots = positions + self.firsts[rows]
        turn = self.network.turns[positions].view(-1, 1, HEAD // 2, 2)
        cosine, sine = turn[..., 0], turn[..., 1]

        def remember(layer, _read, qkv):
            _, k, v = qkv.view(-1, 3, self.heads, HEAD).unbind(1)
            even, odd = k[..., 0::2], k[..., 1::2]
            turned = torch.stack([even * cosine - odd * sine, even * sine + odd * cosine], -1).flatten(-2)
            self.keys[layer][rows, :, slots] = turned
            self.values[layer][rows, :, slots] = v

        hidden = self.network(torch.tensor(sum(prompts, [])), lengths, linear=F.linear, each_layer=remember)
        return self.network.logits(hidden[ends - 1], linear=F.linear)

    def step(self, ids):
        n, net = len(ids), self.network
        x = F.embedding(torch.tensor(ids), net.embedding)
        positions = (self.used - self.firsts).contiguous()

        def norm(x, weight):
            return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + EPSILON) * weight

        for i in range(net.shape.layers):
            qkv = F.linear(norm(x, net.attention_norm[i]), net.qkv[i]).contiguous()
            out = torch.empty(n, net.shape.width)
            call("attention_decode", qkv, net.turns, positions, self.firsts, self.keys[i], self.values[i], out,
                 n, self.heads, self.slots, self.used)  # fmt: skip
            x = x + F.linear(out, net.attention_out[i])
            gate, up = F.linear(norm(x, net.inner_norm[i]), net.gate_up[i]).chunk(2, -1)
            x = x + F.linear(F.silu(gate) * up, net.down[i])
        self.used += 1
        return F.linear(norm(x, net.last_norm), net.embedding)

    def keep(self, rows):
        self.keys = [k[rows] for k in self.keys]
        self.values = [v[rows] for v in self.values]
        self.firsts = self.firsts[rows].contiguous()


@torch.no_grad()
def rollout(network, tokenizer, questions, waits, temperature=0.0, seed=0, limit=480, batch=192, continuation="Wait"):
    """@param waits ends to refuse, for each question. @param limit tokens after the prompt. @returns a Run each"""
    runs = []
    for at in range(0, len(questions), batch):
        some = slice(at, at + batch)
        generator = torch.Generator().manual_seed(seed * 100_003 + at)
        runs += _batch(network, tokenizer, questions[some], waits[some], temperature, generator, limit, continuation)
    return runs


def _batch(network, tokenizer, questions, waits, temperature, generator, limit, continuation):
    end, eos = tokenizer.id[END], tokenizer.id[EOS]
    forced_wait = tokenizer.encode(continuation)
    runs, queues = [Run() for _ in questions], [[] for _ in questions]
    prompts = [tokenizer.encode(prompt(q)) for q in questions]
    decoder = Decoder(network, len(questions), max(map(len, prompts)) + limit)
    logits, alive = decoder.prefill(prompts), list(range(len(questions)))
    for _ in range(limit):
        if temperature:
            picked = torch.multinomial((logits / temperature).softmax(-1), 1, generator=generator)[:, 0].tolist()
        else:
            picked = logits.argmax(-1).tolist()
        feed = []
        for i, token in zip(alive, picked):
            run, queue = runs[i], queues[i]
            if queue:
                token = queue.pop(0)
            elif run.closed_at is None and token in (end, eos):
                run.ends.append(len(run.ids))
                if run.waits < waits[i]:
                    run.waits += 1
                    token, *queues[i] = forced_wait
                else:
                    token, run.closed_at = end, len(run.ids)
            run.ids.append(token)
            after = 0 if run.closed_at is None else len(run.ids) - run.closed_at
            run.finished = run.finished or (after > 1 and token == eos) or after > ANSWER_LIMIT
            feed.append(token)
        rest = [k for k, i in enumerate(alive) if not runs[i].finished]
        if not rest:
            break
        if len(rest) < 0.85 * len(alive):
            decoder.keep(torch.tensor(rest))
            alive, feed = [alive[k] for k in rest], [feed[k] for k in rest]
        logits = decoder.step(feed)
    for run in runs:
        ids = run.ids[: run.ids.index(eos, run.closed_at + 1)] if run.finished and eos in run.ids[run.closed_at + 1 :] else run.ids
        closed = len(ids) if run.closed_at is None else run.closed_at
        run.thinking = tokenizer.decode(ids[:closed])
        run.answer = stated_answer(tokenizer.decode(ids[closed:]))
    return runs


def stated_answer(text):
    """What follows the last `Final Answer:`, or None."""
    _, found, answer = text.rpartition("Final Answer:")
    return answer.strip() or None if found else None
