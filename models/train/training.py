"""Training on two cores: two processes of one thread each, which share the weights and add up their gradients.

Matrices are trained by Muon (momentum, made orthogonal by five Newton-Schulz steps; Jordan 2024), everything else by
Adam; both rates rise, then fall in a line to zero. Every step draws its documents from a generator seeded by (seed,
process, step), so that training goes on from a checkpoint as if it had never stopped.
"""

import json
import math
import os
import time
from dataclasses import dataclass
from multiprocessing.connection import wait
from random import Random

import torch
import torch.multiprocessing as mp
import torch.nn.functional as F

from network import Network, save

PROCESSES = 2
CHECKPOINT_STEPS = 250


@dataclass
class Plan:
    """`document(r, progress)` gives (ids, targets, weights): what is read, what each place should predict, how much it
    counts. `progress` is 0..1."""

    document: object
    steps: int
    tokens: int = 4096
    """Tokens a step and process."""
    matrix_rate: float = 0.02
    other_rate: float = 0.003
    seed: int = 0
    warmup: float = 0.02


def next_token(ids, weights):
    """A document of which every token is predicted from those before."""
    return ids[:-1], ids[1:], weights[1:]


def batch(r, plan, progress):
    """Packs documents. @returns ids, lengths, places that count, their targets and weights"""
    ids, lengths, places, targets, weights = [], [], [], [], []
    while len(ids) < plan.tokens:
        read, wanted, counts = plan.document(r, progress)
        for i, weight in enumerate(counts):
            if weight:
                places.append(len(ids) + i)
                targets.append(wanted[i])
                weights.append(weight)
        ids += read
        lengths.append(len(read))
    return (*map(torch.tensor, (ids, lengths, places, targets)), torch.tensor(weights))


def orthogonal(matrix):
    tall = matrix.shape[0] > matrix.shape[1]
    x = matrix.t() if tall else matrix
    x = x / (x.norm() + 1e-7)
    for _ in range(5):
        a = x @ x.t()
        x = 3.4445 * x + (-4.775 * a + 2.0315 * (a @ a)) @ x
    return x.t() if tall else x


def rate(progress, warmup):
    return min(1.0, progress / warmup) * (1 - progress)


