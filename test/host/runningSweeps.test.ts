import { expect, test } from 'vitest';
import { RunningSweeps } from '../../src/host/runningSweeps';
import type { SweepRun } from '../../src/host/sweepRun';

/** A sweep that ends when it is told to. */
function sweepOf(parent: string, ...uris: string[]) {
  let end = (): void => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  const stopped: (number | undefined)[] = [];
  const run = {
    ...{ parent, uris, ended },
    stop: async (graceMs?: number) => {
      stopped.push(graceMs);
      end();
      await ended;
    },
  };
  return { run: run as unknown as SweepRun, end, ended, stopped };
}

test('a sweep that runs is found by its trace and by its columns, until it is over', async () => {
  const sweeps = new RunningSweeps();
  let told = 0;
  sweeps.onChange(() => told++);
  const { run, end, ended } = sweepOf('a', 'a.1', 'a.2');
  const other = sweepOf('b', 'b.1');
  sweeps.add(run);
  sweeps.add(other.run);
  expect([sweeps.of('a'), sweeps.of('b'), sweeps.of('c')]).toEqual([run, other.run, null]);
  expect([sweeps.with(['x', 'a.2']), sweeps.with(['x'])]).toEqual([run, null]);
  end();
  await ended;
  expect([sweeps.of('a'), sweeps.with(['a.1']), sweeps.of('b')]).toEqual([null, null, other.run]);
  expect(told).toBe(3);
});

test('all are stopped together, with the grace that is left', async () => {
  const sweeps = new RunningSweeps();
  const [one, other] = [sweepOf('a'), sweepOf('b')];
  sweeps.add(one.run);
  sweeps.add(other.run);
  await sweeps.stopAll(1_000);
  expect([one.stopped, other.stopped]).toEqual([[1_000], [1_000]]);
  expect([sweeps.of('a'), sweeps.of('b')]).toEqual([null, null]);
});
