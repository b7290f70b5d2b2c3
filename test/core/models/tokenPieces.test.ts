import { describe, expect, it } from 'vitest';
import { tokenPieces } from '../../../src/core/models/tokenPieces';

const piecesOf = (...of: Parameters<typeof tokenPieces>): number[][] => {
  const { bytes, ends } = tokenPieces(...of);
  return [...ends].map((end, id) => [...bytes.subarray(ends[id - 1] ?? 0, end)]);
};
const text = (written: string): number[] => [...Buffer.from(written)];

describe('the bytes of tokens', () => {
  it('are written as letters in vocabularies like that of GPT-2', () => {
    // Ġ is a space, Ċ a line break, Ã 0xc3, © 0xa9; Ń is the last, 0xad.
    expect(piecesOf(['ĠWait', 'Ċ', 'Ã', '©', 'Ń', '!'], undefined, 'gpt2')).toEqual([
      text(' Wait'),
      [0x0a],
      [0xc3],
      [0xa9],
      [0xad],
      [0x21],
    ]);
  });

  it('of control tokens and of those a maker added are those of their text', () => {
    expect(piecesOf(['</think>', '<|é|>', 'Ġ'], [3, 4, 1], 'gpt2')).toEqual([
      text('</think>'),
      text('<|é|>'),
      [0x20],
    ]);
  });

  it('are spaces and bytes in vocabularies of SentencePiece', () => {
    expect(piecesOf(['▁Wait', '<0xC3>', '<0x0A>', '안'], [1, 6, 1, 1], 'llama')).toEqual([
      text(' Wait'),
      [0xc3],
      // A normal token that is written like a byte is a text.
      text('<0x0A>'),
      text('안'),
    ]);
  });

  it('of a normal token in other letters are those of its text', () => {
    expect(piecesOf(['안녕', ''], undefined, 'gpt2')).toEqual([text('안녕'), []]);
  });
});
