/** All formats that can be written. */
import { errors, quote } from '../../errors';
import { anthropicExport, chatExport } from './chatExports';
import { DPO_EXPORT, type PairFormat } from './dpoPairs';
import type { RowFormat } from './exportFormat';
import { mathShepherdExport } from './mathShepherdExport';
import { prm800kExport } from './prm800kExport';
import { processBenchExport } from './processBenchExport';
import { rlhflowExport } from './rlhflowExport';
import { s1k11Export } from './s1k11Export';
import { s1kExport } from './s1kExport';
import { openThoughtsExport, r1Export, s1TextExport, shareGptExport } from './textExports';
import { trlExport } from './trlExport';

export type ExportFormat = RowFormat | PairFormat;

/** In the order in which they are offered: fine-tuning, steps, preferences. */
export const EXPORT_FORMATS: readonly ExportFormat[] = [
  s1kExport,
  s1k11Export,
  s1TextExport,
  chatExport,
  shareGptExport,
  openThoughtsExport,
  anthropicExport,
  r1Export,
  prm800kExport,
  mathShepherdExport,
  processBenchExport,
  rlhflowExport,
  trlExport,
  DPO_EXPORT,
];

/** @throws WaitpointError `badInput` for a name that no format has */
export function exportFormatNamed(name: string): ExportFormat {
  const found = EXPORT_FORMATS.find((format) => format.name === name);
  if (found) return found;
  const names = EXPORT_FORMATS.map((format) => format.name).join(', ');
  throw errors.badInput(`The format ${quote(name)} cannot be written. Choose one of ${names}.`);
}
