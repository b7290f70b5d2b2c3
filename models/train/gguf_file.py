"""Writes a network as a GGUF file that llama.cpp runs, and reads one back."""

import gguf
import numpy as np
import torch

from network import EPSILON, HEAD, ROPE_BASE, Network, Shape
from tokenizer import PAD, SPECIAL, Tokenizer
from traces import EOS, START

CHAT_TEMPLATE = (
    "{% for m in messages %}{% if m['role'] == 'user' %}Question: {{ m['content'] }}\n"
    "{% elif m['role'] == 'assistant' %}{{ m['content'] }}" + EOS + "{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}" + START + "\n{% endif %}"
)
CONTROL, USER_DEFINED = 3, 4
"""Token types. Delimiters are user-defined, so that they survive detokenising."""


def write(network: Network, tokenizer: Tokenizer, path, name, description):
    """Matrices as Q8_0 (8 bits, a scale for 32 weights), the rest as float32."""
    shape = network.shape
    weights = {key: value.detach().float().numpy() for key, value in network.state_dict().items()}
    writer = gguf.GGUFWriter(str(path), "llama")
    writer.add_name(name)
    writer.add_description(description)
    writer.add_license("mit")
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0)
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.inner)
    writer.add_head_count(shape.width // HEAD)
    writer.add_head_count_kv(shape.width // HEAD)
    writer.add_layer_norm_rms_eps(EPSILON)
    writer.add_rope_dimension_count(HEAD)
    writer.add_rope_freq_base(ROPE_BASE)
    writer.add_vocab_size(shape.vocabulary)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(tokenizer.vocabulary)
    kinds = {special: CONTROL if special in (EOS, PAD) else USER_DEFINED for special in SPECIAL}
    writer.add_token_types([int(kinds.get(text, gguf.TokenType.NORMAL)) for text in tokenizer.vocabulary])
    writer.add_token_merges([" ".join(pair) for pair in tokenizer.merges])
    writer.add_eos_token_id(tokenizer.id[EOS])
    writer.add_bos_token_id(tokenizer.id[EOS])
    writer.add_pad_token_id(tokenizer.id[PAD])
    writer.add_add_bos_token(False)
    writer.add_add_space_prefix(False)
    writer.add_chat_template(CHAT_TEMPLATE)
    for key, value in _llama_names(shape, weights):
        if value.ndim == 1:
            writer.add_tensor(key, value.astype(np.float32))
        else:
            kind = gguf.GGMLQuantizationType.Q8_0
            writer.add_tensor(key, gguf.quants.quantize(np.ascontiguousarray(value), kind), raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _llama_names(shape, weights):
    """Our tensors under llama.cpp's names. Rotary pairs are neighbours in both, so nothing is permuted."""
    width, inner = shape.width, shape.inner
    yield "token_embd.weight", weights["embedding"]
    yield "output_norm.weight", weights["last_norm"]
    for i in range(shape.layers):
        block, qkv, gate_up = f"blk.{i}.", weights[f"qkv.{i}"], weights[f"gate_up.{i}"]
        yield block + "attn_norm.weight", weights[f"attention_norm.{i}"]
        yield block + "ffn_norm.weight", weights[f"inner_norm.{i}"]
        for j, part in enumerate("qkv"):
            yield f"{block}attn_{part}.weight", qkv[j * width : (j + 1) * width]
        yield block + "attn_output.weight", weights[f"attention_out.{i}"]
        yield block + "ffn_gate.weight", gate_up[:inner]
        yield block + "ffn_up.weight", gate_up[inner:]
        yield block + "ffn_down.weight", weights[f"down.{i}"]


def read(path):
    """@returns the network of a file that `write` made, its weights as the file holds them, and its tokenizer"""
    reader = gguf.GGUFReader(str(path))
    field = lambda key: reader.fields[key].contents()  # noqa: E731
    tensors = {t.name: torch.tensor(gguf.quants.dequantize(t.data, t.tensor_type)) for t in reader.tensors}
    tokenizer = Tokenizer([merge.split(" ") for merge in field("tokenizer.ggml.merges")])
    shape = Shape(
        field("llama.vocab_size"), field("llama.embedding_length"), field("llama.block_count"),
        field("llama.feed_forward_length"), field("llama.context_length"),
    )  # fmt: skip
    weights = {"embedding": tensors["token_embd.weight"], "last_norm": tensors["output_norm.weight"]}
    for i in range(shape.layers):
        block = f"blk.{i}."
        weights[f"attention_norm.{i}"] = tensors[block + "attn_norm.weight"]
        weights[f"inner_norm.{i}"] = tensors[block + "ffn_norm.weight"]
        weights[f"qkv.{i}"] = torch.cat([tensors[f"{block}attn_{part}.weight"] for part in "qkv"])
        weights[f"attention_out.{i}"] = tensors[block + "attn_output.weight"]
        weights[f"gate_up.{i}"] = torch.cat([tensors[block + "ffn_gate.weight"], tensors[block + "ffn_up.weight"]])
        weights[f"down.{i}"] = tensors[block + "ffn_down.weight"]
    network = Network(shape)
    network.load_state_dict(weights)
    return network.eval(), tokenizer
