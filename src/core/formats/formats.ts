/** All foreign formats that can be read. */
import { errors, quote } from '../errors';
import { anthropic } from './anthropic';
import { chat } from './chat';
import { dpo } from './dpo';
import type { Format } from './foreignTrace';
import { mathShepherd } from './mathShepherd';
import { openThoughts } from './openThoughts';
import { prm800k } from './prm800k';
import { processBench } from './processBench';
import { r1Text } from './r1Text';
import { rlhflow } from './rlhflow';
import { s1Text } from './s1Text';
import { s1k } from './s1k';
import { s1k11 } from './s1k11';
import { shareGpt } from './shareGpt';
import { trl } from './trl';

/** In the order in which they are tried: what is told by more fields comes first. */
export const FORMATS: readonly Format[] = [
  s1k11,
  s1k,
  prm800k,
  processBench,
  mathShepherd,
  trl,
  dpo,
  openThoughts,
  shareGpt,
  rlhflow,
  anthropic,
  chat,
  s1Text,
  r1Text,
];

/** The format of a row by its shape alone; null: none that is known. */
export function detectFormat(row: unknown): Format | null {
  return FORMATS.find((format) => format.detect(row)) ?? null;
}

/** @throws WaitpointError `badInput` for a name that no format has */
export function formatNamed(name: string): Format {
  const found = FORMATS.find((format) => format.name === name);
  if (found) return found;
  const names = FORMATS.map((format) => format.name).join(', ');
  throw errors.badInput(`The format ${quote(name)} is not known. Choose auto, or one of ${names}.`);
}
