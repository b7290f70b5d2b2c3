/** The traces that the harness shows, by name. */
import type { RunRequest, Trace } from '../../../src/core/trace/trace';
import type { TraceEvent } from '../../../src/core/trace/traceEvent';
import { sliceColumns } from '../../../src/core/trace/tokenColumns';
import { random, TraceScript } from './traceScript';

/** Written out here rather than taken from the core, so that the page need not carry the schema. */
const REQUEST: RunRequest = {
  preset: 'think-tags',
  delimiters: null,
  budget: { minThinkingTokens: 0, maxThinkingTokens: 512, waits: 2, maxAnswerTokens: 64 },
  continuation: ['Wait'],
  answerPrefix: null,
  sampler: { temperature: 0, topK: 0, topP: 1, minP: 0, repeatPenalty: 1, seed: 0 },
  segmentation: { by: 'line' },
};

export function draft(question = 'What is 83*46 + 57*29 - 118?', request: Partial<RunRequest> = {}): Trace {
  return {
    schema: 1,
    createdAt: '2026-01-01T00:00:00.000Z',
    question: { text: question, expected: null },
    request: { ...REQUEST, ...request },
    model: null,
    scorer: null,
    prompt: null,
    tokens: {
      id: [],
      text: [],
      prob: [],
      entropy: [],
      timeMs: [],
      alternativeIds: [],
      alternativeProbs: [],
      alternativeTexts: {},
      provenance: [],
    },
    thinking: { start: 0, end: 0 },
    answer: null,
    interventions: [],
    steps: [],
    probes: [],
    grades: [],
    finish: { thinking: null, answer: null },
    failure: null,
    warnings: [],
    usage: { thinkingTokens: 0, answerTokens: 0, policyEvaluatedTokens: 0, scorerEvaluatedTokens: 0 },
    timings: { loadMs: null, firstTokenMs: null, totalMs: null },
    parent: null,
    sweep: null,
    imported: null,
  };
}

const firstTry = (script: TraceScript): TraceScript =>
  script
    .line('Step 1: 83*46=3698.', 0.29)
    .line('Step 2: 57*29=1633.', 0.28)
    .line('Step 3: 3698+1633=5331.', 0.16)
    .line('Step 4: 5331-118=5213.', 0.15)
    .line('So the answer is 5213.', 0.14);

/** Two waits, the second of which mends the answer; ends by itself. */
export function arithmetic(): TraceScript {
  return firstTry(new TraceScript(draft()))
    .wait('Wait', 0.97)
    .line(', let me check step 1: 83*46=83*40+83*6=3320+498=3818, so step 1 is 3818.', 1)
    .line('Step 3: 3818+1633=5451.', 0.25)
    .line('Step 4: 5451-118=5333.', 0.24)
    .line('So the answer is 5333.', 0.25)
    .wait('Wait', 0.9953)
    .line(', let me check step 2: 57*29=57*20+57*9=1140+513=1653, so step 2 is 1653.', 1)
    .line('Step 3: 3818+1653=5471.', 0.95)
    .line('Step 4: 5471-118=5353.', 0.86)
    .line('So the answer is 5353.', 0.9)
    .endThinking('end')
    .text('\nFinal Answer: 5353')
    .finish('stop', '5353');
}

/** The same question, probed after every step: wrong, right for a step, wrong again, right from the second wait on. */
export function probed(): TraceScript {
  const asked = draft();
  asked.question.expected = '5353';
  return new TraceScript(asked)
    .line('Step 1: 83*46=3698.', 0.29)
    .probe('3698')
    .line('Step 2: 57*29=1633.', 0.28)
    .probe('5353')
    .line('Step 3: 3698+1633=5331.', 0.16)
    .probe('5331')
    .line('Step 4: 5331-118=5213.', 0.15)
    .probe('5213')
    .wait('Wait', 0.97)
    .line(', let me check step 1: 83*46=83*40+83*6=3320+498=3818, so step 1 is 3818.', 1)
    .probe('5213')
    .line('So the answer is 5333.', 0.25)
    .probe('5333')
    .wait('Wait', 0.9953)
    .line(', let me check step 2: 57*29=57*20+57*9=1140+513=1653, so step 2 is 1653.', 1)
    .probe('5353')
    .line('Step 3: 3818+1653=5471.', 0.95)
    .probe('5353')
    .line('Step 4: 5471-118=5353.', 0.86)
    .probe('5353')
    .line('So the answer is 5353.', 0.9)
    .probe('5353')
    .endThinking('end')
    .text('\nFinal Answer: 5353')
    .finish('stop', '5353');
}

/** Waits that are all answered the same, and then a model that repeats itself unasked. */
export function looping(): TraceScript {
  const script = firstTry(new TraceScript(draft()));
  for (let i = 0; i < 4; i++) script.wait('Wait', 0.9).line(', the answer is still 5213.', 0.9);
  for (let i = 0; i < 3; i++) script.line('Let me see.', 0.7).line('It could be 5213.', 0.6);
  return script.endThinking('end').text('\nFinal Answer: 5213').finish('stop', '5213');
}

/** Cut in mid-step at the maximum, the answer cut at its limit. */
export function forced(): TraceScript {
  const budget = { ...REQUEST.budget, maxThinkingTokens: 95, maxAnswerTokens: 6 };
  return firstTry(new TraceScript(draft(undefined, { budget, continuation: [] })))
    .wait('', 0.97)
    .text('Step 3: 3698')
    .step(0.4)
    .warn('Only 1 of 2 waits fitted into the maximum of 95 thinking tokens.')
    .endThinking('budget')
    .text(' 52130')
    .finish('limit', null);
}

