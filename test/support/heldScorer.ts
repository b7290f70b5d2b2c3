import type { Scorer } from '../../src/core/score/scorer';

export interface HeldScorer extends Scorer {
  /** Texts of the steps it was asked for. */
  readonly asked: string[];
  readonly sessions: { opened: number; closed: number };
  /** Settles when the first step is being scored. */
  readonly waiting: Promise<void>;
  /** Lets it score; until then it scores nothing. */
  release(): void;
}

/**
 * A scorer that waits until it is released; then every step scores 0.5 and evaluates a token a character.
 * @param failAt index of a step at which it fails
 */
export function heldScorer({ failAt = -1 } = {}): HeldScorer {
  const asked: string[] = [];
  const sessions = { opened: 0, closed: 0 };
  let release = (): void => {};
  let begin = (): void => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  const waiting = new Promise<void>((resolve) => (begin = resolve));
  return {
    asked,
    sessions,
    waiting,
    release: () => release(),
    identity: {
      name: 'held',
      file: 'held',
      sha256: '1'.repeat(64),
      sizeBytes: 0,
      architecture: 'scripted',
      quantization: 'none',
      protocol: 'step-tag',
    },
    open: async () => {
      sessions.opened++;
      return {
        score: async (step) => {
          asked.push(step);
          begin();
          await released;
          if (asked.length - 1 === failAt) throw new Error('the scorer is gone');
          return { score: 0.5, evaluatedTokens: step.length };
        },
        truncate: async () => undefined,
        dispose: async () => {
          sessions.closed++;
        },
      };
    },
    dispose: async () => {},
  };
}
