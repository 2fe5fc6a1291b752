import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** What the heap may grow by, of what is alive in it, until garbage is collected. */
const SMALL_GROWTH_PERCENT = 20;
/** By what the engine thinks best. */
const ENGINE_GROWTH_PERCENT = 0;
/** From here on the space of new objects stays as it is; the engine doubles it up to 128 MiB on a machine with much memory. */
const NEW_SPACE_ENOUGH_BYTES = 32 * 1_048_576;

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

/** Ends the growth of the space of new objects once it is large enough: more of it was not measured to be faster. */
export function boundNewSpace(): void {
  const observer = new PerformanceObserver(() => {
    const space = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
    if (space !== undefined && space.space_size >= NEW_SPACE_ENOUGH_BYTES) {
      setFlagsFromString('--semi-space-growth-factor=1');
      observer.disconnect();
    }
  });
  observer.observe({ entryTypes: ['gc'] });
}
