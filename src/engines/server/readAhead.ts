/**
 * Takes all that a source has as it comes, whether or not anybody waits for it: a stream whose connection breaks throws
 * away what it holds, and what came is to be kept.
 * @param onArrival each time that something came
 */
export async function* readAhead<T>(
  source: AsyncIterable<T>,
  onArrival: () => void,
): AsyncGenerator<T, void, void> {
  const held: T[] = [];
  let over = false;
  let wake = (): void => {};
  const reading = (async () => {
    try {
      for await (const one of source) {
        held.push(one);
        onArrival();
        wake();
      }
    } finally {
      over = true;
      wake();
    }
  })();
  // It is told below, behind what came before it; nobody may be there any more to hear it.
  reading.catch(() => undefined);
  for (;;) {
    while (held.length > 0) yield held.shift() as T;
    if (over) break;
    await new Promise<void>((resolve) => (wake = resolve));
  }
  await reading;
}
