/** A thread that never begins. */
throw new Error('no such part');
