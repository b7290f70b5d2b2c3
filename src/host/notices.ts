/** What a trace view tells its user about runs. */
import type { WaitpointError } from '../core/errors';
import { l10n } from '../core/l10n';
import type { Trace } from '../core/trace/trace';
import type { Notice } from '../protocol/webview';
import { isUnfinished } from './documentState';
import { exitMessage, type EngineExit } from '../core/engineExit';

/**
 * After a run: nothing after a whole one.
 * @param exit how the engine process ended, if it ended during the run
 */
export function endNotice(trace: Trace, exit: EngineExit | null): Notice | null {
  if (trace.failure) {
    const message = exit ? exitMessage(exit) : trace.failure.message;
    const detail = exit
      ? [trace.failure.message, exit.stderrTail].filter((text) => text !== '').join('\n')
      : null;
    const kept = l10n.t('All {0} tokens received are kept.', trace.tokens.id.length);
    return { kind: 'error', message: `${message} ${kept}`, detail, canContinue: isUnfinished(trace) };
  }
  if (!isUnfinished(trace)) return null;
  return info(l10n.t('Stopped. The trace can go on from its last token.'));
}

/** On opening a trace: nothing unless its run broke off. */
export function openingNotice(trace: Trace): Notice | null {
  if (!isUnfinished(trace)) return null;
  return info(l10n.t('The run of this trace did not come to its end. It can go on from its last token.'));
}

export function recoveryNotice(trace: Trace): Notice | null {
  if (!isUnfinished(trace)) return null;
  const message = l10n.t(
    'A run of this trace was cut off. Its {0} tokens were recovered.',
    trace.tokens.id.length,
  );
  return { kind: 'warning', message, detail: null, canContinue: true };
}

export function failureNotice(message: string): Notice {
  return { kind: 'error', message, detail: null, canContinue: false };
}

/** Of something that was asked for and not done: no fault of the engine's where the input was at fault. */
export function refusalNotice(error: WaitpointError): Notice {
  return error.isInput ? warningNotice(error.message) : failureNotice(error.message);
}

export function warningNotice(message: string): Notice {
  return { kind: 'warning', message, detail: null, canContinue: false };
}

function info(message: string): Notice {
  return { kind: 'info', message, detail: null, canContinue: true };
}
