// Plain JavaScript, and first of all: on an older Node the build itself would fail less clearly.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 22 || (major === 22 && minor < 13)) {
  console.error(
    `Duebill needs Node 22.13 or newer, and this is ${process.versions.node}. ` +
      "With npm alone: npx -y -p node@24 -c 'npm install && npm start'",
  );
  process.exit(78);
}
