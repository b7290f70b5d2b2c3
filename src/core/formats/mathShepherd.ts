/** Math-Shepherd (arXiv 2312.08935): question and steps in one text, each step closed by a tag, or by its sign. */
import { z } from 'zod';
import { quote } from '../errors';
import { checkRow, hasFields } from './checkRow';
import { findFirstStep } from './firstStep';
import { RowError, type ForeignStep, type Format } from './foreignTrace';

/** Closes a step in `input`; in `label`, `+` or `-` stands in its place. */
export const TAG = 'ки';

const rowSchema = z.object({ input: z.string(), label: z.string() });

export const mathShepherd: Format = {
  name: 'math-shepherd',
  title: 'Math-Shepherd: input with steps closed by ки, label with + and -',
  detect: (row) => hasFields(row, 'input', 'label'),
  *read(row) {
    const { input, label } = checkRow(rowSchema, row);
    const pieces = input.split(TAG);
    const labels = signsOf(pieces, label);
    if (labels.length === 0) throw new RowError(['input'], `holds no step: none ends with ${TAG}`);
    const first = pieces[0] ?? '';
    const start = findFirstStep(first);
    if (start < 0) throw new RowError(['input'], 'has no "Step 1:" to tell the question from the first step');
    const texts = [first.slice(start), ...pieces.slice(1)].map((text) => text.trim());
    const rest = texts[labels.length] ?? '';
    const steps = texts.slice(0, labels.length).map((text, i): ForeignStep => ({
      text,
      label: labels[i] ?? null,
    }));
    // What follows the last tag was never judged.
    if (rest !== '') steps.push({ text: rest, label: null });
    const question = first.slice(0, start).trim();
    yield { question, thinking: steps, delimiter: '', answer: null, expected: null, notes: [] };
  },
};

/** The signs that stand in `label` where `input` has its tags. @throws RowError where the two texts differ */
function signsOf(pieces: readonly string[], label: string): (1 | -1)[] {
  const signs: (1 | -1)[] = [];
  let at = 0;
  for (const [index, piece] of pieces.entries()) {
    const isLast = index === pieces.length - 1;
    const differs = isLast ? label.slice(at).trim() !== piece.trim() : !label.startsWith(piece, at);
    if (differs) throw new RowError(['label'], `does not go on as "input" does after ${index} tags`);
    if (isLast) break;
    at += piece.length;
    const sign = label[at];
    if (sign !== '+' && sign !== '-')
      throw new RowError(['label'], `has ${quote(sign ?? '')} for step ${index + 1}, but it must be + or -`);
    signs.push(sign === '+' ? 1 : -1);
    at++;
  }
  return signs;
}
