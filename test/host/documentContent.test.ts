import { expect, test } from 'vitest';
import { stringifyTrace } from '../../src/core/trace/traceFile';
import { contentOf, parseBackup, stringifyBackup } from '../../src/host/documentContent';
import { DEFAULT_REQUEST, type Trace } from '../../src/core/trace/trace';
import { answered, stateOf } from './traces';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const withState = async (trace: Trace) => stateOf(trace);

test('a trace becomes a state', async () => {
  const content = await contentOf(bytes(stringifyTrace(answered())), withState);
  expect(content).toEqual({ state: stateOf(answered()), readOnly: null });
});

test('a newer trace is read-only, with the reason', async () => {
  const newer = stringifyTrace(answered()).replace('"schema": 1', '"schema": 7');
  const content = await contentOf(bytes(newer), withState);
  expect(content).toMatchObject({ readOnly: expect.stringContaining('schema 7') as string });
});

test('what is no trace becomes a problem that names the place', async () => {
  const cut = stringifyTrace(answered()).split('\n').slice(0, 3).join('\n');
  const content = await contentOf(bytes(cut), withState);
  expect(content).toMatchObject({
    problem: { code: 'traceInvalid', message: expect.stringContaining('line 3') as string },
  });
});

test('a backup brings back all of a document: the run bar, the models, and which file it was', () => {
  const next = { question: 'Why?', request: { ...DEFAULT_REQUEST, continuation: ['Hmm'] } };
  const backup = { state: { ...stateOf(answered()), next, scorerPath: '/s.gguf' }, disk: 'digest' };
  expect(parseBackup(bytes(stringifyBackup(backup)))).toEqual(backup);
});

test('a damaged backup is refused', () => {
  expect(() => parseBackup(bytes('{"trace": "{"'))).toThrow();
});
