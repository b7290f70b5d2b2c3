/** Curates a pool: read once to decide, and once more to write, so that no pool is too large for the memory. */
import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { Curation, type CurationCounts, type CurationTools } from '../core/curate/curation';
import { configSchema, type CurationConfig } from '../core/curate/curationConfig';
import { droppedRow } from '../core/curate/droppedRow';
import { NgramIndex } from '../core/curate/ngramIndex';
import { readPoolRow } from '../core/curate/poolRow';
import { errors, quote } from '../core/errors';
import { reasonOf } from './journalFile';
import { poolFiles, readPoolFile, type PoolFile, type PoolFileSummary, type PoolLine } from './pool';
import { readHandover, unknownIds } from './readHandover';
import { saveText } from './saveTrace';
import { LineWriter, type Written } from './lineWriter';

export const SELECTION = 'selection.jsonl';
export const DROPPED = 'dropped.jsonl';
export const MANIFEST = 'manifest.json';
export const MANIFEST_SCHEMA = 1;

export interface EvaluationSetSummary extends PoolFileSummary {
  readonly questions: number;
  /** Questions with fewer words than an n-gram: they can match nothing. */
  readonly tooShort: number;
}

/** What was done, with what: the same input, config and seed give the same bytes. Documented in docs/format.md. */
export interface Manifest {
  readonly schema: typeof MANIFEST_SCHEMA;
  /** Complete: what was not given has its default. */
  readonly config: CurationConfig;
  readonly pool: readonly PoolFileSummary[];
  readonly evaluationSets: readonly EvaluationSetSummary[];
  /** Files of `config.handover`, those of `selected` first. */
  readonly handover: readonly PoolFileSummary[];
  readonly counts: CurationCounts;
  readonly selection: Written;
  readonly dropped: Written;
  /** What a reader of the result should know. */
  readonly warnings: readonly string[];
}

export interface CuratePoolOptions {
  readonly paths: readonly string[];
  readonly config: CurationConfig;
  /** Paths of the config are relative to it. */
  readonly configFolder: string;
  /** Made already. */
  readonly out: string;
  readonly signal?: AbortSignal;
  /** @param done rows of this pass @param total of the pool; null while it is read for the first time */
  readonly onProgress?: (done: number, total: number | null) => void;
}

/**
 * Writes selection, dropped rows and manifest; the manifest last, and each file whole.
 * @throws WaitpointError `badInput` for what cannot be read, a pool that changes meanwhile, or one of which nothing can
 *   be drawn; `writeFailed`
 */
