import type { ServerApi } from './serverApi';
import type { ServerPool } from './serverPool';
import type { Vocabulary } from './vocabulary';

/** A model on one server or several, as its sequences need it. */
export interface ServerModel {
  readonly api: ServerApi;
  readonly pool: ServerPool;
  readonly vocabulary: Vocabulary;
  /** Its name in requests. */
  readonly name: string;
  readonly vocabularySize: number;
}
