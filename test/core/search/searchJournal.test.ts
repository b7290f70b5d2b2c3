import { expect, test } from 'vitest';
import { recoverSearch } from '../../../src/core/search/searchJournal';
import type { SearchEvent } from '../../../src/core/search/searchEvent';
import { BEAM, searchRecord } from '../../support/searchRecord';

const whole = searchRecord(BEAM);
const begun = { ...whole, nodes: [], rounds: 0, choice: null, complete: false };
const events: readonly SearchEvent[] = [
  { type: 'start', record: begun },
  ...whole.nodes.map((node): SearchEvent => ({ type: 'node', node })),
  { type: 'round', round: 2 },
  { type: 'ledger', ledger: whole.ledger },
  { type: 'finish', choice: whole.choice, complete: true, failure: null },
];
const textOf = (some: readonly unknown[]): string =>
  some.map((event) => `${JSON.stringify(event)}\n`).join('');

test('a whole journal is the search', () => {
  expect(recoverSearch(textOf(events))).toEqual(whole);
});

test('what auto chose counts from then on', () => {
  const { settings, request } = whole;
  const auto = { policy: 'policy.json', bin: 'hard', difficulty: 0.9 };
  const adopted: SearchEvent = {
    type: 'adopt',
    settings: { ...settings, select: 'majority' },
    request,
    auto,
  };
  const recovered = recoverSearch(textOf([...events.slice(0, 1), adopted, ...events.slice(1, 13)]));
  expect(recovered).toMatchObject({ auto, settings: { select: 'majority' }, choice: { select: 'majority' } });
});

test('a journal that was cut off is the search as far as it came, decided by its leaves', () => {
  // The first leaf is the ninth node: the start, nine nodes.
  const recovered = recoverSearch(textOf(events.slice(0, 10)));
  expect(recovered?.nodes).toHaveLength(9);
  expect(recovered?.complete).toBe(false);
  expect(recovered?.failure?.code).toBe('interrupted');
  expect(recovered?.choice).toMatchObject({ answer: '5353', leaf: 8 });
});

test('a line that is broken in the middle ends what is read', () => {
  const text = textOf(events.slice(0, 6)).slice(0, -20);
  expect(recoverSearch(text)?.nodes).toHaveLength(4);
});

test('a node whose parent or place does not follow ends what is read', () => {
  const [start, first] = events;
  const stray = { type: 'node', node: { ...whole.nodes[4], id: 7 } };
  const orphan = { type: 'node', node: { ...whole.nodes[1], parent: 5 } };
  expect(recoverSearch(textOf([start, first, stray]))?.nodes).toHaveLength(1);
  expect(recoverSearch(textOf([start, first, orphan]))?.nodes).toHaveLength(1);
});

test('without a node there is nothing to recover', () => {
  expect(recoverSearch(textOf(events.slice(0, 1)))).toBeNull();
  expect(recoverSearch('{"type":"sta')).toBeNull();
  expect(recoverSearch('')).toBeNull();
});
