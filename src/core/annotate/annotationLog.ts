/** The lines of one annotator, and what they amount to. */
import { quote } from '../errors';
import { annotationLineSchema, isRevision, slotOf, type Annotation, type AnnotationLine } from './annotation';

export interface LogProblem {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

export interface ParsedLog {
  readonly lines: readonly AnnotationLine[];
  /** Lines that could not be read. They stay in the file. */
  readonly problems: readonly LogProblem[];
}

/** Reads an annotation file. A line that was cut off in mid-write, or written by something else, is a problem. */
export function parseLog(text: string): ParsedLog {
  const lines: AnnotationLine[] = [];
  const problems: LogProblem[] = [];
  const seen = new Set<string>();
  for (const [i, content] of text.split('\n').entries()) {
    if (content.trim() === '') continue;
    const parsed = parseLine(content);
    if ('message' in parsed) problems.push({ line: i + 1, ...parsed });
    // The same line twice is what a merge of two branches may leave.
    else if (!seen.has(parsed.id)) {
      seen.add(parsed.id);
      lines.push(parsed);
    }
  }
  return { lines, problems };
}

function parseLine(content: string): AnnotationLine | { readonly message: string } {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return { message: 'This is no JSON: it may have been cut off while it was written.' };
  }
  const schema = (value as { schema?: unknown } | null)?.schema;
  if (typeof schema === 'number' && schema > 1)
    return { message: `A newer Waitpoint wrote this (schema ${schema}). Update to read it.` };
  const checked = annotationLineSchema.safeParse(value);
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0];
  return {
    message: `This is no annotation: ${quote(issue?.path.join('.') || 'the line')}: ${issue?.message ?? ''}.`,
  };
}

export function stringifyLine(line: AnnotationLine): string {
  return `${JSON.stringify(line)}\n`;
}

/** What counts of a log: of every slot the last annotation that was not undone, unless it takes back what was said. */
export function currentAnnotations(lines: readonly AnnotationLine[]): Annotation[] {
  const undone = undoneIds(lines);
  const bySlot = new Map<string, Annotation>();
  for (const line of lines) {
    if (isRevision(line) || undone.has(line.id)) continue;
    const slot = slotOf(line);
    // The order is that in which they were said last.
    bySlot.delete(slot);
    bySlot.set(slot, line);
  }
  return [...bySlot.values()].filter(({ said }) => said.value !== null);
}

function undoneIds(lines: readonly AnnotationLine[]): Set<string> {
  const undone = new Set<string>();
  for (const line of lines) {
    if (!isRevision(line)) continue;
    if (line.revision === 'undo') undone.add(line.of);
    else undone.delete(line.of);
  }
  return undone;
}

/** What undo and redo would act on, of one trace. */
export interface UndoStep {
  readonly undo: Annotation | null;
  readonly redo: Annotation | null;
}

/** Undo takes back the last that counts; redo what was undone last, until something new is said. */
export function undoStep(lines: readonly AnnotationLine[], trace: string): UndoStep {
  const byId = new Map<string, Annotation>();
  let done: string[] = [];
  let undone: string[] = [];
  for (const line of lines) {
    if (line.trace !== trace) continue;
    if (!isRevision(line)) {
      byId.set(line.id, line);
      done.push(line.id);
      undone = [];
    } else if (line.revision === 'undo') {
      done = done.filter((id) => id !== line.of);
      undone.push(line.of);
    } else {
      undone = undone.filter((id) => id !== line.of);
      done.push(line.of);
    }
  }
  return { undo: byId.get(done.at(-1) ?? '') ?? null, redo: byId.get(undone.at(-1) ?? '') ?? null };
}
