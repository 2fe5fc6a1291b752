// First of all: on an older Node the build itself would fail less clearly.
import { NODE_NEEDED, isNodeTooOld } from './node-version.mjs';

if (isNodeTooOld()) {
  console.error(
    `Duebill needs Node ${NODE_NEEDED} or newer, and this is ${process.versions.node}. ` +
      "With npm alone: npx -y -p node@24 -c 'npm install && npm start'",
  );
  process.exit(78);
}
