import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { Output, StatusLine, screenOf } from '../../src/cli/streams';

/** A stream of a terminal's shape that keeps or refuses what is written. */
function fakeStream(terminal: { columns: number; rows: number } | null, failWith?: string) {
  let written = '';
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      written += chunk.toString();
      done(failWith ? Object.assign(new Error('write failed'), { code: failWith }) : null);
    },
  });
  Object.assign(stream, terminal ? { isTTY: true, ...terminal } : {});
  return { stream: stream as unknown as NodeJS.WriteStream, text: () => written };
}

const screen = (terminal: { columns: number; rows: number } | null, environment: Record<string, string>) =>
  screenOf(new Output(fakeStream(terminal).stream, () => {}), environment);

const TERMINAL = { columns: 100, rows: 30 };

test('a terminal has colour and is redrawn, and its last column stays free', () => {
  expect(screen(TERMINAL, { TERM: 'xterm' })).toMatchObject({ color: true, columns: 99, rows: 30 });
});

test('a pipe gets plain lines of any length, never redrawn', () => {
  expect(screen(null, {})).toMatchObject({ color: false, columns: Infinity, rows: 0 });
});

test('FORCE_COLOR colours a pipe and wraps it, and redraws nothing', () => {
  expect(screen(null, { FORCE_COLOR: '1' })).toMatchObject({ color: true, columns: 80, rows: 0 });
  expect(screen(null, { FORCE_COLOR: '1', COLUMNS: '50' })).toMatchObject({ columns: 50 });
  expect(screen(null, { FORCE_COLOR: '0' })).toMatchObject({ color: false });
});

test('NO_COLOR wins, on a terminal and over FORCE_COLOR; an empty one is none', () => {
  expect(screen(TERMINAL, { NO_COLOR: '1', FORCE_COLOR: '1' })).toMatchObject({ color: false, rows: 30 });
  expect(screen(TERMINAL, { NO_COLOR: '' })).toMatchObject({ color: true });
});

test('a dumb terminal is a pipe', () => {
  expect(screen(TERMINAL, { TERM: 'dumb' })).toMatchObject({ color: false, columns: Infinity, rows: 0 });
});

test('a write that fails is kept as an error, told once, and nothing more is written', async () => {
  const fake = fakeStream(null, 'ENOSPC');
  let told = 0;
  const output = new Output(fake.stream, () => told++);
  output.write('a');
  await output.flush();
  output.write('b');
  await output.flush();
  expect(output.failure?.message).toBe('Cannot write "standard output": the disk is full.');
  expect(fake.text()).toBe('a');
  expect(told).toBe(1);
});

test('a reader that went away is no failure', async () => {
  const output = new Output(fakeStream(null, 'EPIPE').stream, () => {});
  output.write('a');
  await output.flush();
  expect(output.failure).toBeNull();
  expect(output.closed).toBe(true);
});

test('the status line shows on a terminal alone, and clears itself', () => {
  const terminal = fakeStream({ columns: 12, rows: 5 });
  const status = new StatusLine(terminal.stream);
  status.show('loading a long name');
  status.clear();
  status.clear();
  expect(terminal.text()).toBe('\r\u001b[Kloading a l\r\u001b[K');
  const pipe = fakeStream(null);
  new StatusLine(pipe.stream).show('loading');
  expect(pipe.text()).toBe('');
});
