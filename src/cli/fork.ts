/** Forks a trace from the command line: the parent stays as it is, what both share is evaluated once. */
import { dirname, relative, resolve, sep } from 'node:path';
import { leastContext } from '../core/decode/validate';
import { errors, quote } from '../core/errors';
import { forkTrace, type ForkAction } from '../core/fork';
import { isReadBy } from '../core/trace/identity';
import type { Trace } from '../core/trace/trace';
import { BUNDLED_MODELS, Engines, type LoadedModels } from './engines';
import { EXIT, type ExitCode } from './exit';
import { actionsOf, changedRequest, tokenAt, type ForkOptions } from './forkOptions';
import { Interruption } from './interruption';
import { chooseModels } from './models';
import { readTrace, refuseDraft } from './readTrace';
import { TraceOutput } from './traceOutput';
import { TraceRun, warn } from './traceRun';

const EXTENSION = '.trace.json';

/** @throws WaitpointError for everything that keeps a fork from beginning */
export async function forkFile(path: string, options: ForkOptions): Promise<ExitCode> {
  const parent = await readTrace(path);
  refuseDraft(parent, path);
  const at = tokenAt(options.at, parent);
  const request = changedRequest(parent, options);
  const actions = actionsOf(options, request);
  const outs = actions.map((_, i) => outPath(options.out, i, actions.length));
  if (outs.some((out) => resolve(out) === resolve(path)))
    throw errors.badInput(
      `--out is the trace itself, ${quote(path, 200)}. A fork never overwrites its parent.`,
    );
  const interruption = new Interruption();
  const models = await chooseModels(options, BUNDLED_MODELS);
  const engines = new Engines(options, models, interruption);
  let loaded: LoadedModels | null = null;
  let code: ExitCode = EXIT.done;
  try {
    for (const [i, action] of actions.entries()) {
      const out = await TraceOutput.prepare(outs[i] ?? options.out, warn);
      try {
        const { description } = models.model.defaults;
        const run = new TraceRun({ ...options, description }, interruption, out);
        code = await run.complete(
          engines,
          async () => {
            if (!loaded) {
              loaded = await engines.load(leastContext(request));
              if (!isReadBy(parent, loaded.engine))
                warn(`${loaded.engine.info.identity.name} reads the trace as text: another model wrote it.`);
            }
            return loaded;
          },
          (engine) => prepared(engine, { ...parent, request }, { path, out: out.path }, at, action),
        );
      } finally {
        out.release();
      }
      if (code !== EXIT.done) break;
    }
    return code;
  } catch (error) {
    if (!interruption.signal.aborted) throw error;
    warn('Interrupted.');
    return EXIT.interrupted;
  } finally {
    await engines.dispose();
    interruption.dispose();
  }
}

/** The fork, with the way from its file to its parent's. */
async function prepared(
  engine: LoadedModels['engine'],
  parent: Trace,
  files: { readonly path: string; readonly out: string },
  at: number,
  action: ForkAction,
): ReturnType<typeof forkTrace> {
  const fork = await forkTrace(engine, parent, at, action, new Date().toISOString());
  const file = relative(dirname(files.out), resolve(files.path)).split(sep).join('/');
  return { ...fork, trace: { ...fork.trace, parent: fork.trace.parent && { ...fork.trace.parent, file } } };
}

/** `fork.trace.json`; of several `fork-1.trace.json`, `fork-2.trace.json` … */
function outPath(out: string, index: number, count: number): string {
  if (count === 1 || !out.endsWith(EXTENSION)) return out;
  return `${out.slice(0, -EXTENSION.length)}-${index + 1}${EXTENSION}`;
}
