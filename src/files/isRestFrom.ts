/** Whether an answer is the rest of a file from `offset` on, as a range asked for: another part would spoil what is there. */
export function isRestFrom({ status, headers }: Response, offset: number): boolean {
  return status === 206 && (headers.get('content-range')?.startsWith(`bytes ${offset}-`) ?? false);
}
