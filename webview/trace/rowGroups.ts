/**
 * Groups of rows, each skipped as a whole by the browser while it is far away. With 5,000 rows that are skipped one by
 * one, every frame of a scroll spent 40 ms on asking each of them where it is.
 */

/** Rows of a group: less than a screen, since a group is laid out as a whole. */
const GROUP_ROWS = 20;

export class RowGroups {
  /** @param list holds the groups and nothing else */
  constructor(readonly list: HTMLElement) {}

  /** Puts a row before another, or at the end. */
  place(row: HTMLElement, before: Element | null): void {
    if (before) return before.before(row);
    let group = this.list.lastElementChild;
    if (!group || group.childElementCount >= GROUP_ROWS) {
      group = document.createElement('div');
      group.className = 'group';
      group.role = 'none';
      this.list.append(group);
    }
    group.append(row);
  }

  remove(row: HTMLElement): void {
    const group = row.parentElement;
    row.remove();
    if (group?.childElementCount === 0) group.remove();
  }

  /**
   * Tells groups how high it is when it is not laid out. What the browser remembers of a group whose rows were
   * folded or hidden since is forgotten. @param rows whose groups may have changed
   * @param heightOf estimate of a row, pixels
   */
  estimate(rows: Iterable<Element>, heightOf: (row: Element) => number): void {
    const groups = new Set<HTMLElement>();
    for (const { parentElement } of rows) if (parentElement) groups.add(parentElement);
    const changed: HTMLElement[] = [];
    for (const group of groups) {
      let sum = 0;
      for (const row of group.children) sum += heightOf(row);
      const height = `${Math.round(sum)}px`;
      if (group.style.getPropertyValue('--height') === height) continue;
      group.style.setProperty('--height', height);
      group.classList.add('changed');
      changed.push(group);
    }
    if (changed.length === 0) return;
    // The browser forgets with the next frame; from then on it may remember again.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        for (const group of changed) group.classList.remove('changed');
      }),
    );
  }
}

/**
 * Index of the first row that ends below `top`, by bisection: rows stand in order. Rows of groups that lie elsewhere
 * are not asked, for they would be laid out to answer.
 */
export function firstBelow(rows: readonly { readonly element: HTMLElement }[], top: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = rows[middle];
    if (row && boxNear(row.element, top).bottom > top) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Where a row stands in the window; where its group does not reach height `y`, that of the group. */
export function boxNear(row: Element, y: number): DOMRect {
  const group = row.closest('.group')?.getBoundingClientRect();
  return group && (group.bottom <= y || group.top > y) ? group : row.getBoundingClientRect();
}
