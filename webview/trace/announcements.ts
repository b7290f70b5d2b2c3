/** What a screen reader is told of a run: its turning points, not its tokens. */
import { gradeOf } from '../../src/core/grade/traceGrade';
import type { Trace } from '../../src/core/trace/trace';
import type { TraceEvent } from '../../src/core/trace/traceEvent';
import { displayText } from './displayText';
import { formatCount } from './format';
import { gradeSentence } from './gradeWords';
import { finishSentence, waitCount } from './words';

/** @param trace after `event`; @returns null for what is not worth interrupting for */
export function announcement(event: TraceEvent, trace: Trace): string | null {
  switch (event.type) {
    case 'start':
      return 'Run started.';
    case 'intervention': {
      const after = `after ${formatCount(event.intervention.at - trace.thinking.start)} thinking tokens`;
      if (event.intervention.kind === 'wait') return `Wait ${waitCount(trace)} inserted ${after}.`;
      return event.intervention.kind === 'end' ? `End of thinking forced ${after}.` : null;
    }
    case 'finish':
      return finishSentence(trace);
    case 'grade': {
      // Comes with the end of the run, whose sentence it follows.
      const answer = trace.answer?.extracted ?? null;
      const grade = event.grade.answer === answer ? gradeOf(trace, answer) : null;
      return grade && `${finishSentence(trace)} The answer is ${gradeSentence(grade)}.`;
    }
    case 'warning':
      return `Warning: ${displayText(event.message)}`;
    case 'tokens':
    case 'step':
    case 'scorer':
    case 'score':
    case 'thinkingEnd':
    case 'usage':
    case 'probe':
      return null;
    default:
      return event satisfies never;
  }
}
