import { expect, test } from 'vitest';
import { domainPrompt, LONGEST_ASKED, openDomainAsker } from '../../../src/core/curate/domainPrompt';
import { scriptedEngine } from '../../../src/engines/scripted/scriptedEngine';

const VOCABULARY = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ;:?.,\n'];

/** After "Field: " an A is likelier than a G; but behind A it may be Al or Ar, and behind G it is Ge. */
function engine() {
  const even = VOCABULARY.map(() => 1 / VOCABULARY.length);
  const likely = (...of: readonly (readonly [string, number])[]): number[] => {
    const rest = 1 - of.reduce((sum, [, prob]) => sum + prob, 0);
    return VOCABULARY.map(
      (character) => of.find(([one]) => one === character)?.[1] ?? rest / (VOCABULARY.length - of.length),
    );
  };
  return scriptedEngine({
    vocabulary: VOCABULARY,
    ...{ special: [], endOfGeneration: [] },
    predict: (ids) => {
      const text = ids.map((one) => VOCABULARY[one]).join('');
      if (text.endsWith('Field:')) return likely([' ', 0.99]);
      if (text.endsWith('Field: '))
        return text.includes('circle') ? likely(['G', 0.9]) : likely(['A', 0.6], ['G', 0.35]);
      if (text.endsWith('Field: A')) return likely(['l', 0.49], ['r', 0.49]);
      if (text.endsWith('Field: G')) return likely(['e', 0.99]);
      if (/Field: (?:Al|Ar|Ge)$/.test(text)) return likely(['\n', 0.99]);
      return even;
    },
  });
}

test('the likeliest name is that whose whole text is likeliest, not that which begins likeliest', async () => {
  const model = engine();
  const asker = await openDomainAsker(model, ['Al', 'Ar', 'Ge'], (size) => model.openSequence(size));
  // 0.6 · 0.49 for Al and for Ar, 0.35 · 0.99 for Ge.
  expect(await asker.ask('x')).toBe('Ge');
  const two = await openDomainAsker(model, ['Ar', 'Al'], (size) => model.openSequence(size));
  // As likely: the first.
  expect(await two.ask('x')).toBe('Ar');
  expect(await asker.ask('a circle')).toBe('Ge');
});

test('a stop gives no name', async () => {
  const model = engine();
  const asker = await openDomainAsker(model, ['Al', 'Ge'], (size) => model.openSequence(size));
  const abort = new AbortController();
  abort.abort();
  expect(await asker.ask('x', abort.signal)).toBeNull();
});

test('a very long question is asked by its beginning', () => {
  expect(domainPrompt('q'.repeat(LONGEST_ASKED + 5), ['a', 'b'])).toBe(
    `Which field does this question belong to? Fields: a; b.\n\nQuestion: ${'q'.repeat(LONGEST_ASKED)}\n\nField:`,
  );
});
