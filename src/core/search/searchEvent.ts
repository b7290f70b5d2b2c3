/** A search is a stream of events too: the view and the file are what they add up to. */
import type { RunRequest } from '../trace/trace';
import type { Choice, SearchLedger, SearchNode, SearchRecord } from './searchRecord';
import type { SearchSettings } from './settings';

export type SearchEvent =
  | { readonly type: 'start'; readonly record: SearchRecord }
  /** A node is new, or is another than before. */
  | { readonly type: 'node'; readonly node: SearchNode }
  /** `auto` has chosen. */
  | {
      readonly type: 'adopt';
      readonly settings: SearchSettings;
      readonly request: RunRequest;
      readonly auto: SearchRecord['auto'];
    }
  | { readonly type: 'round'; readonly round: number }
  | { readonly type: 'ledger'; readonly ledger: SearchLedger }
  | { readonly type: 'warning'; readonly message: string }
  | {
      readonly type: 'finish';
      readonly choice: Choice | null;
      readonly complete: boolean;
      readonly failure: SearchRecord['failure'];
    };

/** Folds one event into `record`, in place; `start` replaces it. */
export function applySearchEvent(record: SearchRecord, event: SearchEvent): SearchRecord {
  switch (event.type) {
    case 'start':
      return structuredClone(event.record);
    case 'node':
      record.nodes[event.node.id] = structuredClone(event.node);
      return record;
    case 'adopt':
      record.settings = { ...event.settings };
      record.request = structuredClone(event.request);
      record.auto = event.auto && { ...event.auto };
      return record;
    case 'round':
      record.rounds = Math.max(record.rounds, event.round + 1);
      return record;
    case 'ledger':
      record.ledger = structuredClone(event.ledger);
      return record;
    case 'warning':
      record.warnings.push(event.message);
      return record;
    case 'finish':
      record.choice = structuredClone(event.choice);
      record.complete = event.complete;
      record.failure = event.failure && { ...event.failure };
      return record;
    default:
      return event satisfies never;
  }
}