/** The engine died in a step; a person had written a part. */
export function failed(): TraceScript {
  return firstTry(new TraceScript(draft()))
    .edit('Let me try it the long way.\n')
    .step(0.8)
    .text('Step 1: 83*46=83*4')
    .finish(null, null, { code: 'engineFailed', message: 'The engine process was killed by SIGKILL.' });
}

/** A question that the model does not know, and says so. */
export function unknown(): TraceScript {
  return new TraceScript(draft('Why is the sky blue?'))
    .line('I only know numbers, letters and days, not this.', 0.03)
    .endThinking('end')
    .text('\nFinal Answer: unknown')
    .finish('stop', 'unknown');
}

/** Everything that must be shown, and must not act. */
export const HOSTILE = [
  '</script><script>window.hacked = true</script><img src=x onerror="window.hacked = true">',
  'NUL \u0000, bell \u0007, escape \u001b[31mred\u001b[0m, delete \u007f, next line \u0085',
  'override \u202Edesrever\u202C, isolate \u2067x\u2069, mark \u200F, separator \u2028 end',
  'עברית and العربية in one line with 123',
  '${constructor.constructor("window.hacked = true")()} {{7*7}} &lt;b&gt;',
];

export function hostile(): TraceScript {
  const script = new TraceScript(draft(HOSTILE.join('\n')));
  for (const line of HOSTILE) script.text(`${line}\n`, 'model', [...`${line}\n`]).step(0.5);
  return script
    .wait('<b>Wait</b>\u202E\u0000', 0.5)
    .line(' not bold', 0.5)
    .endThinking('end')
    .text(HOSTILE.join('\n'))
    .finish('stop', `${HOSTILE[0]}\u202E\u0000`);
}

/** Formulas of all kinds, and what only looks like them. */
export function maths(): TraceScript {
  return new TraceScript(draft('What is x if $x^2 = 2$?'))
    .line('We have $x^2 = \\frac{8}{4}$, so \\(x = \\pm\\sqrt{2}\\). It costs $5 or $6.', 0.9)
    .line('$$\\sum_{k=1}^{n} k = \\frac{n(n+1)}{2}$$', 0.8)
    .wait('Wait', 0.97)
    .line(', is \\(\\undefinedmacro{x}\\) a formula? No. But $y$ is.', 0.3)
    .line('Nothing to draw here.', 0.7)
    .line(
      '$\\def\\a{\\a\\a}\\a$ and $' + '{'.repeat(900) + '}'.repeat(900) + '$ must not hang; $z$ is drawn.',
      0.2,
    )
    .line('$\\href{javascript:alert(1)}{h}$ $\\includegraphics{http://x/y.png}$ <b>$b$</b>', 0.2)
    .endThinking('end')
    .text('\nFinal Answer: \\boxed{\\sqrt{2}}')
    .finish('stop', '\\sqrt{2}');
}

/** 820 steps, 32,768 thinking tokens. */
export function long(steps = 820, tokens = 32768): TraceScript {
  const draw = random(7);
  const words = [
    'so',
    'then',
    'the',
    'sum',
    'is',
    'therefore',
    'we',
    'find',
    'check',
    'that',
    'value',
    'minus',
  ];
  const budget = { ...REQUEST.budget, maxThinkingTokens: tokens, waits: 8 };
  const script = new TraceScript(draft(undefined, { budget }));
  for (let step = 0; step < steps; step++) {
    const left = tokens - script.trace.tokens.id.length;
    const count = step === steps - 1 ? left : Math.max(2, Math.floor(left / (steps - step)) + (step % 5) - 2);
    const forcedWait = step > 0 && step % 100 === 0;
    if (forcedWait) script.wait('Wait', 0.9);
    const line = Array.from(
      { length: count - (forcedWait ? 2 : 1) },
      () => ` ${words[Math.floor(draw() * words.length)]}`,
    );
    script.text('', 'model', [...line, '\n']).step(draw());
  }
  return script.endThinking('end').text('\nFinal Answer: 42').finish('stop', '42');
}

/** The longest that is promised to stay quick: 5,000 steps, 131,072 thinking tokens. */
export const huge = (): TraceScript => long(5000, 131_072);

/** Words of another program: no model of ours has read them. */
export function imported(): TraceScript {
  const script = firstTry(new TraceScript(draft())).endThinking('end').text('\nFinal Answer: 5213');
  const { tokens } = script.finish('stop', '5213').trace;
  tokens.id.fill(0);
  tokens.prob.fill(null);
  tokens.entropy.fill(null);
  tokens.timeMs.fill(0);
  tokens.alternativeIds.fill(-1);
  tokens.alternativeProbs.fill(0);
  tokens.alternativeTexts = {};
  script.trace.prompt = null;
  script.trace.imported = { format: 'prm800k', source: 'a.jsonl', line: 3, labels: null };
  return script;
}

export const scenarios = {
  arithmetic,
  probed,
  looping,
  unknown,
  forced,
  failed,
  hostile,
  maths,
  long,
  huge,
  imported,
} as const;
export type ScenarioName = keyof typeof scenarios;

/** Cuts token events so that a stream comes in many small frames. */
export function frames(events: readonly TraceEvent[], tokensPerFrame: number): TraceEvent[] {
  return events.flatMap((event): TraceEvent[] => {
    if (event.type !== 'tokens') return [event];
    const { tokens, provenance } = event;
    const cut: TraceEvent[] = [];
    for (let start = 0; start < tokens.id.length; start += tokensPerFrame) {
      const end = start + tokensPerFrame;
      cut.push({
        type: 'tokens',
        provenance,
        tokens: sliceColumns(tokens, start, Math.min(end, tokens.id.length)),
      });
    }
    return cut;
  });
}
