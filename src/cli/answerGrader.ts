/** The grader of a command. */
import { fileURLToPath } from 'node:url';
import { gradesFor, type GradeAnswer } from '../core/grade/traceGrade';
import type { Trace } from '../core/trace/trace';
import { applyEvent, type TraceEvent } from '../core/trace/traceEvent';
import { openGrader, type Grader } from '../files/grader';

/** Beside the bundle, in `dist/`. */
const GRADER_ENTRY = fileURLToPath(new URL('./graderWorker.cjs', import.meta.url));

/** Its thread starts with the first answer that there is a right one for. */
export const commandGrader = (): Grader => openGrader({ entry: GRADER_ENTRY });

/** Writes into `trace` what the grader says of its answers. @param emit every event of it */
export async function gradeTrace(
  trace: Trace,
  grade: GradeAnswer,
  emit: (event: TraceEvent) => void = () => {},
): Promise<void> {
  for (const one of await gradesFor(trace, grade)) {
    const event = { type: 'grade', grade: one } as const;
    applyEvent(trace, event);
    emit(event);
  }
}
