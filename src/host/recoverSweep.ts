/** What a crash left of a sweep: files of its columns that are drafts still, and journals of what they had become. */
import { draftTrace, isRecorded, type Trace } from '../core/trace/trace';
import { parseTrace, stringifyTrace } from '../core/trace/traceFile';
import type { JournalStore } from './journalStore';

/** Where columns are, by URI. */
export interface ColumnFiles {
  /** @returns null where there is no file that can be read */
  read(uri: string): Promise<Uint8Array | null>;
  /** @throws what cannot be written */
  save(uri: string, trace: Trace): Promise<void>;
  discard(uri: string): Promise<void>;
}

/** A column that was not whole. */
export interface CutOffColumn {
  readonly uri: string;
  /** As far as it came; null: its journal says nothing. */
  readonly trace: Trace | null;
}

/** Something was received of it. */
export const hasBegun = ({ trace }: CutOffColumn): boolean => trace !== null && trace.tokens.id.length > 0;

/** Reads the journals of columns. Until they are kept, dropped or left again, nobody else recovers them. */
export function readColumns(journals: JournalStore, uris: readonly string[]): Promise<CutOffColumn[]> {
  return Promise.all(uris.map(async (uri) => ({ uri, trace: await journals.recover(uri) })));
}

/**
 * Saves what was received, and clears the rest away. A file that somebody has changed since is left as it is, and with it
 * the journal, which its editor offers.
 */
export async function keepColumns(
  columns: readonly CutOffColumn[],
  journals: JournalStore,
  files: ColumnFiles,
): Promise<void> {
  for (const column of columns) {
    const { uri, trace } = column;
    const state = await stateOf(column, files);
    if (state === 'changed') {
      journals.abandon(uri);
      continue;
    }
    if (trace && hasBegun(column) && state !== 'whole') await files.save(uri, trace);
    else if (state === 'draft') await files.discard(uri);
    await journals.discard(uri);
  }
}

/** Clears away what was received, and the drafts. */
export async function dropColumns(
  columns: readonly CutOffColumn[],
  journals: JournalStore,
  files: ColumnFiles,
): Promise<void> {
  for (const column of columns) {
    if ((await stateOf(column, files)) === 'draft') await files.discard(column.uri);
    await journals.discard(column.uri);
  }
}

/** Leaves all as it is: it is offered again. */
export function leaveColumns(columns: readonly CutOffColumn[], journals: JournalStore): void {
  for (const { uri } of columns) journals.abandon(uri);
}

/** `draft`: as the sweep made it; `whole`: the sweep, or somebody, has run it; `changed`: a draft of somebody's own. */
async function stateOf(
  { uri, trace }: CutOffColumn,
  files: ColumnFiles,
): Promise<'missing' | 'draft' | 'whole' | 'changed'> {
  const bytes = await files.read(uri);
  if (!bytes) return 'missing';
  try {
    if (isRecorded(parseTrace(bytes).trace)) return 'whole';
  } catch {
    return 'changed';
  }
  if (!trace) return 'changed';
  const { question, request, createdAt } = trace;
  const draft = stringifyTrace({ ...draftTrace(question.text, request, createdAt), question });
  return Buffer.from(bytes).toString('utf8') === draft ? 'draft' : 'changed';
}
