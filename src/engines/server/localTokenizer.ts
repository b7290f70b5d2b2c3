import type { ModelInfo, TokenId, TokenizeOptions } from '../../core/engine';
import type { TokenPieces } from '../../core/models/tokenPieces';

/** The vocabulary of a model file on this machine, for a server that shows none. */
export interface LocalTokenizer {
  readonly info: ModelInfo;
  tokenize(text: string, options: TokenizeOptions): Promise<TokenId[]>;
  pieces(): Promise<TokenPieces>;
  dispose(): Promise<void>;
}