def _matrices(layout):
    """The matrices that Muon trains, as (offset, rows, columns); fused ones in their parts."""
    found = []
    for name, offset, shape in layout:
        if len(shape) == 2 and name != "embedding":
            parts = 3 if name.startswith("qkv") else 2 if name.startswith("gate_up") else 1
            size = shape[0] // parts * shape[1]
            found += [(offset + i * size, shape[0] // parts, shape[1]) for i in range(parts)]
    return found


def _work(rank, network, plan, shared, checkpoint, barrier, log):
    torch.set_num_threads(1)
    flat, gradients, moments = shared
    layout, offset = [], 0
    for name, parameter in network.named_parameters():
        layout.append((name, offset, tuple(parameter.shape)))
        size = parameter.numel()
        parameter.data = flat[offset : offset + size].view(parameter.shape)
        parameter.grad = gradients[rank][offset : offset + size].view(parameter.shape)
        offset += size
    matrices = _matrices(layout)
    mine = matrices[rank::PROCESSES]
    others = [(o, math.prod(shape)) for name, o, shape in layout if len(shape) != 2 or name == "embedding"]
    first, second = moments
    begun, seen = int(checkpoint.get("step", 0)), 0
    loss_sum = hint_sum = 0.0
    started = time.time()
    for step in range(begun, plan.steps):
        ids, lengths, places, targets, weights = batch(Random(f"{plan.seed} {rank} {step}"), plan, step / plan.steps)
        gradients[rank].zero_()
        reads = []
        hidden = network(ids, lengths, each_layer=lambda _layer, read, _qkv: reads.append(read))
        logits = network.logits(hidden[places])
        loss = (F.cross_entropy(logits, targets, reduction="none") * weights).sum() / weights.sum()
        hint = network.hint(ids, reads) if network.hint else 0.0
        (loss + hint).backward()
        barrier.wait()
        factor = rate(step / plan.steps, plan.warmup)
        with torch.no_grad():

            def gradient(o, size):
                return sum(g[o : o + size] for g in gradients) / PROCESSES

            for o, rows, columns in mine:
                size = rows * columns
                g, momentum = gradient(o, size), first[o : o + size]
                momentum.mul_(0.95).add_(g, alpha=0.05)
                update = orthogonal((g * 0.05 + momentum * 0.95).view(rows, columns))
                w = flat[o : o + size].view(rows, columns)
                w.mul_(1 - plan.matrix_rate * factor * 0.02)
                w.add_(update, alpha=-plan.matrix_rate * factor * math.sqrt(max(1, rows / columns)))
            if rank == PROCESSES - 1:
                for o, size in others:
                    g, m, v = gradient(o, size), first[o : o + size], second[o : o + size]
                    m.mul_(0.9).add_(g, alpha=0.1)
                    v.mul_(0.98).addcmul_(g, g, value=0.02)
                    m_hat, v_hat = m / (1 - 0.9 ** (step + 1)), v / (1 - 0.98 ** (step + 1))
                    flat[o : o + size] -= plan.other_rate * factor * m_hat / (v_hat.sqrt() + 1e-8)
        barrier.wait()
        seen, loss_sum, hint_sum = seen + len(ids) * PROCESSES, loss_sum + loss.item(), hint_sum + float(hint)
        if rank == 0 and (step + 1) % 50 == 0:
            pace = f"{seen / (time.time() - started):.0f} tokens/s"
            log(f"step {step + 1} of {plan.steps}  loss {loss_sum / 50:.4f}  hint {hint_sum / 50:.4f}  {pace}")
            loss_sum = hint_sum = 0.0
        if rank == 0 and ((step + 1) % CHECKPOINT_STEPS == 0):
            checkpoint_now = {"step": step + 1, "flat": flat, "first": first, "second": second}
            torch.save(checkpoint_now, f"{checkpoint['path']}.new")
            os.replace(f"{checkpoint['path']}.new", checkpoint["path"])


def train(network: Network, plan: Plan, path, log=print):
    """Trains in place and saves to `path`, with a record beside it; goes on from `path`.checkpoint where there is one."""
    size = sum(p.numel() for p in network.parameters())
    flat, first, second = (torch.zeros(size).share_memory_() for _ in range(3))
    gradients = [torch.zeros(size).share_memory_() for _ in range(PROCESSES)]
    checkpoint = {"path": f"{path}.checkpoint", "step": 0}
    flat.copy_(torch.cat([p.data.flatten() for p in network.parameters()]))
    if os.path.exists(checkpoint["path"]):
        saved = torch.load(checkpoint["path"])
        flat.copy_(saved["flat"])
        first.copy_(saved["first"])
        second.copy_(saved["second"])
        checkpoint["step"] = saved["step"]
        log(f"goes on at step {saved['step']}")
    log(f"{size / 1e6:.2f}M parameters, {plan.steps} steps of {plan.tokens * PROCESSES} tokens")
    context = mp.get_context("fork")
    barrier = context.Barrier(PROCESSES)
    arguments = (network, plan, (flat, gradients, (first, second)), checkpoint, barrier, log)
    workers = [context.Process(target=_work, args=(rank, *arguments)) for rank in range(PROCESSES)]
    for worker in workers:
        worker.start()
    running = list(workers)
    while running:
        wait([worker.sentinel for worker in running])
        running = [worker for worker in running if worker.is_alive()]
        if any(worker.exitcode for worker in workers):
            # The others would wait for it for ever.
            barrier.abort()
    if any(worker.exitcode for worker in workers):
        raise RuntimeError("a training process failed; run the recipe again to go on from the last checkpoint")
    offset = 0
    for parameter in network.parameters():
        parameter.data = flat[offset : offset + parameter.numel()].view(parameter.shape).clone()
        offset += parameter.numel()
    save(network, path)
    parameters = sum(p.numel() for name, p in network.named_parameters() if not name.startswith("hint."))
    record = {"steps": plan.steps, "tokens": plan.steps * plan.tokens * PROCESSES, "parameters": parameters}
    path.with_suffix(".json").write_text(json.dumps(record))
    if os.path.exists(checkpoint["path"]):
        os.remove(checkpoint["path"])
