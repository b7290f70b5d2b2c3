import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packTrace, unpackTrace } from '../../src/protocol/packedTrace';
import { anyTrace } from '../support/anyTrace';

test('any trace comes out as it went in', () => {
  fc.assert(
    fc.property(anyTrace, (trace) => {
      expect(unpackTrace(structuredClone(packTrace(trace)))).toEqual(trace);
    }),
  );
});
