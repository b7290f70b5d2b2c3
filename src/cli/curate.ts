/** Curates a pool from the command line. */
import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { STAGES } from '../core/curate/decision';
import { parseConfig, parseConfigText, type CurationConfig } from '../core/curate/curationConfig';
import { errors, quote } from '../core/errors';
import { MANIFEST, curatePool, type Manifest } from '../files/curatePool';
import { reasonOf } from '../files/journalFile';
import { takeFolder } from '../files/takeFolder';
import { EXIT, errorLine, type ExitCode } from './exit';
import { Output } from './streams';
import { warn } from './traceRun';
import { untilInterrupted } from './untilInterrupted';

export interface CurateOptions {
  readonly config?: string;
  readonly out: string;
  readonly selected?: readonly string[];
  readonly dropped?: readonly string[];
  readonly json?: true;
}

/** A line of progress that changes more often is not read. */
const PROGRESS_ROWS = 500;

/** @throws WaitpointError for everything that keeps a curation from its end */
export function curate(paths: readonly string[], options: CurateOptions): Promise<ExitCode> {
  return untilInterrupted('Interrupted. Nothing was written.', async (signal, status) => {
    const configFolder = options.config === undefined ? '.' : dirname(options.config);
    const config = withHandover(await readConfig(options.config), options, configFolder);
    const lock = await takeFolder(options.out, MANIFEST);
    try {
      const manifest = await curatePool({
        paths,
        config,
        configFolder,
        out: options.out,
        signal,
        onProgress: (done, total) => {
          if (done % PROGRESS_ROWS === 0)
            status.show(total === null ? `${done} rows read` : `${done} of ${total} rows written`);
        },
      });
      status.clear();
      return await conclude(manifest, options);
    } finally {
      lock.release();
    }
  });
}

/** The manifest has them as the config would: relative to it, so that it does not tell where it was made. */
function withHandover(
  config: CurationConfig,
  { selected = [], dropped = [] }: CurateOptions,
  configFolder: string,
): CurationConfig {
  const named = (paths: readonly string[]): string[] =>
    paths.map((path) => relative(configFolder, path) || '.');
  return {
    ...config,
    handover: {
      selected: [...config.handover.selected, ...named(selected)],
      dropped: [...config.handover.dropped, ...named(dropped)],
    },
  };
}

/** @throws WaitpointError `badInput` */
export async function readConfig(path: string | undefined): Promise<CurationConfig> {
  if (path === undefined) return parseConfig({}, 'the default');
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw errors.badInput(`${quote(path, 200)} cannot be read: ${reasonOf(error)}.`);
  });
  return parseConfigText(text, path);
}

async function conclude(manifest: Manifest, { json, out }: CurateOptions): Promise<ExitCode> {
  const output = new Output(process.stdout, () => {});
  output.write(json ? `${JSON.stringify(manifest)}\n` : funnel(manifest, out));
  await output.flush();
  for (const warning of manifest.warnings) warn(warning);
  if (output.failure) process.stderr.write(errorLine(output.failure));
  const { select } = manifest.config;
  return output.failure || manifest.selection.rows < select ? EXIT.badInput : EXIT.done;
}

const WHAT: Readonly<Record<(typeof STAGES)[number], string>> = {
  unreadable: 'could be read',
  person: 'not dropped by the configuration',
  duplicate: 'no question twice',
  handover: 'kept by the hand-over',
  quality: 'quality',
  difficulty: 'not solved by a grader',
  decontamination: 'not in an evaluation set',
  diversity: 'selected',
};

/** Rows that are left behind every stage that dropped some. */
function funnel({ counts, selection }: Manifest, out: string): string {
  const lines = STAGES.filter((stage) => counts.dropped[stage] > 0 || stage === 'diversity').map(
    (stage) => `${String(counts.left[stage]).padStart(9)}  ${WHAT[stage]}`,
  );
  const { kept, taken, drawn } = counts.selected;
  const parts = [kept > 0 ? `${kept} kept` : '', taken > 0 ? `${taken} taken` : '', `${drawn} drawn`];
  return (
    `${String(counts.rows).padStart(9)}  rows\n${lines.join('\n')} (${parts.filter(Boolean).join(', ')})\n` +
    `${selection.rows} rows in ${join(out, 'selection.jsonl')}\n`
  );
}