export async function curatePool(options: CuratePoolOptions): Promise<Manifest> {
  const { config, signal, out } = options;
  const files = await poolFiles(options.paths);
  const { tools, sets, handover } = await openTools(options);
  const curation = new Curation(config, tools);
  const fileOf: PoolFile[] = [];
  const pool: PoolFileSummary[] = [];
  const lines: number[] = [];
  const placeOf = (row: number): string => `${fileOf[row]?.name ?? ''}:${lines[row] ?? 0}`;
  for (const file of files) {
    for await (const { line, entry } of readPoolFile(file, (summary) => pool.push(summary), signal)) {
      signal?.throwIfAborted();
      lines.push(line);
      fileOf.push(file);
      curation.add(entry, placeOf);
      options.onProgress?.(curation.rows, null);
    }
  }
  curation.select();
  const counts = curation.counts();
  refuseEmpty(counts);
  const { selection, dropped } = await writeRows(options, files, pool, curation);
  const manifest: Manifest = {
    schema: MANIFEST_SCHEMA,
    config,
    pool,
    evaluationSets: sets,
    handover,
    counts,
    selection,
    dropped,
    warnings: [...warningsOf(config, counts, sets), ...unknownIds(tools.handover)],
  };
  await saveText(join(out, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

/** @throws WaitpointError `badInput` */
async function openTools({ config, configFolder, signal }: CuratePoolOptions): Promise<{
  tools: CurationTools;
  sets: EvaluationSetSummary[];
  handover: PoolFileSummary[];
}> {
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
  const solved = [];
  for (const grader of config.difficulty.graders)
    if (typeof grader !== 'string')
      solved.push({ name: grader.evaluation, keys: await solvedIn(resolve(grader.evaluation)) });
  return {
    tools: {
      contamination: against.length > 0 ? index : null,
      contaminationNames: (source) => names[source] ?? '',
      solved,
      handover: returned.handover,
    },
    sets,
    handover: returned.files,
  };
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

/** @throws WaitpointError `badInput` */
function refuseEmpty({ rows, rules, selected, left }: CurationCounts): void {
  if (selected.kept + selected.taken + selected.drawn > 0) return;
  if (rules['no domain'])
    throw errors.badInput(
      `None of the ${left.decontamination} rows that passed the rules has a domain, by which rows are drawn. Name the column in ` +
        '"columns.domain", or give "diversity.domainRules"; the pattern "." puts all into one.',
    );
  throw errors.badInput(
    `Nothing is left of ${rows} rows. Dropped: ${Object.entries(rules)
      .map(([rule, count]) => `${rule} ${count}`)
      .join(', ')}.`,
  );
}

function warningsOf(
  { select, difficulty, decontamination, handover }: CurationConfig,
  counts: CurationCounts,
  sets: readonly EvaluationSetSummary[],
): string[] {
  const { kept, taken, drawn } = counts.selected;
  const selected = kept + taken + drawn;
  const isHandedOver = handover.selected.length + handover.dropped.length > 0;
  const missing = counts.rules['no domain'] ?? 0;
  return [
    ...(selected < select ? [`Asked for ${select} rows, but only ${selected} are left.`] : []),
    ...(selected > select ? [`${selected} rows are kept by name, more than the ${select} asked for.`] : []),
    ...(counts.dropped.unreadable > 0 ? [`${counts.dropped.unreadable} rows could not be read.`] : []),
    ...(missing > 0 ? [`${missing} rows have no domain, and cannot be drawn.`] : []),
    ...(counts.lengths.tokens > 0 && counts.lengths.words > 0
      ? [
          `${counts.lengths.tokens} rows have a length in tokens; those of the other ${counts.lengths.words} are counted in words.`,
        ]
      : []),
    ...(counts.verdicts === 0 && difficulty.graders.length > 0
      ? ['No row has a verdict of a grader: none was dropped as too easy.']
      : []),
    ...(decontamination.against.length === 0 && !isHandedOver
      ? ['No evaluation set is given: nothing was checked against one.']
      : []),
    ...sets
      .filter(({ tooShort }) => tooShort > 0)
      .map(
        ({ name, questions, tooShort }) =>
          `${tooShort} of ${questions} questions of ${name} have fewer than ${decontamination.words} words, and can match nothing.`,
      ),
    ...counts.repeatedIds.map((id) => `The id ${quote(id)} is there for different questions.`),
  ];
}

async function writeRows(
  { out, signal, onProgress }: CuratePoolOptions,
  files: readonly PoolFile[],
  pool: readonly PoolFileSummary[],
  curation: Curation,
): Promise<{ selection: Written; dropped: Written }> {
  const selection = await LineWriter.open(join(out, SELECTION));
  const dropped = await LineWriter.open(join(out, DROPPED)).catch(async (error: unknown) => {
    await selection.discard();
    throw error;
  });
  try {
    let row = 0;
    for (const [i, file] of files.entries()) {
      let again: PoolFileSummary | null = null;
      for await (const line of readPoolFile(file, (summary) => (again = summary), signal)) {
        signal?.throwIfAborted();
        await writeRow(line, curation, row++, selection, dropped);
        onProgress?.(row, curation.rows);
      }
      if ((again as PoolFileSummary | null)?.sha256 !== pool[i]?.sha256)
        throw errors.badInput(`${quote(file.path, 200)} changed while it was read. Run it again.`);
    }
    return { dropped: await dropped.finish(), selection: await selection.finish() };
  } catch (error) {
    await Promise.all([selection.discard(), dropped.discard()]);
    throw error;
  }
}

async function writeRow(
  { file, line, json, entry }: PoolLine,
  curation: Curation,
  number: number,
  selection: LineWriter,
  dropped: LineWriter,
): Promise<void> {
  const outcome = curation.outcome(number);
  if ('selected' in outcome.result) return selection.write(json ?? 'null');
  const row = 'value' in entry ? readPoolRow(entry.value, curation.config) : entry;
  const { question, id } = 'problem' in row ? { question: null, id: null } : row;
  await dropped.write(JSON.stringify(droppedRow(outcome, { file, line, id, question })));
}
