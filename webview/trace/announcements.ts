/** What a screen reader is told of a run: its turning points, not its tokens. */
import { gradeOf } from '../../src/core/grade/traceGrade';
import type { Trace } from '../../src/core/trace/trace';
import type { TraceEvent } from '../../src/core/trace/traceEvent';
import { l10n } from '../components/l10n';
import { displayText } from './displayText';
import { formatCount } from './format';
import { gradeSentence } from './gradeWords';
import { finishSentence, waitCount } from './words';

/** @param trace after `event`; @returns null for what is not worth interrupting for */
export function announcement(event: TraceEvent, trace: Trace): string | null {
  switch (event.type) {
    case 'start':
      return l10n.t('Run started.');
    case 'intervention': {
      const after = formatCount(event.intervention.at - trace.thinking.start);
      if (event.intervention.kind === 'wait')
        return l10n.t('Wait {0} inserted after {1} thinking tokens.', waitCount(trace), after);
      return event.intervention.kind === 'end'
        ? l10n.t('End of thinking forced after {0} thinking tokens.', after)
        : null;
    }
    case 'finish':
      return finishSentence(trace);
    case 'grade': {
      // Comes with the end of the run, whose sentence it follows.
      const answer = trace.answer?.extracted ?? null;
      const grade = event.grade.answer === answer ? gradeOf(trace, answer) : null;
      return grade && `${finishSentence(trace)} ${l10n.t('The answer is {0}.', gradeSentence(grade))}`;
    }
    case 'warning':
      return l10n.t('Warning: {0}', displayText(event.message));
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
