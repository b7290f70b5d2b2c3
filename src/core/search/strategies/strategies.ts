import type { StrategyName } from '../words';
import { beam, lookahead } from './beam';
import { dvts } from './dvts';
import { independent } from './independent';
import { rebase } from './rebase';
import { revisions } from './revisions';
import type { Strategy } from './strategy';

export const strategies: Readonly<Record<StrategyName, Strategy>> = {
  majority: independent,
  'best-of-n': independent,
  beam,
  lookahead,
  dvts,
  rebase,
  revisions,
};
