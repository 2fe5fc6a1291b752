import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const PATIENCE_MS = 300_000;
const INVOICE = 'docs/examples/invoice-2026-0147.cii.xml';

/** A Node on the path that is older than the program needs, as machines have it that came with npm. */
function findOldNode(): string | undefined {
  const programs = (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'node'));
  return programs.find((program) => {
    if (!existsSync(program)) return false;
    const version = execFileSync(program, ['--version'], { encoding: 'utf8' });
    return Number(/^v(\d+)/.exec(version)?.[1]) < 22;
  });
}

const oldNode = findOldNode();
const itWithOldNode = oldNode === undefined ? it.skip : it;

describe('duebill on an older Node', () => {
  itWithOldNode(
    'runs itself on a newer one, and ends with its code',
    async () => {
      // Without what this test's own Node told the programs that it starts.
      const { HOME, PATH, npm_config_cache } = process.env;
      const env = { HOME, PATH, ...(npm_config_cache === undefined ? {} : { npm_config_cache }) };
      const run = (...args: string[]) =>
        execute(oldNode ?? '', ['scripts/duebill.mjs', ...args], { env });

      const { stdout } = await run('inspect', INVOICE);
      expect(stdout).toContain('INVOICE re-2026-147');
      await expect(run('inspect', 'nowhere.xml')).rejects.toMatchObject({ code: 1 });
      await expect(run('nonsense')).rejects.toMatchObject({ code: 2 });
    },
    PATIENCE_MS,
  );
});
