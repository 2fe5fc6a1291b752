import { setFlagsFromString } from 'node:v8';

/** What the heap may grow by, of what is alive in it, until garbage is collected. */
const SMALL_GROWTH_PERCENT = 20;
/** By what the engine thinks best. */
const ENGINE_GROWTH_PERCENT = 0;

/**
 * Has garbage collected earlier than the engine would on a machine with much memory: it lets a heap grow to several
 * times of what is alive. The heap has no lower limit for that: what needs more for a while gets it.
 */
export function keepHeapSmall(): void {
  setFlagsFromString(`--heap-growing-percent=${SMALL_GROWTH_PERCENT}`);
}

/** Leaves the growth of the heap to the engine again: much work at once then spends less on collecting. */
export function letHeapGrow(): void {
  setFlagsFromString(`--heap-growing-percent=${ENGINE_GROWTH_PERCENT}`);
}
