/** Curates a pool: read once to decide, and once more to write, so that no pool is too large for the memory. */
import { join } from 'node:path';
import type { CurationConfig } from '../core/curate/curationConfig';
import { countDecision, decide, type CurationCounts } from '../core/curate/decision';
import { droppedRow } from '../core/curate/droppedRow';
import { outcomeOf, type Outcome } from '../core/curate/outcome';
import { readPoolRow } from '../core/curate/poolRow';
import { SignalReader, type ReadRow } from '../core/curate/signalReader';
import { errors, quote } from '../core/errors';
import { openTools, type EvaluationSetSummary } from './curationTools';
import { LineWriter, type Written } from './lineWriter';
import { poolFiles, readPoolFile, type PoolFile, type PoolFileSummary } from './pool';
import { PoolPlaces } from './poolPlaces';
import { unknownIds } from './readHandover';
import { saveText } from './saveTrace';

export const SELECTION = 'selection.jsonl';
export const DROPPED = 'dropped.jsonl';
export const MANIFEST = 'manifest.json';
export const MANIFEST_SCHEMA = 1;

/** What was done, with what: the same input, config and seed give the same bytes. Documented in docs/format.md. */
export interface Manifest {
  readonly schema: typeof MANIFEST_SCHEMA;
  /** Complete: what was not given has its default. */
  readonly config: CurationConfig;
  readonly pool: readonly PoolFileSummary[];
  readonly evaluationSets: readonly EvaluationSetSummary[];
  /** Files of `config.handover`, those of `selected` first. */
  readonly handover: readonly PoolFileSummary[];
  /** Of `config.diversity.domainsFile`, where it names one. */
  readonly domains?: PoolFileSummary;
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
  const { tools, sets, handover, domains } = await openTools(config, options.configFolder, signal);
  const reader = new SignalReader(config, tools, 'needed');
  const places = new PoolPlaces();
  const pool: PoolFileSummary[] = [];
  for (const file of files) {
    places.begin(file.name);
    for await (const { line, entry } of readPoolFile(file, (summary) => pool.push(summary), signal)) {
      signal?.throwIfAborted();
      places.push(line);
      reader.add(entry);
      options.onProgress?.(places.rows, null);
    }
  }
  const decision = decide(reader.signals, config);
  const counts = countDecision(decision, reader);
  refuseEmpty(counts);
  const outcome = (row: number, read: ReadRow): Outcome =>
    outcomeOf(row, read, decision, reader, (other) => places.of(other));
  const { selection, dropped } = await writeRows(options, files, pool, places.rows, outcome);
  const manifest: Manifest = {
    schema: MANIFEST_SCHEMA,
    config,
    pool,
    evaluationSets: sets,
    handover,
    ...(domains && { domains }),
    counts,
    selection,
    dropped,
    warnings: [...warningsOf(config, counts, sets), ...unknownIds(tools.handover)],
  };
  await saveText(join(out, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
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

/** Of questions that are too short for an n-gram, and of sets without any. */
export function warningsOfSets(sets: readonly EvaluationSetSummary[], words: number): string[] {
  return sets.flatMap(({ name, questions, tooShort }) =>
    tooShort > 0
      ? [
          `${tooShort} of ${questions} questions of ${name} have fewer than ${words} words, and can match nothing.`,
        ]
      : [],
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
    ...warningsOfSets(sets, decontamination.words),
    ...counts.repeatedIds.map((id) => `The id ${quote(id)} is there for different questions.`),
  ];
}

async function writeRows(
  { config, out, signal, onProgress }: CuratePoolOptions,
  files: readonly PoolFile[],
  pool: readonly PoolFileSummary[],
  rows: number,
  outcome: (row: number, read: ReadRow) => Outcome,
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
      for await (const { line, entry, json } of readPoolFile(file, (summary) => (again = summary), signal)) {
        signal?.throwIfAborted();
        const read = 'value' in entry ? readPoolRow(entry.value, config) : entry;
        const became = outcome(row++, read);
        if ('selected' in became.result) await selection.write(json ?? 'null');
        else {
          const { question, id } = 'problem' in read ? { question: null, id: null } : read;
          await dropped.write(JSON.stringify(droppedRow(became, { file: file.name, line, id, question })));
        }
        onProgress?.(row, rows);
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
