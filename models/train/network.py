"""The network: a llama of a few layers (RMS norm, rotary attention, SwiGLU, tied embeddings), in torch on a CPU.

Documents are packed without padding: token ids in one row, and the length of each document. Products of matrices run in
bfloat16, everything else in float32. Shapes: tokens x width.
"""

import ctypes
import math
import subprocess
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn

HEAD = 32
EPSILON = 1e-5
ROPE_BASE = 10000.0


@dataclass(frozen=True)
class Shape:
    vocabulary: int
    width: int = 160
    layers: int = 5
    inner: int = 448
    context: int = 40960
    """Positions there are angles for. Training sees up to about 1,000, and some noise of 3,000."""


def _build_kernels():
    source = Path(__file__).with_name("kernels.c")
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "kernels.so"
        flags = "-O3 -march=native -ffast-math -funroll-loops -shared -fPIC".split()
        subprocess.run(["gcc", *flags, str(source), "-o", str(library), "-lm"], check=True)
        return ctypes.CDLL(str(library))


_kernels = _build_kernels()


def call(name, *arguments):
    """Calls a kernel: tensors as pointers, ints as long, floats as float."""
    getattr(_kernels, name)(*(
        ctypes.c_void_p(x.data_ptr()) if torch.is_tensor(x) else ctypes.c_float(x) if isinstance(x, float) else ctypes.c_long(x)
        for x in arguments
    ))


class _Norm(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, weight):
        y, scale = torch.empty_like(x), x.new_empty(len(x))
        call("rms_forward", x, weight, y, scale, *x.shape, EPSILON)
        ctx.save_for_backward(x, weight, scale)
        return y

    @staticmethod
    def backward(ctx, dy):
        x, weight, scale = ctx.saved_tensors
        dx, dweight = torch.empty_like(x), torch.zeros_like(weight)
        call("rms_backward", dy.contiguous(), x, weight, scale, dx, dweight, *x.shape)
        return dx, dweight


class _SwiGlu(torch.autograd.Function):
    @staticmethod
    def forward(ctx, h):
        y = h.new_empty(len(h), h.shape[1] // 2)
        call("swiglu_forward", h, y, *y.shape)
        ctx.save_for_backward(h)
        return y

    @staticmethod
    def backward(ctx, dy):
        (h,) = ctx.saved_tensors
        dh = torch.empty_like(h)
        call("swiglu_backward", dy.contiguous(), h, dh, *dy.shape)
        return dh


class _Attention(torch.autograd.Function):
    @staticmethod
    def forward(ctx, qkv, lengths, turns):
        tokens, width = len(qkv), qkv.shape[1] // 3
        out, logsum = qkv.new_empty(tokens, width), qkv.new_empty(width // HEAD, tokens)
        call("attention_forward", qkv, lengths, len(lengths), width, turns, out, logsum, tokens)
        ctx.save_for_backward(qkv, lengths, turns, out, logsum)
        return out

    @staticmethod
    def backward(ctx, dout):
        qkv, lengths, turns, out, logsum = ctx.saved_tensors
        dqkv = torch.empty_like(qkv)
        width = out.shape[1]
        call("attention_backward", qkv, lengths, len(lengths), width, turns, out, logsum, dout.contiguous(), dqkv, len(out))
        return dqkv, None, None


class _Linear16(torch.autograd.Function):
    """x @ weight.T in bfloat16, twice as fast as float32 where the processor has it."""

    @staticmethod
    def forward(ctx, x, weight):
        x, weight = x.bfloat16(), weight.bfloat16()
        ctx.save_for_backward(x, weight)
        return F.linear(x, weight).float()

    @staticmethod
    def backward(ctx, dy):
        x, weight = ctx.saved_tensors
        dy = dy.bfloat16()
        return (dy @ weight).float(), (dy.t() @ x).float()


def turns(positions):
    """Cosine and sine of each pair of dimensions at each position. positions x HEAD."""
    frequency = ROPE_BASE ** (-torch.arange(0, HEAD, 2).float() / HEAD)
    angle = torch.arange(positions).float()[:, None] * frequency
    return torch.stack([angle.cos(), angle.sin()], -1).reshape(positions, HEAD).contiguous()


class Network(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        self.shape = shape
        width, layers, inner = shape.width, shape.layers, shape.inner

        def matrix(rows, columns, scale=1.0):
            return nn.Parameter(torch.randn(rows, columns) * 0.6 * scale / math.sqrt(columns))

        small = 1 / math.sqrt(2 * layers)
        self.embedding = nn.Parameter(torch.randn(shape.vocabulary, width) * 0.02)
        self.attention_norm = nn.ParameterList([nn.Parameter(torch.ones(width)) for _ in range(layers)])
        self.inner_norm = nn.ParameterList([nn.Parameter(torch.ones(width)) for _ in range(layers)])
        self.qkv = nn.ParameterList([matrix(3 * width, width) for _ in range(layers)])
        self.attention_out = nn.ParameterList([matrix(width, width, small) for _ in range(layers)])
        self.gate_up = nn.ParameterList([matrix(2 * inner, width) for _ in range(layers)])
        self.down = nn.ParameterList([matrix(width, inner, small) for _ in range(layers)])
        self.last_norm = nn.Parameter(torch.ones(width))
        self.register_buffer("turns", turns(shape.context), persistent=False)
        self.hint = None
        """A module with a loss of its own while this is trained: `hint(ids, reads)`, of what each layer reads."""

    def forward(self, ids, lengths, linear=_Linear16.apply, each_layer=None):
        """@returns the last hidden states, tokens x width. `each_layer` is handed what every layer reads, and the
        queries, keys and values it makes of that."""
        x = F.embedding(ids, self.embedding)
        for i in range(self.shape.layers):
            read = _Norm.apply(x, self.attention_norm[i])
            qkv = linear(read, self.qkv[i])
            if each_layer:
                each_layer(i, read, qkv)
            x = x + linear(_Attention.apply(qkv, lengths, self.turns), self.attention_out[i])
            x = x + linear(_SwiGlu.apply(linear(_Norm.apply(x, self.inner_norm[i]), self.gate_up[i])), self.down[i])
        return _Norm.apply(x, self.last_norm)

    def logits(self, hidden, linear=_Linear16.apply):
        return linear(hidden, self.embedding)

    def grown(self, layers):
        """A copy with more layers on top, which do nothing until they are trained."""
        copy = Network(Shape(**{**asdict(self.shape), "layers": layers}))
        copy.load_state_dict({**copy.state_dict(), **self.state_dict()})
        with torch.no_grad():
            for i in range(self.shape.layers, layers):
                copy.attention_out[i].zero_()
                copy.down[i].zero_()
        return copy


def save(network, path):
    torch.save({"shape": asdict(network.shape), "weights": network.state_dict()}, path)


def load(path, hint=None):
    """@param hint goes on with the hint that the network was trained with; without one, that is left out"""
    saved = torch.load(path)
    network = Network(Shape(**saved["shape"]))
    network.hint = hint
    network.load_state_dict({name: w for name, w in saved["weights"].items() if hint or not name.startswith("hint.")})
    return network.eval()
