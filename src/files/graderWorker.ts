/** The thread that grades: one question, one verdict, and whoever asks ends it when it takes too long. */
import { parentPort } from 'node:worker_threads';
import { grade } from '../core/grade/grade';
import type { GradeQuestion, GraderMessage } from './grader';

const say = (message: GraderMessage): void => parentPort?.postMessage(message);

parentPort?.on('message', ({ answer, expected }: GradeQuestion) => say({ verdict: grade(answer, expected) }));
say({ ready: true });
