/** The built command line with the bundled models. */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { traceSchema, type Trace } from '../../src/core/trace/trace';
import { parseTrace } from '../../src/core/trace/traceFile';
import { parseModelDefaults } from '../../src/core/modelDefaults';
import { CliProcess, MODELS, isAlive, runCli, until } from './cliProcess';

const QUESTION = 'What is 83*46 + 57*29 - 118?';
const defaults = join(MODELS, 'reasoner.waitpoint.json');
const { description, ...SUITED } = parseModelDefaults(readFileSync(defaults, 'utf8'), defaults);
/** On one thread: other tests may use the cores. */
const RUN = ['run', QUESTION, '--threads', '1'];
/** Goes on for about two seconds: time to break in. */
const LONG = [...RUN, '--min', '900', '--max', '900'];

let folder: string;
const file = (name: string): string => join(folder, name);
const readTrace = (name: string): Trace => parseTrace(readFileSync(file(name))).trace;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'waitpoint-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a run', () => {
  test('prints steps with scores, waits, the end and the answer as plain lines', async () => {
    const { code, stdout, stderr } = await runCli([...RUN, '--waits', '2']);
    expect(code).toBe(0);
    expect(stdout).not.toContain('\u001b');
    expect(stdout).toMatch(/^ {2}1 [01]\.\d\d {2}\S/m);
    expect(stdout).toMatch(/^.+ on CPU \(1 thread\) · .+ · scored by .+$/m);
    expect(stdout).toContain(` · ${description} · `);
    expect(stdout).toMatch(/^-- Wait 1 · end suppressed, p [01]\.\d\d · after \d+ tokens$/m);
    expect(stdout).toMatch(/^-- Wait 2 · /m);
    expect(stdout).toMatch(/^-- end of thinking, chosen by the model, p /m);
    expect(stdout).toMatch(/^Answer: -?\d+( {2}\(low confidence: .*\))?$/m);
    expect(stdout).toMatch(/^\d+ thinking tokens · 2 waits · natural end · [\d.]+ tokens\/s$/m);
    expect(stderr).toBe('');
  });

  test('in colour marks waits in reverse video, where colour is asked for', async () => {
    const { stdout } = await runCli([...RUN, '--waits', '1'], { env: { FORCE_COLOR: '1', COLUMNS: '60' } });
    expect(stdout).toContain('\u001b[7m Wait 1 \u001b[0m');
    expect(stdout).toContain('\u001b[7mWait\u001b[0m');
  });

  test('--json prints the trace alone, with the fixed names, and a trace file holds the same', async () => {
    const out = file('json.trace.json');
    const { code, stdout } = await runCli([...RUN, '--waits', '1', '--seed', '7', '--json', '--out', out]);
    expect(code).toBe(0);
    expect(readFileSync(out, 'utf8')).toBe(stdout);
    const trace = traceSchema.parse(JSON.parse(stdout));
    expect(trace.question.text).toBe(QUESTION);
    expect(trace.request.sampler).toEqual({
      temperature: 0,
      topK: 0,
      topP: 1,
      minP: 0,
      repeatPenalty: 1,
      seed: 7,
    });
    // The defaults beside the bundled model.
    expect(trace.request).toMatchObject(SUITED);
    expect(trace.model?.file).toBe('reasoner.gguf');
    expect(trace.scorer).toMatchObject({ file: 'scorer.gguf', protocol: 'step-tag' });
    const { thinking, answer, tokens, interventions, steps, usage } = trace;
    expect(thinking.end - thinking.start).toBe(usage.thinkingTokens);
    expect(answer?.extracted).toMatch(/^-?\d+$/);
    expect(interventions).toHaveLength(1);
    const wait = interventions[0];
    expect(wait).toMatchObject({ kind: 'wait', text: 'Wait' });
    expect(wait?.suppressedProb).toBeGreaterThan(0);
    expect(tokens.provenance[wait?.at ?? -1]).toBe('forced');
    expect(steps.length).toBeGreaterThan(2);
    for (const step of steps) expect(step.score).toBeTypeOf('number');
    expect(trace.finish).toEqual({ thinking: 'end', answer: 'stop' });
    expect(usage.policyEvaluatedTokens).toBeGreaterThanOrEqual(usage.thinkingTokens);
    expect(usage.scorerEvaluatedTokens).toBeGreaterThan(0);
    expect(trace.compute?.device).toMatch(/^CPU/);
    expect(trace.compute).toMatchObject({ gpuLayers: 0, layers: 6, kvCache: 'f16', flashAttention: 'on' });
    for (const { ram, vram } of [trace.compute?.weights, trace.compute?.context].map(
      (one) => one ?? { ram: 0, vram: 1 },
    )) {
      expect(ram).toBeGreaterThan(100_000);
      expect(vram).toBe(0);
    }
    expect(readdirSync(folder)).toEqual(['json.trace.json']);
  });

  test('--quiet prints the extracted answer alone; - reads the question from standard input', async () => {
    const typed = await runCli([...RUN, '--quiet', '--scorer', 'none']);
    expect(typed.stdout).toMatch(/^-?\d+\n$/);
    const args = ['run', '-', '--threads', '1', '--quiet', '--scorer', 'none'];
    expect(await runCli(args, { input: `${QUESTION}\n` })).toEqual({ ...typed, code: 0, stderr: '' });
  });

  test.each([
    ['of another domain', 'Why is the sky blue?'],
    ['in another language', 'Wie heißt die Hauptstadt von Österreich? 数えて'],
    ['of blanks and signs', '?!'],
  ])('a question %s ends cleanly within its budget', async (_, question) => {
    const { code, stdout, stderr } = await runCli([
      'run',
      question,
      '--threads',
      '1',
      '--max',
      '100',
      '--json',
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const trace = traceSchema.parse(JSON.parse(stdout));
    expect(trace.usage.thinkingTokens).toBeLessThanOrEqual(100);
    expect(trace.finish.answer).toMatch(/^(stop|limit)$/);
    expect(trace.failure).toBeNull();
  });

  test('a maximum cuts the thinking and says so', async () => {
    const { code, stdout } = await runCli([...RUN, '--max', '20', '--scorer', 'none']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^-- Forced end · thinking cut at 20 tokens$/m);
    expect(stdout).toMatch(/^20 thinking tokens · 0 waits · forced end/m);
  });
});

describe('bad input ends with 2 and one line', () => {
  const refused = async (args: readonly string[], message: RegExp): Promise<void> => {
    const { code, stdout, stderr } = await runCli(args);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^waitpoint: [^\n]+\n$/);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  };

  test('an empty question', () => refused(['run', ' '], /question is empty/));
  test('no question', () => refused(['run'], /no question/));
  test('a question without quotes', () => refused(['run', 'what', 'is'], /in quotes/));
  test('a budget that is no number', () =>
    refused([...RUN, '--max', 'NaN'], /--max is "NaN", but it must be/));
  test('a minimum above the maximum', () =>
    refused([...RUN, '--min', '9', '--max', '8'], /minimum of 9 .* above/));
  test('a mistyped option', () => refused([...RUN, '--wait', '1'], /Did you mean --waits/));
  test('a mistyped command', () => refused(['rum'], /Did you mean run/));
  test('a model that is not there', () => refused([...RUN, '--model', file('no.gguf')], /No model file/));
  test('a context that is too small, said before loading', () =>
    refused([...RUN, '--context', '100'], /needs a context of 577 tokens .*only 100/));
  test('a budget past what the model was trained for', () =>
    refused([...RUN, '--max', '1000000'], /needs a context of 100\d{4} tokens .* only \d+ are available/));
  test('a model without the delimiters of the preset', () =>
    refused([...RUN, '--preset', 's1-eval'], /no single token "<\|im_start\|>"/));
  test('an output without its extension', () => refused([...RUN, '--out', file('run.json')], /must end in/));
  test('an output in no folder', () =>
    refused([...RUN, '--out', file('no/run.trace.json')], /Cannot write .*folder does not exist/));

  test('a model that is no GGUF', async () => {
    writeFileSync(file('text.gguf'), 'not a model');
    await refused([...RUN, '--model', file('text.gguf')], /text\.gguf\\?" is not a usable GGUF model/);
  });

  test('a model that is cut short', async () => {
    const whole = readFileSync(join(MODELS, 'reasoner.gguf'));
    writeFileSync(file('cut.gguf'), whole.subarray(0, 200_000));
    await refused([...RUN, '--model', file('cut.gguf')], /cut\.gguf\\?" is not a usable GGUF model/);
  });

  test('an output that is no trace stays as it is', async () => {
    writeFileSync(file('notes.trace.json'), 'my notes');
    await refused([...RUN, '--out', file('notes.trace.json')], /is not overwritten/);
    expect(readFileSync(file('notes.trace.json'), 'utf8')).toBe('my notes');
  });
});

describe('breaking off', () => {
  test('Ctrl-C stops, saves what came, says where, and ends with 130', async () => {
    const cli = new CliProcess([...LONG, '--out', file('interrupted.trace.json')]);
    await cli.printed('Wait 1');
    cli.interrupt();
    expect(await cli.exit).toEqual({ code: 130, signal: null });
    expect(cli.stderr).toContain('Interrupted.');
    expect(cli.stderr).toContain(`The partial trace was saved to ${file('interrupted.trace.json')}`);
    const trace = readTrace('interrupted.trace.json');
    expect(trace.finish).toEqual({ thinking: 'abort', answer: null });
    expect(trace.failure).toBeNull();
    expect(trace.usage.thinkingTokens).toBeGreaterThan(0);
    expect(existsSync(file('interrupted.trace.json.journal'))).toBe(false);
  });

  test('--json prints what came before an interruption', async () => {
    const cli = new CliProcess([...LONG, '--json', '--out', file('json-interrupted.trace.json')]);
    await journaled('json-interrupted', '"wait"');
    cli.interrupt();
    expect((await cli.exit).code).toBe(130);
    expect(cli.stdout).toBe(readFileSync(file('json-interrupted.trace.json'), 'utf8'));
  });

  test('without --out an interruption says that nothing is kept', async () => {
    const cli = new CliProcess(LONG);
    await cli.printed('Wait 1');
    cli.kill('SIGTERM');
    expect((await cli.exit).code).toBe(130);
    expect(cli.stderr).toContain('--out FILE.trace.json would save it');
  });

  test('an interruption before the first token leaves an earlier trace as it is', async () => {
    const earlier = await runCli([...RUN, '--json', '--out', file('kept.trace.json')]);
    const cli = new CliProcess([...LONG, '--out', file('kept.trace.json')]);
    await cli.engine();
    cli.interrupt();
    expect((await cli.exit).code).toBe(130);
    expect(cli.stderr).toContain('No token was received, so nothing is saved.');
    expect(readFileSync(file('kept.trace.json'), 'utf8')).toBe(earlier.stdout);
    expect(existsSync(file('kept.trace.json.journal'))).toBe(false);
  });

  test('an engine that dies costs the run, not its tokens', async () => {
    const cli = new CliProcess([...LONG, '--out', file('died.trace.json')]);
    const engine = await cli.engine();
    await cli.printed('Wait 1');
    process.kill(engine, 'SIGKILL');
    expect((await cli.exit).code).toBe(3);
    expect(cli.stderr).toMatch(
      /waitpoint: The engine process ended \(signal SIGKILL\)\. The system ends processes so when memory runs out: a smaller model/,
    );
    const trace = readTrace('died.trace.json');
    expect(trace.failure?.code).toBe('engineFailed');
    expect(trace.usage.thinkingTokens).toBeGreaterThan(0);
  });

  test('a second Ctrl-C ends at once; the next run recovers the journal', async () => {
    const args = [...LONG, '--scorer', 'none', '--out', file('stuck.trace.json')];
    const cli = new CliProcess(args);
    const engine = await cli.engine();
    await journaled('stuck', '"wait"');
    // An engine that hangs cannot be stopped by asking.
    process.kill(engine, 'SIGSTOP');
    let ended = false;
    void cli.exit.then(() => (ended = true));
    await until(() => {
      if (!ended) cli.kill('SIGINT');
      expect(ended).toBe(true);
    });
    expect((await cli.exit).code).toBe(130);
    process.kill(engine, 'SIGKILL');
    await expectRecovery('stuck', args);
  });

  test('a command line that is killed leaves its journal and no engine; the next run recovers it', async () => {
    const args = [...LONG, '--scorer', 'none', '--out', file('killed.trace.json')];
    const cli = new CliProcess(args);
    const engine = await cli.engine();
    await journaled('killed', '"wait"');
    cli.kill('SIGKILL');
    await cli.exit;
    await until(() => expect(isAlive(engine)).toBe(false));
    await expectRecovery('killed', args);
  });

  async function journaled(name: string, text: string): Promise<void> {
    await until(() => expect(readFileSync(file(`${name}.trace.json.journal`), 'utf8')).toContain(text));
  }

  async function expectRecovery(name: string, args: readonly string[]): Promise<void> {
    const { code, stderr } = await runCli(args);
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /An earlier run broke off: its \d+ tokens were recovered to .*\.recovered\.trace\.json/,
    );
    const recovered = readTrace(`${name}.recovered.trace.json`);
    const whole = readTrace(`${name}.trace.json`);
    const { length } = recovered.tokens.id;
    expect(length).toBeGreaterThan(0);
    expect(length).toBeLessThan(whole.tokens.id.length);
    expect(recovered.tokens.id).toEqual(whole.tokens.id.slice(0, length));
    expect(recovered.failure?.code).toBe('interrupted');
    expect(existsSync(file(`${name}.trace.json.journal`))).toBe(false);
    expect(existsSync(file(`${name}.trace.json.lock`))).toBe(false);
  }
});

describe('outputs that fail', () => {
  test.skipIf(!existsSync('/dev/full'))('a full standard output is said, and ends with 2', async () => {
    const { code, stderr } = await runCli([...RUN, '--json'], { shell: 'exec "$@" > /dev/full' });
    expect(code).toBe(2);
    expect(stderr).toContain('waitpoint: Cannot write "standard output": the disk is full.');
  });

  test('a reader that goes away ends the run quietly', async () => {
    const { code, stdout, stderr } = await runCli(LONG, { shell: '"$@" | head -n 1; exit 0' });
    expect({
      code,
      stdout,
      stderr: stderr.replace(/waitpoint: The partial trace is not kept.*\n/, ''),
    }).toEqual({
      code: 0,
      stdout: `${QUESTION}\n`,
      stderr: '',
    });
  });

  test('a file limit in mid-run is said; the run goes on in memory and loses no token', async () => {
    const out = file('limited.trace.json');
    const limited = await runCli([...RUN, '--waits', '2', '--json', '--out', out], {
      shell: 'ulimit -f 16; exec "$@"',
      env: { TMPDIR: folder },
    });
    expect(limited.code).toBe(2);
    expect(limited.stderr).toContain('The run goes on in memory.');
    expect(limited.stderr).toContain('the file would be larger than allowed');
    const free = await runCli([...RUN, '--waits', '2', '--json']);
    const trace = (text: string): Trace => traceSchema.parse(JSON.parse(text));
    expect(trace(limited.stdout).tokens.id).toEqual(trace(free.stdout).tokens.id);
    expect(existsSync(out)).toBe(false);
    rmSync(`${out}.journal`);
  });

  test('a full disk is said, and the trace is saved elsewhere', async (context) => {
    const disk = file('disk');
    mkdirSync(disk);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'waitpoint', disk], { stdio: 'ignore' });
    } catch {
      // Only root on Linux can mount one.
      context.skip();
    }
    try {
      const args = [...RUN, '--waits', '2', '--out', join(disk, 'full.trace.json')];
      const { code, stderr } = await runCli(args, { env: { TMPDIR: folder } });
      expect(code).toBe(2);
      expect(stderr).toMatch(/Cannot write .*disk is full\. The run goes on in memory\./);
      const saved = /saved to (\S+)/i.exec(stderr)?.[1] ?? '';
      expect(saved).toMatch(/\d+-full\.trace\.json$/);
      expect(parseTrace(readFileSync(saved)).trace.finish).toEqual({ thinking: 'end', answer: 'stop' });
    } finally {
      execFileSync('umount', [disk]);
    }
  });
});

describe('help and version', () => {
  test('are printed on standard output and end with 0', async () => {
    const version = await runCli(['--version']);
    expect(version).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string,
      stderr: '',
    });
    const help = await runCli(['run', '--help']);
    expect(help.code).toBe(0);
    for (const word of ['--waits <count>', 'Budget:', 'Exit codes:', 'Examples:'])
      expect(help.stdout).toContain(word);
  });

  test('a reader that does not want all of the help is no error', async () => {
    const help = await runCli(['run', '--help'], { shell: 'exec "$@" | true; exec true' });
    expect(help).toMatchObject({ code: 0, stderr: '' });
  });

  test('no command prints the help as an error', async () => {
    const { code, stdout, stderr } = await runCli([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('Usage: waitpoint');
  });
});
