import { apply, type MathNode } from './mathNode';
import type { Work } from './work';

type Matrix = Extract<MathNode, { kind: 'matrix' }>;

/** A sum or a product of matrices as one matrix; anything else, and what does not fit, as it is. */
export function matrixValue(node: MathNode, work: Work): MathNode {
  if (node.kind !== 'apply') return node;
  const args = node.args.map((arg) => matrixValue(arg, work));
  if (!args.some(isMatrix)) return node;
  switch (node.name) {
    case '+':
      return args.reduce((sum, arg) => (isMatrix(sum) && isMatrix(arg) ? added(sum, arg, work) : node));
    case '*':
      return args.reduce((product, arg) => multiplied(product, arg, work) ?? node);
    case 'neg': {
      const [inner] = args;
      return inner && isMatrix(inner) ? eachCell(inner, (cell) => apply('neg', cell), work) : node;
    }
    default:
      return node;
  }
}

const isMatrix = (node: MathNode): node is Matrix => node.kind === 'matrix';

function eachCell(
  matrix: Matrix,
  change: (cell: MathNode, row: number, column: number) => MathNode,
  work: Work,
): Matrix {
  const rows = matrix.rows.map((row, i) =>
    row.map((cell, j) => {
      work.spend();
      return change(cell, i, j);
    }),
  );
  return { kind: 'matrix', rows };
}

function added(a: Matrix, b: Matrix, work: Work): MathNode {
  const fits = a.rows.length === b.rows.length && a.rows[0]?.length === b.rows[0]?.length;
  return fits
    ? eachCell(a, (cell, i, j) => apply('+', cell, b.rows[i]?.[j] ?? cell), work)
    : apply('+', a, b);
}

function multiplied(a: MathNode, b: MathNode, work: Work): MathNode | null {
  if (!isMatrix(a) && !isMatrix(b)) return apply('*', a, b);
  if (!isMatrix(a)) return isMatrix(b) ? eachCell(b, (cell) => apply('*', a, cell), work) : null;
  if (!isMatrix(b)) return eachCell(a, (cell) => apply('*', cell, b), work);
  if (a.rows[0]?.length !== b.rows.length) return null;
  const columns = (b.rows[0] ?? []).map((_, j) => b.rows.map((row) => row[j]));
  const rows = a.rows.map((row) =>
    columns.map((column) => {
      work.spend(column.length);
      return apply('+', ...row.flatMap((cell, k) => (column[k] ? [apply('*', cell, column[k])] : [])));
    }),
  );
  return { kind: 'matrix', rows };
}
