/** What a curation needs besides its pool: evaluation sets, verdicts, domains, and what came back from elsewhere. */
import { readFile } from 'node:fs/promises';
import { basename, isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { configSchema, type CurationConfig } from '../core/curate/curationConfig';
import { NgramIndex } from '../core/curate/ngramIndex';
import { readPoolRow } from '../core/curate/poolRow';
import type { CurationTools } from '../core/curate/signalReader';
import { errors, quote } from '../core/errors';
import { reasonOf } from './journalFile';
import { poolFiles, readPoolFile, type PoolFileSummary } from './pool';
import { readHandover } from './readHandover';

export interface EvaluationSetSummary extends PoolFileSummary {
  readonly questions: number;
  /** Questions with fewer words than an n-gram: they can match nothing. */
  readonly tooShort: number;
}

export interface OpenedTools {
  readonly tools: CurationTools;
  readonly sets: EvaluationSetSummary[];
  readonly handover: PoolFileSummary[];
  /** Null: the configuration names none. */
  readonly domains: PoolFileSummary | null;
}

/** Of a pool that could not be read. */
export const NO_TOOLS: OpenedTools = {
  tools: {
    ...{ contamination: null, contaminationNames: () => '', handover: null, domains: null },
    solved: [null, null],
  },
  ...{ sets: [], handover: [], domains: null },
};

/** @param configFolder paths of the config are relative to it @throws WaitpointError `badInput` */
export async function openTools(
  config: CurationConfig,
  configFolder: string,
  signal?: AbortSignal,
): Promise<OpenedTools> {
  const resolve = (path: string): string => (isAbsolute(path) ? path : join(configFolder, path));
  const { against, words } = config.decontamination;
  const index = new NgramIndex(words);
  const names: string[] = [];
  const sets: EvaluationSetSummary[] = [];
  const plain = configSchema.parse({});
  for (const file of await poolFiles(against.map(resolve))) {
    let questions = 0;
    let tooShort = 0;
    let summary: PoolFileSummary | null = null;
    for await (const { line, entry } of readPoolFile(file, (read) => (summary = read), signal)) {
      const row = 'problem' in entry ? entry : readPoolRow(entry.value, plain);
      if ('problem' in row)
        throw errors.badInput(`The evaluation set ${quote(file.path, 200)}, line ${line}: ${row.problem}`);
      questions++;
      names.push(`${file.name}:${line}`);
      if (index.add(row.question) === 0) tooShort++;
    }
    if (summary) sets.push({ ...(summary as PoolFileSummary), questions, tooShort });
  }
  const returned = await readHandover(config.handover, resolve, signal);
  const solved: (ReadonlySet<string> | null)[] = [];
  for (const grader of config.difficulty.graders)
    solved.push(typeof grader === 'string' ? null : await solvedIn(resolve(grader.evaluation)));
  const { domainsFile } = config.diversity;
  const domains = domainsFile === undefined ? null : await readDomains(resolve(domainsFile), signal);
  return {
    tools: {
      contamination: against.length > 0 ? index : null,
      contaminationNames: (source) => names[source] ?? '',
      solved,
      handover: returned.handover,
      domains: domains && domains.byKey,
    },
    sets,
    handover: returned.files,
    domains: domains && domains.summary,
  };
}

const domainSchema = z.object({ key: z.string(), domain: z.string().min(1) });

/** @throws WaitpointError `badInput` */
async function readDomains(
  path: string,
  signal?: AbortSignal,
): Promise<{ byKey: Map<string, string>; summary: PoolFileSummary }> {
  const byKey = new Map<string, string>();
  let summary: PoolFileSummary | null = null;
  const file = { path, name: basename(path) };
  for await (const { line, entry } of readPoolFile(file, (read) => (summary = read), signal)) {
    const row = domainSchema.safeParse('value' in entry ? entry.value : null);
    if (!row.success)
      throw errors.badInput(
        `${quote(path, 200)}, line ${line}, is no domain of a question. A line is {"key": …, "domain": …}.`,
      );
    byKey.set(row.data.key, row.data.domain);
  }
  if (!summary) throw errors.badInput(`${quote(path, 200)} cannot be read to its end.`);
  return { byKey, summary };
}

const resultSchema = z.object({ key: z.string(), correct: z.boolean() });

/** Questions that an evaluation has a right answer to, in any of its cells. @throws WaitpointError `badInput` */
async function solvedIn(folder: string): Promise<Set<string>> {
  const path = join(folder, 'results.jsonl');
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw errors.badInput(
      `${quote(path, 200)} cannot be read: ${reasonOf(error)}. Give "evaluation" the folder of waitpoint eval.`,
    );
  });
  const solved = new Set<string>();
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    let value: unknown = null;
    try {
      value = JSON.parse(line);
    } catch {
      // Said below.
    }
    const row = resultSchema.safeParse(value);
    if (!row.success)
      throw errors.badInput(`${quote(path, 200)}, line ${i + 1}, is no result of an evaluation.`);
    if (row.data.correct) solved.add(row.data.key);
  }
  return solved;
}
