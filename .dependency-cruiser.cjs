/** Directions between the modules of the backend; `npm run lint` holds them. */
const MODULE = '^backend/src/([^/]+)/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'Two files that need each other are one idea, or one of them knows too much.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'modules-through-their-index',
      comment:
        'A module is imported through its index; `ledger/projection.ts` is the door for read models.',
      severity: 'error',
      from: { path: MODULE },
      to: {
        path: MODULE,
        pathNot: [
          '^backend/src/$1/',
          '^backend/src/[^/]+/index[.]ts$',
          '^backend/src/ledger/projection[.]ts$',
          // A shelf of small pure files, each its own door: a reader of invoices needs no hashing.
          '^backend/src/common/',
        ],
      },
    },
    {
      name: 'common-imports-nothing',
      severity: 'error',
      from: { path: '^backend/src/common/' },
      to: { path: '^backend/', pathNot: '^backend/src/common/' },
    },
    {
      name: 'common-and-formats-know-no-framework',
      severity: 'error',
      from: { path: '^backend/src/(common|documents|bank-formats)/' },
      to: { path: 'node_modules/(@nestjs|typeorm|pg|ethers|mercurius)/' },
    },
    {
      name: 'below-the-domain',
      comment: 'What every module stands on knows no module.',
      severity: 'error',
      from: { path: '^backend/src/(api|config|database|identity|ledger)/' },
      to: {
        path: '^backend/src/(parties|receivables|factoring|settlement|reconciliation|runtime)/',
      },
    },
    {
      name: 'runtime-stands-apart',
      comment: 'The backend does not know who started its database and its ledger.',
      severity: 'error',
      from: { path: '^backend/src/', pathNot: '^backend/src/runtime/' },
      to: { path: '^backend/src/runtime/' },
    },
    {
      name: 'backend-knows-no-scripts',
      severity: 'error',
      from: { path: '^(backend|deploy)/' },
      to: { path: '^(scripts|tests)/' },
    },
    {
      name: 'no-development-packages',
      comment: 'What runs in production is a dependency.',
      severity: 'error',
      from: { path: '^(backend|deploy|scripts)/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js'],
    },
  },
};
