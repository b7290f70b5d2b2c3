import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { traceSchema } from '../src/core/trace/trace';

test('the demo workspace opens with a draft that has a question and waits to show', async () => {
  const text = await readFile(new URL('../media/demo/demo.trace.json', import.meta.url), 'utf8');
  const draft = traceSchema.parse(JSON.parse(text));
  expect(draft.tokens.id).toEqual([]);
  expect(draft.question.text).not.toBe('');
  expect(draft.request.budget.waits).toBeGreaterThan(0);
});
