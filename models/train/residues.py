"""A hint for the scorer: while it learns remainders, its layers must know those of the numbers they read.

Whether `4823 mod 7=0` is right cannot be seen at once, but each digit is a small step from the one before: 48 leaves 6,
so 482 leaves what 62 leaves, 6, and 4823 what 63 leaves. A layer can do one such step. So after `k` layers a linear map
of what is known at a digit must tell the remainders of the number so far, if that has at most `k` + 1 digits. The maps
are thrown away when the training ends; what the layers learnt for them stays, and the `=` of a step finds the remainder
it asks for.
"""

import torch
import torch.nn.functional as F
from torch import nn

from problems import DIVISORS

LAYERS = range(1, 5)
"""Layers, counted from 0, that must read remainders. Those above pick the one that a step asks for."""
DIVISOR_WEIGHTS = {divisor: 8 if divisor == 7 else 1 for divisor in DIVISORS}
"""How often questions divide by each: the calendar always by 7, the remainders by all alike."""


class ResidueHint(nn.Module):
    """`maps`: layers x (a score for every remainder of every divisor) x width."""

    def __init__(self, tokenizer, width):
        super().__init__()
        self.maps = nn.Parameter(0.02 * torch.randn(len(LAYERS), sum(DIVISORS), width))
        self.digits = {tokenizer.id[str(digit)]: digit for digit in range(10)}

    def forward(self, ids, reads):
        """@param reads what each layer reads, tokens x width. @returns the loss: a sum over layers, a mean over divisors"""
        places, lengths, values = self._numbers(ids)
        loss = 0.0
        for layer, scores in zip(LAYERS, self.maps):
            known = lengths <= layer + 1
            said = F.linear(reads[layer][places[known]], scores).split(DIVISORS, -1)
            loss = loss + sum(
                DIVISOR_WEIGHTS[divisor] * F.cross_entropy(remainders, values[known] % divisor)
                for divisor, remainders in zip(DIVISORS, said)
            )
        return loss / sum(DIVISOR_WEIGHTS.values())

    def _numbers(self, ids):
        """@returns of every digit its place in `ids`, the digits of its number so far, and the value of these"""
        places, lengths, values = [], [], []
        length = value = 0
        for place, token in enumerate(ids.tolist()):
            digit = self.digits.get(token)
            if digit is None:
                length = value = 0
            else:
                length, value = length + 1, value * 10 + digit
                if length <= len(LAYERS) + 1:
                    places.append(place)
                    lengths.append(length)
                    values.append(value)
        return map(torch.tensor, (places, lengths, values))
