"""Byte-level BPE, as llama.cpp runs it (tokenizer model `gpt2`, pre-tokenizer `qwen2`: digits stand alone)."""

import collections
import json
from pathlib import Path

import regex

from traces import END, EOS, START, STEP_TAG

PAD = "<pad>"
SPECIAL = [EOS, PAD, START, END, STEP_TAG]
CHUNKS = regex.compile(
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
_SPECIALS = regex.compile("(" + "|".join(map(regex.escape, SPECIAL)) + ")")


def _visible_bytes():
    """GPT-2's alphabet: a visible character for every byte."""
    seen = [*range(33, 127), *range(161, 173), *range(174, 256)]
    hidden = [b for b in range(256) if b not in seen]
    return {**{b: chr(b) for b in seen}, **{b: chr(256 + i) for i, b in enumerate(hidden)}}


BYTES = _visible_bytes()


class Tokenizer:
    def __init__(self, merges):
        self.merges = [tuple(pair) for pair in merges]
        self.vocabulary = [BYTES[b] for b in range(256)] + ["".join(pair) for pair in self.merges] + SPECIAL
        self.id = {text: i for i, text in enumerate(self.vocabulary)}
        self._rank = {pair: i for i, pair in enumerate(self.merges)}
        self._chunks = {}
        self._sizes = [len(text) if text not in SPECIAL else len(text.encode()) for text in self.vocabulary]

    def size(self, token):
        """Bytes of a token's text."""
        return self._sizes[token]

    def _chunk(self, text):
        known = self._chunks.get(text)
        if known is None:
            parts = [BYTES[b] for b in text.encode()]
            while len(parts) > 1:
                rank, i = min((self._rank.get(pair, len(self._rank)), i) for i, pair in enumerate(zip(parts, parts[1:])))
                if rank == len(self._rank):
                    break
                parts[i : i + 2] = [parts[i] + parts[i + 1]]
            known = [self.id[part] for part in parts]
            if len(self._chunks) < 200_000:
                self._chunks[text] = known
        return known

    def encode(self, text, special=True):
        """@param special whether `<think>` and the like are tokens or plain text"""
        ids = []
        for part in _SPECIALS.split(text) if special else [text]:
            if special and part in SPECIAL:
                ids.append(self.id[part])
            else:
                for match in CHUNKS.finditer(part):
                    ids += self._chunk(match.group())
        return ids

    def decode(self, ids):
        raw = b""
        for i in ids:
            text = self.vocabulary[i]
            raw += text.encode() if text in SPECIAL else bytes(_BYTE_OF[c] for c in text)
        return raw.decode("utf8", "replace")


_BYTE_OF = {character: byte for byte, character in BYTES.items()}


def train(texts, merges):
    """The most frequent pair again and again. @returns the pairs, in order"""
    counts = collections.Counter(
        match.group() for text in texts for part in _SPECIALS.split(text) if part not in SPECIAL for match in CHUNKS.finditer(part)
    )
    words = [([BYTES[b] for b in word.encode()], count) for word, count in counts.items()]
    made = []
    while len(made) < merges:
        pairs = collections.Counter()
        for parts, count in words:
            for pair in zip(parts, parts[1:]):
                pairs[pair] += count
        best = max(pairs.items(), key=lambda item: (item[1], item[0]))[0]
        made.append(best)
        for parts, _ in words:
            i = 0
            while i < len(parts) - 1:
                if (parts[i], parts[i + 1]) == best:
                    parts[i : i + 2] = ["".join(best)]
                i += 1
    return made


def load(path):
    return Tokenizer(json.loads(Path(path).read_text()))
