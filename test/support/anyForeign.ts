/** What any reader of a foreign format may find, hostile texts included. */
import fc from 'fast-check';
import type { ForeignTrace } from '../../src/core/formats/foreignTrace';
import { HOSTILE_TEXTS } from './anyTrace';

const anyText = fc.oneof(
  fc.constantFrom(...HOSTILE_TEXTS, '\n\n', ' \n \n', '\r\n\r\n', 'Wait', '漢字', ' '),
  fc.string({ unit: 'binary', maxLength: 12 }),
);
export const anyLongText = fc.array(anyText, { maxLength: 12 }).map((texts) => texts.join(''));
export const anyForeign: fc.Arbitrary<ForeignTrace> = fc.record({
  question: anyText,
  thinking: fc.oneof(
    anyLongText,
    fc.array(
      fc.record({ text: anyLongText, label: fc.constantFrom(1, 0, -1, null), byPerson: fc.boolean() }),
      { minLength: 1, maxLength: 5 },
    ),
  ),
  delimiter: anyText,
  answer: fc.option(anyLongText, { nil: null }),
  expected: fc.option(anyText, { nil: null }),
  notes: fc.array(anyText, { maxLength: 2 }),
});
