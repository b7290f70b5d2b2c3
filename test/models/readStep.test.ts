import { expect, it } from 'vitest';
import { readStep, type StatedValue } from '../../models/eval/readStep';

it.each<[string, StatedValue]>([
  ['Step 1: 83*46=3698.\n\n', { kind: 'glance', step: 1, value: '3698', operation: '*' }],
  ['Step 2: 3698 mod 7=2.', { kind: 'glance', step: 2, value: '2', operation: 'mod' }],
  ['Step 1: r in raspberry=2.', { kind: 'glance', step: 1, value: '2', operation: 'count' }],
  ['Step 3: Sunday+5=Friday.', { kind: 'glance', step: 3, value: 'Friday', operation: 'day' }],
  ['Step 12: 12+30=42.', { kind: 'glance', step: 12, value: '42', operation: '+' }],
  ['Step 1: 50-8=42.', { kind: 'glance', step: 1, value: '42', operation: '-' }],
  [
    'Wait, let me check step 1: 83*46=83*40+83*6=3320+498=3818, so step 1 is 3818.',
    { kind: 'check', step: 1, value: '3818', operation: '*' },
  ],
  [
    'Hmm, let me check step 2: 3698 mod 7: 36 leaves 1, 19 leaves 5, 58 leaves 2, so step 2 is 2.',
    { kind: 'check', step: 2, value: '2', operation: 'mod' },
  ],
  [
    'Alternatively, let me check step 1: r in bar: b a r1, so step 1 is 1.',
    { kind: 'check', step: 1, value: '1', operation: 'count' },
  ],
  [
    'Wait, let me check step 1: Sunday+1: Sunday 0 Monday 1, so step 1 is Monday.',
    { kind: 'check', step: 1, value: 'Monday', operation: 'day' },
  ],
])('reads %j', (text, expected) => {
  expect(readStep(text)).toEqual(expected);
});

it.each(['So the answer is 2.', 'Wait, every step is checked.', 'Step 1: 83*46=36', 'Step 1: 83*46', ''])(
  'finds no value of a step in %j',
  (text) => {
    expect(readStep(text)).toBeNull();
  },
);
