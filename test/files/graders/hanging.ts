/** A thread that hangs, breaks or runs out of memory as the answer says, and echoes others. */
import { parentPort } from 'node:worker_threads';
import type { GradeQuestion, GraderMessage } from '../../../src/files/grader';

const say = (message: GraderMessage): void => parentPort?.postMessage(message);

parentPort?.on('message', ({ answer, expected }: GradeQuestion) => {
  if (answer === 'hang') for (;;);
  if (answer === 'throw') throw new Error('broken');
  if (answer === 'exit') process.exit(3);
  if (answer === 'fill') {
    const held: unknown[] = [];
    for (;;) held.push(new Array(1e5).fill({}));
  }
  say({ verdict: { correct: true, kind: 'text', reason: `${answer} for ${expected}` } });
});
say({ ready: true });
