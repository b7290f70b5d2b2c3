import { quote } from '../../errors';
import { Unfit } from './exportFormat';
import type { ExportStep, ExportTrace } from './exportTrace';
import type { Tell } from './losses';

/**
 * Compares what was written with what is read back of it, and tells every difference: so nothing is lost unsaid,
 * whatever the format.
 * @throws Unfit where it reads back as another text: such a row would teach something that nobody said
 */
export function findLosses(written: ExportTrace, read: ExportTrace, tell: Tell): void {
  const exact = [
    isKept('question', written.question, read.question),
    isKept('thinking', written.thinking, read.thinking),
    isAnswerKept(written.answer, read.answer, tell),
  ];
  if (exact.includes(false)) tell('whiteSpace', 1);
  if (written.expected !== read.expected) tell('expected', 1);
  findStepLosses(written.steps, read.steps, tell);
}

/** @returns whether the white space is the same too @throws Unfit */
function isKept(what: string, written: string, read: string): boolean {
  if (written === read) return true;
  const [a, b] = [collapsed(written), collapsed(read)];
  if (a === b) return false;
  const at = [...a].findIndex((character, i) => b[i] !== character);
  const where = at < 0 ? a.length : at;
  const shown = quote(a.slice(Math.max(0, where - 10), where + 20));
  throw new Unfit(`its ${what} would read back as another text, from ${shown} on`);
}

function isAnswerKept(written: string | null, read: string | null, tell: Tell): boolean {
  if (written === null) {
    if (read === '') tell('brokenOff', 1);
    else if (read !== null) throw new Unfit('it breaks off, and would read back with an answer');
    return true;
  }
  if (read === null || read === '') {
    if (written.trim() !== '') tell('answer', 1);
    else if (read === null) tell('emptyAnswer', 1);
    else return written === '';
    return true;
  }
  return isKept('answer', written, read);
}

function findStepLosses(written: readonly ExportStep[], read: readonly ExportStep[], tell: Tell): void {
  const isSame = written.length === read.length && written.every(({ text }, i) => isStep(text, read[i]));
  if (!isSame) tell('steps', written.length);
  const labels = written.filter(({ label }, i) => label !== (isSame ? read[i]?.label : null)).length;
  if (labels > 0) tell('labels', labels);
  const persons = written.filter(({ byPerson }, i) => byPerson && !(isSame && read[i]?.byPerson)).length;
  if (persons > 0) tell('byPerson', persons);
}

function isStep(text: string, step: ExportStep | undefined): boolean {
  return step !== undefined && collapsed(text) === collapsed(step.text);
}

function collapsed(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
