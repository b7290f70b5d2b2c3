/**
 * A trace on its way to a view: its token columns as typed arrays and one string. A long trace holds a million numbers;
 * as plain arrays, decoding them takes longer than drawing what is seen of them.
 */
import type { Trace } from '../core/trace/trace';
import type { ViewState } from './webview';

type Columns = Trace['tokens'];

export interface PackedTrace extends Omit<Trace, 'tokens'> {
  readonly tokens: {
    readonly id: Int32Array;
    /** All texts in one, and their lengths in UTF-16 units. */
    readonly text: string;
    readonly textLengths: Uint32Array;
    /** NaN stands for null. */
    readonly prob: Float64Array;
    readonly entropy: Float64Array;
    readonly timeMs: Float64Array;
    readonly alternativeIds: Int32Array;
    readonly alternativeProbs: Float64Array;
    readonly alternativeTexts: Columns['alternativeTexts'];
    /** Places in `PROVENANCES`. */
    readonly provenance: Uint8Array;
  };
}

/** `ViewState` as it is sent. */
export interface PackedState extends Omit<ViewState, 'trace'> {
  readonly trace: PackedTrace;
}

const PROVENANCES: readonly Columns['provenance'][number][] = ['model', 'forced', 'user'];

export function packTrace({ tokens, ...rest }: Trace): PackedTrace {
  return {
    ...rest,
    tokens: {
      id: Int32Array.from(tokens.id),
      text: tokens.text.join(''),
      textLengths: Uint32Array.from(tokens.text, ({ length }) => length),
      prob: packNulls(tokens.prob),
      entropy: packNulls(tokens.entropy),
      timeMs: Float64Array.from(tokens.timeMs),
      alternativeIds: Int32Array.from(tokens.alternativeIds),
      alternativeProbs: Float64Array.from(tokens.alternativeProbs),
      alternativeTexts: tokens.alternativeTexts,
      provenance: Uint8Array.from(tokens.provenance, (one) => PROVENANCES.indexOf(one)),
    },
  };
}

export function unpackTrace({ tokens, ...rest }: PackedTrace): Trace {
  let at = 0;
  return {
    ...rest,
    tokens: {
      id: Array.from(tokens.id),
      text: Array.from(tokens.textLengths, (length) => tokens.text.slice(at, (at += length))),
      prob: unpackNulls(tokens.prob),
      entropy: unpackNulls(tokens.entropy),
      timeMs: Array.from(tokens.timeMs),
      alternativeIds: Array.from(tokens.alternativeIds),
      alternativeProbs: Array.from(tokens.alternativeProbs),
      alternativeTexts: tokens.alternativeTexts,
      provenance: Array.from(tokens.provenance, (place) => PROVENANCES[place] ?? 'model'),
    },
  };
}

export function packState(state: ViewState): PackedState {
  return { ...state, trace: packTrace(state.trace) };
}

export function unpackState(state: PackedState): ViewState {
  return { ...state, trace: unpackTrace(state.trace) };
}

function packNulls(values: readonly (number | null)[]): Float64Array {
  return Float64Array.from(values, (value) => value ?? NaN);
}

function unpackNulls(values: Float64Array): (number | null)[] {
  return Array.from(values, (value) => (Number.isNaN(value) ? null : value));
}
