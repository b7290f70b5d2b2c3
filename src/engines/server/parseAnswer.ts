import type { z } from 'zod';
import type { Connection } from './connection';

/** @throws ServerFault naming the field that is not as documented */
export function parseAnswer<T>(
  connection: Connection,
  path: string,
  schema: z.ZodType<T>,
  answer: unknown,
): T {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw connection.fault(
    'refused',
    `answered ${path} in a form that is not known: ${issue?.path.join('.') || 'the answer'}: ${issue?.message ?? '?'}.`,
  );
}
